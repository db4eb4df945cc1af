//! The pages of docs/reference and docs/surface.md are those of the Starlark files. Bazel extracts what the files declare, so
//! test/integration/reference.sh runs these tests; `UPDATE=1 test/run reference` writes the pages anew.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and may write the pages"
)]

#[path = "reference/entries.rs"]
mod entries;
#[path = "reference/pages.rs"]
mod pages;
#[path = "reference/rules_rust.rs"]
mod rules_rust;
#[path = "reference/textproto.rs"]
mod textproto;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use entries::{Parameter, ReferenceEntry};
use textproto::TextprotoMessage;

/// The folder with what Bazel has extracted.
const EXTRACTED: &str = "CRATE_UNIVERSE_REFERENCE";

/// Its symbols are on the other pages.
const PUBLIC: &str = "defs";

/// Only generated files call these rules.
const GENERATED: &str = "repository_rules";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Name of the page -> what was extracted from its file.
fn extracted() -> BTreeMap<String, TextprotoMessage> {
    let folder = std::env::var_os(EXTRACTED).unwrap();
    let modules: BTreeMap<String, TextprotoMessage> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, TextprotoMessage::parse(&fs::read_to_string(path).unwrap()))
        })
        .collect();
    assert!(modules.len() > 2, "the modules are found");
    modules
}

/// Name of the page -> its entries.
fn reference() -> BTreeMap<String, Vec<ReferenceEntry>> {
    let pages = extracted().into_iter().filter(|(page, _)| page != PUBLIC);
    pages.map(|(page, module)| (page, entries::entries(&module))).collect()
}

fn for_users(reference: &BTreeMap<String, Vec<ReferenceEntry>>) -> Vec<&ReferenceEntry> {
    reference.iter().filter(|(page, _)| *page != GENERATED).flat_map(|(_, entries)| entries).collect()
}

fn check_or_update(path: &str, text: &str) {
    let file = repository().join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(text == kept, "{path} is stale: UPDATE=1 test/run reference");
}

#[test]
#[ignore = "test/integration/reference.sh runs it, after Bazel"]
fn the_pages_of_the_reference_are_current() {
    let modules = extracted();
    let names = |module| -> BTreeSet<String> {
        entries::entries(module).iter().map(|entry| entry.place.trim_end_matches("()").to_owned()).collect()
    };
    let mut on_pages = BTreeSet::new();
    for (page, module) in modules.iter().filter(|(page, _)| *page != PUBLIC) {
        let text = pages::page(page, module.text("module_docstring"), &entries::entries(module));
        check_or_update(&format!("docs/reference/{page}.md"), &text);
        on_pages.extend(names(module));
    }
    let missing: Vec<String> = names(&modules[PUBLIC]).difference(&on_pages).cloned().collect();
    assert!(missing.is_empty(), "on no page of the reference: {missing:?}");
}

#[test]
#[ignore = "test/integration/reference.sh runs it, after Bazel"]
fn rules_rusts_names_are_those_of_the_reference() {
    let reference = reference();
    let entries: Vec<&ReferenceEntry> = reference.values().flatten().collect();
    for name in rules_rust::names() {
        let rules_rust::RulesRustName { place, name, position, .. } = name;
        let entry = entries.iter().find(|entry| entry.place == place);
        let Some(ReferenceEntry { parameters, .. }) = entry else { panic!("there is no {place}") };
        let ours = parameters.iter().position(|parameter| parameter.name == name);
        let Some(ours) = ours else { panic!("{place} does not take {name}") };
        let by_name = parameters[ours].is_keyword_only || !place.ends_with("()");
        assert!(
            by_name || position == Some(ours),
            "{place}: {name} may go by position only where it always has been: {position:?}, not {ours}"
        );
    }
    check_or_update("docs/surface.md", &rules_rust::page(&for_users(&reference)));
}

/// It holds only that some test names what is not ignored; what a name means is for the test to say.
#[test]
#[ignore = "test/integration/reference.sh runs it, after Bazel"]
fn every_name_of_the_reference_is_in_a_test() {
    let mut tests = String::new();
    for folder in ["test/golden", "test/integration", "test/starlark", "test/cases", "examples"] {
        read(&repository().join(folder), &mut tests);
    }
    let reference = reference();
    let unused: Vec<String> = for_users(&reference)
        .into_iter()
        .flat_map(|entry| entry.parameters.iter().map(move |parameter| (&entry.place, parameter)))
        .filter(|(_, Parameter { doc, .. })| !doc.to_lowercase().starts_with("ignored"))
        .map(|(place, Parameter { name, .. })| (place, name))
        .filter(|(_, name)| !tests.contains(&format!("{name} = ")) && !tests.contains(&format!("\"{name}\"")))
        .map(|(place, name)| format!("{place}: {name}"))
        .collect();
    assert!(unused.is_empty(), "no test uses\n{}", unused.join("\n"));
}

/// The texts of all files that people write.
fn read(folder: &Path, texts: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match path.is_dir() {
            true if name != "want" && name != "target" && !path.is_symlink() => read(&path, texts),
            false => texts.push_str(&fs::read_to_string(&path).unwrap_or_default()),
            true => {}
        }
    }
}
