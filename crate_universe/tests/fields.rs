//! What is written from tables of the program is up to date. `UPDATE=1 cargo test --test fields` writes it anew.
#![expect(clippy::disallowed_methods, reason = "a test starts the program")]

use std::fs;
use std::path::Path;
use std::process::Command;

const FILES: [&str; 4] = [
    "private/annotation_fields.bzl",
    "docs/annotation.schema.json",
    "docs/annotations.md",
    "test/integration/workspaces/rules_rust/tables.bzl",
];

#[test]
fn generated_files_are_those_of_the_table() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let update = std::env::var_os("UPDATE").is_some();
    let output = if update { repository } else { scratch.path() };
    let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
    let done = command.arg("fields").arg("--output-dir").arg(output).status().unwrap();
    assert!(done.success());
    for file in FILES {
        let made = fs::read_to_string(output.join(file)).unwrap();
        let kept = fs::read_to_string(repository.join(file)).unwrap_or_default();
        assert_eq!(made, kept, "{file} is stale: UPDATE=1 cargo test --test fields");
    }
}
