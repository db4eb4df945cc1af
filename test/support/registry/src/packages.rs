//! The files of a registry, by their path on the server. Takes a folder of packages, gives config.json, the entries of the
//! index and `.crate` files, whose bytes depend on nothing but the packages. Never writes.

use std::collections::BTreeMap;
use std::io::{Error, Result, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use toml::Table;

pub type Files = BTreeMap<String, Vec<u8>>;

/// `address`: that of the server.
pub fn files(folder: &Path, address: &str) -> Result<Files> {
    let template = format!("{address}/crates/{{crate}}/{{crate}}-{{version}}.crate");
    let config = json!({ "dl": template, "auth-required": true });
    let mut files = Files::from([("/index/config.json".to_owned(), config.to_string().into_bytes())]);
    for dir in entries(folder)?.into_iter().filter(|dir| dir.join("Cargo.toml").is_file()) {
        let manifest: Table =
            std::fs::read_to_string(dir.join("Cargo.toml"))?.parse().map_err(Error::other)?;
        let text = |key: &str| manifest["package"][key].as_str().unwrap_or_default().to_owned();
        let (name, version) = (text("name"), text("version"));
        let archive = archive(&dir, &format!("{name}-{version}"))?;
        let sum: String = Sha256::digest(&archive).iter().map(|byte| format!("{byte:02x}")).collect();
        let entry = json!({
            "name": name, "vers": version, "deps": dependencies(&manifest), "cksum": sum, "features": {},
            "yanked": false,
        });
        let line = format!("{entry}\n").into_bytes();
        files.entry(format!("/index/{}", place(&name))).or_default().extend(line);
        files.insert(format!("/crates/{name}/{name}-{version}.crate"), archive);
    }
    Ok(files)
}

/// Plain ones, `name = "version"`: of this registry, unless their manifest says crates.io.
fn dependencies(manifest: &Table) -> Vec<Value> {
    let table = manifest.get("dependencies").and_then(|table| table.as_table());
    let entry = |(name, requirement): (&String, &toml::Value)| {
        json!({
            "name": name, "req": requirement.as_str().unwrap_or("*"), "features": [], "optional": false,
            "default_features": true, "target": null, "kind": "normal",
            "registry": "https://github.com/rust-lang/crates.io-index",
        })
    };
    table.into_iter().flatten().map(entry).collect()
}

fn archive(dir: &Path, root: &str) -> Result<Vec<u8>> {
    // Without compression, so that the bytes are the same whatever library compresses.
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::none()));
    let mut pending = vec![dir.to_path_buf()];
    let mut found = Vec::new();
    while let Some(dir) = pending.pop() {
        for path in entries(&dir)? {
            if path.is_dir() { pending.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    for path in found {
        let bytes = std::fs::read(&path)?;
        let inside = path.strip_prefix(dir).map_err(Error::other)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, Path::new(root).join(inside), bytes.as_slice())?;
    }
    let mut gzip = archive.into_inner()?;
    gzip.flush()?;
    gzip.finish()
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    Ok(paths)
}

/// Where the index has the entry of a package.
fn place(name: &str) -> String {
    match name.len() {
        1 => format!("1/{name}"),
        2 => format!("2/{name}"),
        3 => format!("3/{}/{name}", &name[..1]),
        _ => format!("{}/{}/{name}", &name[..2], &name[2..4]),
    }
}
