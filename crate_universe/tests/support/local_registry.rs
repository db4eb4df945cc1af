//! A registry in a folder, in the form of cargo's local registries: archives, and an index beside them. The index and the archives
//! are also what a server of a sparse registry hands out.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A package as its author uploads it.
pub struct Upload<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// Name and requirement.
    pub dependencies: Vec<(String, String)>,
    /// Its files besides the manifest.
    pub files: Vec<(String, String)>,
}

impl Upload<'_> {
    fn manifest(&self) -> String {
        let Upload { name, version, .. } = self;
        let mut text = format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n\n[features]\nextra = []\n\n[dependencies]\n"
        );
        for (name, requirement) in &self.dependencies {
            text += &format!("{name} = \"{requirement}\"\n");
        }
        text
    }

    fn entry(&self) -> Value {
        let dependency = |(name, requirement): &(String, String)| {
            json!({ "name": name, "req": requirement, "features": [], "optional": false, "default_features": true,
                    "target": null, "kind": "normal" })
        };
        let dependencies: Vec<Value> = self.dependencies.iter().map(dependency).collect();
        json!({ "name": self.name, "vers": self.version, "deps": dependencies, "features": { "extra": [] }, "yanked": false })
    }
}

fn archive<'a>(root: &str, files: impl Iterator<Item = &'a (String, String)>) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("{root}/{path}"), text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

/// The place of a package's entry in an index. Names have at least four letters here.
pub fn index_path(name: &str) -> String {
    format!("index/{}/{}/{name}", &name[..2], &name[2..4])
}

pub fn publish(registry: &Path, upload: &Upload<'_>) {
    let manifest = ("Cargo.toml".to_owned(), upload.manifest());
    publish_files(registry, [&manifest].into_iter().chain(&upload.files), upload.entry());
}

/// `entry`: the package's line in the index, which gets the checksum of the archive here.
pub fn publish_files<'a>(
    registry: &Path,
    files: impl Iterator<Item = &'a (String, String)>,
    mut entry: Value,
) {
    let text = |key: &str| entry[key].as_str().unwrap().to_owned();
    let (name, version) = (text("name"), text("vers"));
    let archive = archive(&format!("{name}-{version}"), files);
    let sha256: String = Sha256::digest(&archive).iter().map(|byte| format!("{byte:02x}")).collect();
    entry["cksum"] = json!(sha256);
    let path = registry.join(index_path(&name));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(registry.join(format!("{name}-{version}.crate")), &archive).unwrap();
    let mut index = OpenOptions::new().append(true).create(true).open(path).unwrap();
    writeln!(index, "{entry}").unwrap();
}
