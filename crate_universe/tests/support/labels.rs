//! A vendored tree at any moment: every label that the hub leads to has its target, and each package is what its checksums say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// `package`: that of the tree, in labels.
pub fn assert_whole(tree: &Path, package: &str) {
    let prefix = format!("//{package}/");
    let mut pending = vec![String::new()];
    let mut seen = BTreeSet::new();
    while let Some(folder) = pending.pop() {
        let build = fs::read_to_string(tree.join(&folder).join("BUILD.bazel")).unwrap();
        for label in build.split('"').filter_map(|text| text.strip_prefix(&prefix)) {
            let (named, target) = label.split_once(':').unwrap();
            let build = fs::read_to_string(tree.join(named).join("BUILD.bazel"));
            assert!(build.is_ok(), "{folder} names {label}, which has no package");
            let build = build.unwrap();
            assert!(
                build.contains(&format!("name = \"{target}\",")),
                "{folder} names {label}: no such target"
            );
            if seen.insert(named.to_owned()) {
                pending.push(named.to_owned());
            }
        }
    }
    let declared = assert_declared(tree, package);
    assert!(seen.len() + declared > 5, "the hub leads to no packages: {seen:?}");
    let sums = fs::read_to_string(tree.join("SHA256SUMS")).unwrap_or_default();
    if tree.join("packages.txt").exists() || sums.contains(".crate\n") {
        let output =
            Command::new(env!("CARGO_BIN_EXE_crate-universe")).arg("verify").arg(tree).output().unwrap();
        // A list cannot change in one step with the files that it lists.
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || told.contains("a run was interrupted"), "{told}");
    }
}

/// The number of files that the declared repositories are made from, each of which is there.
fn assert_declared(tree: &Path, package: &str) -> usize {
    let text = fs::read_to_string(tree.join("crates.bzl")).unwrap_or_default();
    let prefix = format!("Label(\"//{package}:");
    let labels = text.split(&prefix).skip(1).map(|rest| rest.split('"').next().unwrap());
    labels.inspect(|name| assert!(tree.join(name).exists(), "crates.bzl names {name}")).count()
}
