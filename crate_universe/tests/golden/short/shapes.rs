//! The standard files, and what they are for another package or hub.

use std::path::Path;

use super::file::{self, FileChunk};
use crate::Files;

/// The case whose files are the standard, its hub, and its packages: each is named for its shape.
pub const CASE: &str = "standard";
const HUB: &str = "crates";
const PACKAGE: &str = "usual-";
const VERSION: &str = "9.8.7";

/// The standard files and what they are called in short texts.
pub const SHAPES: [(&str, &str); 9] = [
    ("library", "crates__usual-library-9.8.7/BUILD.bazel"),
    ("script", "crates__usual-script-9.8.7/BUILD.bazel"),
    ("macro", "crates__usual-macro-9.8.7/BUILD.bazel"),
    ("binary", "crates__usual-binary-9.8.7/BUILD.bazel"),
    ("hub", "crates/BUILD.bazel"),
    ("cfg", "crates/cfg/BUILD.bazel"),
    ("conditions", "crates__cfg/BUILD.bazel"),
    ("crates", "crates/crates.bzl"),
    ("defs", "crates/defs.bzl"),
];

#[derive(Clone)]
pub struct StandardShape {
    pub name: &'static str,
    pub path: &'static str,
    pub text: String,
}

#[derive(Clone)]
pub struct StandardShapes(pub Vec<StandardShape>);

impl StandardShapes {
    pub fn new(standard: &Files) -> Self {
        let text = |path: &str| standard.get(path).unwrap_or_else(|| panic!("{CASE} lacks {path}")).clone();
        StandardShapes(
            SHAPES.iter().map(|(name, path)| StandardShape { name, path, text: text(path) }).collect(),
        )
    }

    /// As they are for another package or hub.
    pub fn of(&self, owner: &FileOwner) -> Self {
        let mut shapes = self.clone();
        for shape in &mut shapes.0 {
            shape.text = owner.put(shape.name, &shape.text);
        }
        shapes
    }

    pub fn chunks(&self) -> Vec<Vec<FileChunk<'_>>> {
        self.0.iter().map(|shape| file::chunks(&shape.text)).collect()
    }
}

/// The hub of a file, and its package with the version where it is a package's.
pub struct FileOwner {
    package: Option<(String, String)>,
    hub: String,
}

impl FileOwner {
    pub fn of(text: &str) -> Self {
        let after = |sign: &str| text.split_once(sign).and_then(|(_, rest)| rest.split_once('"'));
        let value = |sign: &str| after(sign).map(|(value, _)| value.to_owned());
        let name = value("\"CARGO_PKG_NAME\": \"").or_else(|| value("\"crate-name="));
        let hub = text.split_once("__cfg//:chosen\"").and_then(|(before, _)| before.rsplit_once("\"@"));
        FileOwner {
            package: name.zip(value("\n    version = \"")),
            hub: hub.map_or(HUB, |(_, hub)| hub).to_owned(),
        }
    }

    /// Whether a file can be like a shape.
    pub fn fits(&self, path: &str, shape: &StandardShape) -> bool {
        let is_package = shape.text.contains("crate-name=");
        is_package == self.package.is_some()
            && Path::new(path).extension() == Path::new(shape.path).extension()
    }

    fn put(&self, shape: &str, text: &str) -> String {
        let of_hub =
            |text: &str, end: &str| text.replace(&format!("@{HUB}{end}"), &format!("@{}{end}", self.hub));
        let text = of_hub(&of_hub(text, "//"), "__cfg//");
        let Some((name, version)) = &self.package else { return text };
        let usual = format!("{PACKAGE}{shape}");
        let text = text.replace(&usual, name).replace(VERSION, version);
        text.replace(&usual.replace('-', "_"), &name.replace('-', "_"))
    }

    pub fn display(&self) -> String {
        let package = self.package.as_ref().map(|(name, version)| format!(": {name} {version}"));
        let hub = if self.hub == HUB { String::new() } else { format!(" in {}", self.hub) };
        package.unwrap_or_default() + &hub
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (package, hub) = text.split_once(" in ").unwrap_or((text, HUB));
        let package = match package.strip_prefix(": ") {
            Some(package) => Some(package.split_once(' ')?),
            None => None,
        };
        let package = package.map(|(name, version)| (name.to_owned(), version.to_owned()));
        Some(FileOwner { package, hub: hub.to_owned() })
    }
}
