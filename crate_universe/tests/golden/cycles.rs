//! Checks that no target of a hub's spokes depends on itself, whichever branches its selects choose.

use std::collections::{BTreeMap, BTreeSet};

use crate::Files;
use crate::build_files::{strings, targets};

pub fn check(files: &Files) {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in files {
        let Some(package) = package(path, files) else { continue };
        for (name, statement) in targets(text) {
            let labels = strings(statement).filter_map(|text| match text.strip_prefix(':') {
                Some(own) => Some(format!("{package}:{own}")),
                None => (text.contains("__") || text.starts_with("//")).then(|| text.to_owned()),
            });
            edges.insert(format!("{package}:{name}"), labels.collect());
        }
    }
    let mut done = BTreeSet::new();
    for target in edges.keys() {
        visit(target, &edges, &mut Vec::new(), &mut done);
    }
}

/// The Bazel package of a crate's BUILD file: the root of a repository, or a folder with sources.
fn package(path: &str, files: &Files) -> Option<String> {
    let (folder, _) = path.rsplit_once('/')?;
    match path.split_once('/') {
        Some((repository, _)) if repository.contains("__") => Some(format!("@{repository}//")),
        _ => files.contains_key(&format!("{folder}/.cargo-checksum.json")).then(|| format!("//{folder}")),
    }
}

fn visit<'a>(
    target: &'a str,
    edges: &'a BTreeMap<String, BTreeSet<String>>,
    path: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) {
    assert!(!path.contains(&target), "a cycle: {path:?}, {target}");
    if done.contains(target) {
        return;
    }
    path.push(target);
    for next in edges.get(target).into_iter().flatten() {
        visit(next, edges, path, done);
    }
    path.pop();
    done.insert(target);
}
