//! The packages of the registry, and what the workspace wants of them in either state.

use std::path::Path;

use crate::local_registry::{self, Upload};

pub const PACKAGES: usize = 24;

/// The packages, some in two versions, and some of them dependencies of others.
pub fn publish(registry: &Path, number: usize) {
    for version in if number % 4 == 1 { ["1.0.0", "1.1.0"].as_slice() } else { &["1.0.0"] } {
        let next = (number % 3 == 0).then(|| (format!("pack{:02}", (number + 1) % PACKAGES), "1".to_owned()));
        let files = ["src/lib.rs", "src/inner/mod.rs", "README.md", "LICENSE"];
        let text = |path: &str| format!("// {path} of pack{number:02} {version}\n").repeat(50);
        local_registry::publish(
            registry,
            &Upload {
                name: &format!("pack{number:02}"),
                version,
                dependencies: next.into_iter().collect(),
                files: files.iter().map(|path| ((*path).to_owned(), text(path))).collect(),
            },
        );
    }
}

/// From one state to the other packages appear and vanish, have another version, or other features, or are built on another
/// platform.
pub fn manifest(second: bool) -> String {
    let mut text =
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n".to_owned();
    let kept = if second { 6..PACKAGES } else { 0..PACKAGES - 6 };
    for number in kept.clone().filter(|number| number % 5 != 0) {
        let version = if second || number % 4 != 1 { "1" } else { "=1.0.0" };
        let features = if second && number % 2 == 0 { ", features = [\"extra\"]" } else { "" };
        text += &format!("pack{number:02} = {{ version = \"{version}\"{features} }}\n");
    }
    text += "\n[target.'cfg(windows)'.dependencies]\n";
    for number in kept.filter(|number| number % 5 == 0) {
        text += &format!("pack{number:02} = \"1\"\n");
    }
    text
}
