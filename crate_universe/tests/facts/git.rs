//! Git packages, read from cargo's checkouts, against what cargo tells of them: repositories are made for the test.

use std::fs;

use crate::place::{Place, only};
use crate::support::tool::Source;

/// A workspace with a package in its root, one in a folder, one that is generated from a template, and one that is broken.
fn repository(place: &Place) -> String {
    place.write(
        "upstream/Cargo.toml",
        r#"[workspace]
members = ["deep/*"]
[workspace.package]
version = "1.2.3"
edition = "2021"
license = "MIT"
readme = "READ.md"
[workspace.dependencies]
inner = { path = "deep/inner", default-features = false, features = ["on"] }
[package]
name = "outer"
version.workspace = true
edition.workspace = true
license.workspace = true
[features]
default = ["inner/more"]
[dependencies]
inner.workspace = true
derive = { path = "deep/derive", optional = true }
[dev-dependencies]
tests-only = { path = "deep/tests-only" }
"#,
    );
    place.write(
        "upstream/deep/inner/Cargo.toml",
        r#"[package]
name = "inner"
version.workspace = true
edition.workspace = true
readme.workspace = true
links = "inner"
[features]
on = []
more = []
[package.metadata.bazel]
said = true
"#,
    );
    place.package("upstream/deep/derive", "derive", "0.1.0", "[lib]\nproc-macro = true");
    place.package("upstream/deep/tests-only", "tests-only", "0.1.0", "");
    place.write("upstream/template/Cargo.toml", "[package]\nname = \"{{inner}}\n");
    place.write("upstream/target/Cargo.toml", "[package]\nname = 'inner'\nversion = '1.2.3'\n");
    for file in ["READ.md", "src/lib.rs", "src/main.rs", "deep/inner/src/lib.rs", "deep/inner/build.rs"] {
        place.write(&format!("upstream/{file}"), "fn main() {}\n");
    }
    place.commit("upstream")
}

fn app(place: &Place, dependencies: &str) {
    let more = format!("[workspace]\n[features]\nf = []\n[dependencies]\n{dependencies}");
    place.package("app", "app", "0.1.0", &more);
}

fn lock(place: &Place) {
    place.cargo(&["generate-lockfile"]).unwrap_or_else(|error| panic!("{error}"));
    place.cargo(&["fetch", "--locked"]).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_checkout_is_read_whatever_it_is_named_by() {
    let place = Place::new();
    let first = repository(&place);
    place.git("upstream", &["tag", "v1"]);
    place.git("upstream", &["checkout", "--quiet", "-b", "feature/x"]);
    place.package(
        "upstream/deep/derive",
        "derive",
        "0.1.0",
        "[features]\nbranched = []\n[lib]\nproc-macro = true",
    );
    place.commit("upstream");
    place.git("upstream", &["checkout", "--quiet", "main"]);
    let url = "git = 'file://FOLDER/upstream'";
    for reference in [
        String::new(),
        ", branch = 'feature/x'".to_owned(),
        ", tag = 'v1'".to_owned(),
        format!(", rev = '{}'", &first[..9]),
        format!(", rev = '{first}'"),
    ] {
        app(
            &place,
            &format!("outer = {{ {url}{reference}, features = ['derive'] }}\ninner = {{ {url}{reference} }}"),
        );
        lock(&place);
        let told = place.assert_same();
        assert!(told.contains("\"checkout_path\": \"deep/inner\""), "{told}");
        assert_eq!(told.contains("branched"), reference.contains("branch"), "{told}");
    }
    // One package of one version from two commits, and a stronger address for one of them.
    app(
        &place,
        &format!(
            "new = {{ package = 'derive', {url}, branch = 'feature/x' }}\nold = {{ package = 'derive', git = 'file://FOLDER/upstream/', tag = 'v1' }}"
        ),
    );
    lock(&place);
    assert_eq!(place.assert_same().matches("\"name\": \"derive\",\n      \"version\"").count(), 2);
}

#[test]
fn submodules_and_other_repositories_are_followed() {
    let place = Place::new();
    place.package("other", "other", "0.3.0", "");
    place.commit("other");
    place.package("part", "part", "0.2.0", "[dependencies]\nother = { git = 'file://FOLDER/other' }");
    place.package("part/loose", "loose", "0.2.0", "");
    place.commit("part");
    place.package("upstream", "whole", "0.1.0", "[dependencies]\npart = { path = 'modules/part' }");
    place.commit("upstream");
    let part = format!("file://{}", place.path("part").display());
    place.git("upstream", &["submodule", "add", &part, "modules/part"]);
    place.commit("upstream");
    app(&place, "whole = { git = 'file://FOLDER/upstream' }");
    lock(&place);
    let told = place.assert_same();
    assert!(told.contains("\"checkout_path\": \"modules/part\""), "{told}");
}

#[test]
fn a_package_that_a_repository_has_twice_is_cargos_to_choose() {
    let place = Place::new();
    for folder in ["one", "two"] {
        place.package(&format!("upstream/{folder}"), "twin", "0.1.0", "");
    }
    place.commit("upstream");
    app(&place, "twin = { git = 'file://FOLDER/upstream' }");
    lock(&place);
    assert!(place.fallback().contains("missing from its repository, or is in it more than once"));
}

#[test]
fn a_checkout_that_is_not_the_locked_commit_is_none() {
    let place = Place::new();
    repository(&place);
    app(&place, "outer = { git = 'file://FOLDER/upstream' }");
    lock(&place);
    let sound = place.assert_same();
    let checkout = only(&only(&place.path("home/git/checkouts")));
    let master = checkout.join(".git/refs/heads/master");
    let head = if master.exists() { master } else { checkout.join(".git/HEAD") };
    let damages: [(&str, &dyn Fn()); 3] = [
        ("incomplete", &|| fs::remove_file(checkout.join(".cargo-ok")).expect("cargo left its mark")),
        ("moved", &|| fs::write(&head, "0123456789012345678901234567890123456789\n").expect("writable")),
        ("gone", &|| fs::remove_dir_all(&checkout).expect("writable")),
    ];
    for (what, damage) in damages {
        damage();
        assert!(place.fallback().contains("not checked out"), "{what}");
        // Cargo makes it anew.
        place.packages(Source::Cargo).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(place.assert_same(), sound, "{what}");
    }
}

#[test]
fn another_reference_than_the_locked_one_is_stale() {
    let place = Place::new();
    repository(&place);
    place.git("upstream", &["branch", "other"]);
    app(&place, "outer = { git = 'file://FOLDER/upstream' }");
    lock(&place);
    place.assert_same();
    for dependency in [
        "outer = { git = 'file://FOLDER/upstream', branch = 'other' }",
        "outer = { git = 'file://FOLDER/elsewhere' }",
        "outer = '1'",
        "outer = { git = 'file://FOLDER/upstream', version = '2' }",
    ] {
        app(&place, dependency);
        for source in [Source::Native, Source::Cargo] {
            let error = place.packages(source).expect_err(dependency);
            assert!(error.contains("CU0006") || source == Source::Cargo, "{dependency}: {error}");
        }
    }
}

/// What stands in the manifest of `app`, and in cargo's configuration beside it.
fn patched(place: &Place, manifest: &str, configuration: &str) {
    app(place, &format!("outer = {{ git = 'file://FOLDER/upstream' }}\n{manifest}"));
    place.write("app/.cargo/config.toml", configuration);
}

#[test]
fn patches_are_read_wherever_they_stand() {
    let place = Place::new();
    repository(&place);
    place.package("fork/sub", "inner", "1.9.9", "[features]\non = []\nmore = []\nforked = []");
    place.commit("fork");
    place.package("app/local", "inner", "1.9.8", "[features]\non = []\nmore = []\nlocal = []");
    place.package("app/unused", "unused", "0.1.0", "");
    let table = "[patch.'file://FOLDER/upstream']\n";
    let fork = "inner = { git = 'file://FOLDER/fork' }\n";
    let local = "inner = { path = 'local' }\n";
    for (manifest, configuration, wanted) in [
        (format!("{table}{fork}"), String::new(), "forked"),
        (format!("{table}{local}"), String::new(), "local"),
        (String::new(), format!("{table}{fork}"), "forked"),
        (String::new(), format!("{table}{local}"), "local"),
        // The configuration's replaces the manifest's.
        (format!("{table}{local}"), format!("{table}{fork}"), "forked"),
        (format!("{table}{fork}unused = {{ path = 'unused' }}"), String::new(), "forked"),
    ] {
        patched(&place, &manifest, &configuration);
        lock(&place);
        let told = place.assert_same();
        assert!(told.contains(&format!("\"{wanted}\": []")), "{manifest}{configuration}: {told}");
    }
}

#[test]
fn a_patch_that_comes_or_goes_makes_the_lock_stale() {
    let place = Place::new();
    repository(&place);
    place.package("fork/sub", "inner", "1.9.9", "[features]\non = []\nmore = []");
    place.package("fork/derive", "derive", "0.1.1", "[lib]\nproc-macro = true");
    place.commit("fork");
    place.git("fork", &["branch", "other"]);
    let table = "[patch.'file://FOLDER/upstream']\n";
    let derive = "derive = { git = 'file://FOLDER/fork' }\n";
    let inner = "inner = { git = 'file://FOLDER/fork' }\n";
    let other = "inner = { git = 'file://FOLDER/fork', branch = 'other' }\n";
    let tables = [
        "".to_owned(),
        format!("{table}{derive}"),
        format!("{table}{derive}{inner}"),
        format!("{table}{derive}{other}"),
    ];
    for (number, locked) in tables.iter().enumerate() {
        patched(&place, locked, "");
        lock(&place);
        place.assert_same();
        for (_, changed) in tables.iter().enumerate().filter(|(other, _)| *other != number) {
            for (manifest, configuration) in [(changed.as_str(), ""), ("", changed.as_str())] {
                patched(&place, manifest, configuration);
                place.packages(Source::Cargo).expect_err("the lock is stale");
                let error = place.packages(Source::Native).expect_err("the lock is stale");
                assert!(error.contains("CU0006"), "{locked} {changed}: {error}");
            }
        }
    }
}

#[test]
fn a_patch_of_a_source_by_itself_is_cargos_to_refuse() {
    let place = Place::new();
    repository(&place);
    patched(&place, "", "");
    lock(&place);
    for patch in ["inner = { git = 'file://FOLDER/upstream.git' }", "outer = { path = 'FOLDER/upstream' }"] {
        patched(&place, &format!("[patch.'file://FOLDER/upstream']\n{patch}"), "");
        assert!(place.fallback().contains("from the same source"), "{patch}");
        let error = place.packages(Source::Cargo).expect_err("cargo refuses it");
        assert!(error.contains("same source"), "{patch}: {error}");
    }
}
