//! A vendored tree at any moment: every label that the hub leads to has its target, and each package is what its checksums say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::site::{TREE, stderr};

pub fn assert_whole(tree: &Path) {
    if !tree.join("BUILD.bazel").exists() {
        // A first run was killed before it made a tree.
        return;
    }
    let prefix = format!("//{TREE}/");
    let mut pending = vec![String::new()];
    let mut seen = BTreeSet::new();
    while let Some(package) = pending.pop() {
        let build = fs::read_to_string(tree.join(&package).join("BUILD.bazel")).unwrap();
        for label in build.split('"').filter_map(|text| text.strip_prefix(&prefix)) {
            let (named, target) = label.split_once(':').unwrap();
            let build = fs::read_to_string(tree.join(named).join("BUILD.bazel"));
            let build = build.unwrap_or_else(|_| panic!("{package} names {label}, which has no package"));
            assert!(
                build.contains(&format!("name = \"{target}\",")),
                "{package} names {label}: no such target"
            );
            if seen.insert(named.to_owned()) {
                pending.push(named.to_owned());
            }
        }
    }
    let declared = assert_declared(tree);
    assert!(seen.len() + declared > 5, "the hub leads to no packages: {seen:?}");
    if tree.join("packages.txt").exists() || tree.join("SHA256SUMS").exists() {
        let output =
            Command::new(env!("CARGO_BIN_EXE_crate-universe")).arg("verify").arg(tree).output().unwrap();
        // A list cannot change in one step with the files that it lists.
        let told = stderr(&output);
        assert!(output.status.success() || told.contains("a run was interrupted"), "{told}");
    }
}

/// The number of files that the declared repositories are made from, each of which is there.
fn assert_declared(tree: &Path) -> usize {
    let text = fs::read_to_string(tree.join("crates.bzl")).unwrap_or_default();
    let prefix = format!("Label(\"//{TREE}:");
    let labels = text.split(&prefix).skip(1).map(|rest| rest.split('"').next().unwrap());
    labels.inspect(|name| assert!(tree.join(name).exists(), "crates.bzl names {name}")).count()
}
