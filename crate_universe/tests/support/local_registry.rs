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

    fn archive(&self) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let manifest = ("Cargo.toml".to_owned(), self.manifest());
        for (path, text) in [&manifest].into_iter().chain(&self.files) {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            let path = format!("{}-{}/{path}", self.name, self.version);
            archive.append_data(&mut header, path, text.as_bytes()).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    fn index_line(&self, archive: &[u8]) -> Value {
        let dependency = |(name, requirement): &(String, String)| {
            json!({ "name": name, "req": requirement, "features": [], "optional": false, "default_features": true,
                    "target": null, "kind": "normal" })
        };
        let dependencies: Vec<Value> = self.dependencies.iter().map(dependency).collect();
        let sha256: String = Sha256::digest(archive).iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "name": self.name, "vers": self.version, "deps": dependencies, "cksum": sha256,
                "features": { "extra": [] }, "yanked": false })
    }
}

/// The place of a package's entry in an index. Names have at least four letters here.
pub fn index_path(name: &str) -> String {
    format!("index/{}/{}/{name}", &name[..2], &name[2..4])
}

pub fn publish(registry: &Path, upload: &Upload<'_>) {
    let archive = upload.archive();
    let entry = registry.join(index_path(upload.name));
    fs::create_dir_all(entry.parent().unwrap()).unwrap();
    fs::write(registry.join(format!("{}-{}.crate", upload.name, upload.version)), &archive).unwrap();
    let mut index = OpenOptions::new().append(true).create(true).open(entry).unwrap();
    writeln!(index, "{}", upload.index_line(&archive)).unwrap();
}
