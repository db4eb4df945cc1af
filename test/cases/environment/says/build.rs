//! Writes down every variable that looks like one of cargo's, and checks those that name files.
use std::{env, fs, path::Path, process::Command};

fn main() {
    let of_cargo = |name: &str| {
        let names = ["DEBUG", "HOST", "NUM_JOBS", "OPT_LEVEL", "OUT_DIR", "PROFILE", "TARGET"];
        ["CARGO", "RUSTC", "RUSTDOC"].iter().any(|start| name.starts_with(start)) || names.contains(&name)
    };
    let mut lines: Vec<String> = env::vars()
        .filter(|(name, _)| of_cargo(name))
        .map(|(name, value)| format!("script {name} {value}\n"))
        .collect();
    lines.sort();
    let out = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&out).join("variables"), lines.concat()).unwrap();

    let manifest = fs::read_to_string(env::var("CARGO_MANIFEST_PATH").unwrap()).unwrap();
    assert!(manifest.contains("name = \"says\""));
    assert_eq!(fs::canonicalize(env::var("CARGO_MANIFEST_PATH").unwrap()).unwrap(), fs::canonicalize("Cargo.toml").unwrap());
    for tool in ["CARGO", "RUSTC", "RUSTDOC"] {
        let program = env::var(tool).unwrap();
        let told = Command::new(&program).arg("--version").output().unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(told.stdout.starts_with(tool.to_lowercase().as_bytes()), "{tool}");
    }
}
