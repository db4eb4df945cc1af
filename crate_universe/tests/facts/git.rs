//! Git packages, read from cargo's checkouts, against what cargo tells of them: repositories are made for the test.

use std::fs;

use crate::fixture::{FactsFixture, only};
use crate::support::tool::Source;

/// A workspace with a package in its root, one in a folder, one that is generated from a template, and one that is broken.
fn repository(fixture: &FactsFixture) -> String {
    fixture.write(
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
    fixture.write(
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
    fixture.package("upstream/deep/derive", "derive", "0.1.0", "[lib]\nproc-macro = true");
    fixture.package("upstream/deep/tests-only", "tests-only", "0.1.0", "");
    fixture.write("upstream/template/Cargo.toml", "[package]\nname = \"{{inner}}\n");
    fixture.write("upstream/target/Cargo.toml", "[package]\nname = 'inner'\nversion = '1.2.3'\n");
    for file in ["READ.md", "src/lib.rs", "src/main.rs", "deep/inner/src/lib.rs", "deep/inner/build.rs"] {
        fixture.write(&format!("upstream/{file}"), "fn main() {}\n");
    }
    fixture.commit("upstream")
}

fn app(fixture: &FactsFixture, dependencies: &str) {
    let more = format!("[workspace]\n[features]\nf = []\n[dependencies]\n{dependencies}");
    fixture.package("app", "app", "0.1.0", &more);
}

fn lock(fixture: &FactsFixture) {
    fixture.cargo(&["generate-lockfile"]).unwrap_or_else(|error| panic!("{error}"));
    fixture.cargo(&["fetch", "--locked"]).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_checkout_is_read_whatever_it_is_named_by() {
    let fixture = FactsFixture::new();
    let first = repository(&fixture);
    fixture.git("upstream", &["tag", "v1"]);
    fixture.git("upstream", &["checkout", "--quiet", "-b", "feature/x"]);
    fixture.package(
        "upstream/deep/derive",
        "derive",
        "0.1.0",
        "[features]\nbranched = []\n[lib]\nproc-macro = true",
    );
    fixture.commit("upstream");
    fixture.git("upstream", &["checkout", "--quiet", "main"]);
    let url = "git = 'file://FOLDER/upstream'";
    for reference in [
        String::new(),
        ", branch = 'feature/x'".to_owned(),
        ", tag = 'v1'".to_owned(),
        format!(", rev = '{}'", &first[..9]),
        format!(", rev = '{first}'"),
    ] {
        app(
            &fixture,
            &format!("outer = {{ {url}{reference}, features = ['derive'] }}\ninner = {{ {url}{reference} }}"),
        );
        lock(&fixture);
        let told = fixture.assert_same();
        assert!(told.contains("\"checkout_path\": \"deep/inner\""), "{told}");
        assert_eq!(told.contains("branched"), reference.contains("branch"), "{told}");
    }
    // One package of one version from two commits, and a stronger address for one of them.
    app(
        &fixture,
        &format!(
            "new = {{ package = 'derive', {url}, branch = 'feature/x' }}\nold = {{ package = 'derive', git = 'file://FOLDER/upstream/', tag = 'v1' }}"
        ),
    );
    lock(&fixture);
    assert_eq!(fixture.assert_same().matches("\"name\": \"derive\",\n      \"version\"").count(), 2);
}

#[test]
fn submodules_and_other_repositories_are_followed() {
    let fixture = FactsFixture::new();
    fixture.package("other", "other", "0.3.0", "");
    fixture.commit("other");
    fixture.package("part", "part", "0.2.0", "[dependencies]\nother = { git = 'file://FOLDER/other' }");
    fixture.package("part/loose", "loose", "0.2.0", "");
    fixture.commit("part");
    fixture.package("upstream", "whole", "0.1.0", "[dependencies]\npart = { path = 'modules/part' }");
    fixture.commit("upstream");
    let part = format!("file://{}", fixture.path("part").display());
    fixture.git("upstream", &["submodule", "add", &part, "modules/part"]);
    fixture.commit("upstream");
    app(&fixture, "whole = { git = 'file://FOLDER/upstream' }");
    lock(&fixture);
    let told = fixture.assert_same();
    assert!(told.contains("\"checkout_path\": \"modules/part\""), "{told}");
}

#[test]
fn a_package_that_a_repository_has_twice_is_cargos_to_choose() {
    let fixture = FactsFixture::new();
    for folder in ["one", "two"] {
        fixture.package(&format!("upstream/{folder}"), "twin", "0.1.0", "");
    }
    fixture.commit("upstream");
    app(&fixture, "twin = { git = 'file://FOLDER/upstream' }");
    lock(&fixture);
    assert!(fixture.fallback().contains("missing from its repository, or is in it more than once"));
}

#[test]
fn a_checkout_that_is_not_the_locked_commit_is_none() {
    let fixture = FactsFixture::new();
    repository(&fixture);
    app(&fixture, "outer = { git = 'file://FOLDER/upstream' }");
    lock(&fixture);
    let sound = fixture.assert_same();
    let checkout = only(&only(&fixture.path("home/git/checkouts")));
    let master = checkout.join(".git/refs/heads/master");
    let head = if master.exists() { master } else { checkout.join(".git/HEAD") };
    let damages: [(&str, &dyn Fn()); 3] = [
        ("incomplete", &|| fs::remove_file(checkout.join(".cargo-ok")).expect("cargo left its mark")),
        ("moved", &|| fs::write(&head, "0123456789012345678901234567890123456789\n").expect("writable")),
        ("gone", &|| fs::remove_dir_all(&checkout).expect("writable")),
    ];
    for (what, damage) in damages {
        damage();
        assert!(fixture.fallback().contains("not checked out"), "{what}");
        // Cargo makes it anew.
        fixture.packages(Source::Cargo).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(fixture.assert_same(), sound, "{what}");
    }
}

#[test]
fn another_reference_than_the_locked_one_is_stale() {
    let fixture = FactsFixture::new();
    repository(&fixture);
    fixture.git("upstream", &["branch", "other"]);
    app(&fixture, "outer = { git = 'file://FOLDER/upstream' }");
    lock(&fixture);
    fixture.assert_same();
    for dependency in [
        "outer = { git = 'file://FOLDER/upstream', branch = 'other' }",
        "outer = { git = 'file://FOLDER/elsewhere' }",
        "outer = '1'",
        "outer = { git = 'file://FOLDER/upstream', version = '2' }",
    ] {
        app(&fixture, dependency);
        for source in [Source::Native, Source::Cargo] {
            let error = fixture.packages(source).expect_err(dependency);
            assert!(error.contains("CU0006") || source == Source::Cargo, "{dependency}: {error}");
        }
    }
}

/// What stands in the manifest of `app`, and in cargo's configuration beside it.
fn patched(fixture: &FactsFixture, manifest: &str, configuration: &str) {
    app(fixture, &format!("outer = {{ git = 'file://FOLDER/upstream' }}\n{manifest}"));
    fixture.write("app/.cargo/config.toml", configuration);
}

#[test]
fn patches_are_read_wherever_they_stand() {
    let fixture = FactsFixture::new();
    repository(&fixture);
    fixture.package("fork/sub", "inner", "1.9.9", "[features]\non = []\nmore = []\nforked = []");
    fixture.commit("fork");
    fixture.package("app/local", "inner", "1.9.8", "[features]\non = []\nmore = []\nlocal = []");
    fixture.package("app/unused", "unused", "0.1.0", "");
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
        patched(&fixture, &manifest, &configuration);
        lock(&fixture);
        let told = fixture.assert_same();
        assert!(told.contains(&format!("\"{wanted}\": []")), "{manifest}{configuration}: {told}");
    }
}

#[test]
fn a_patch_that_comes_or_goes_makes_the_lock_stale() {
    let fixture = FactsFixture::new();
    repository(&fixture);
    fixture.package("fork/sub", "inner", "1.9.9", "[features]\non = []\nmore = []");
    fixture.package("fork/derive", "derive", "0.1.1", "[lib]\nproc-macro = true");
    fixture.commit("fork");
    fixture.git("fork", &["branch", "other"]);
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
        patched(&fixture, locked, "");
        lock(&fixture);
        fixture.assert_same();
        for (_, changed) in tables.iter().enumerate().filter(|(other, _)| *other != number) {
            for (manifest, configuration) in [(changed.as_str(), ""), ("", changed.as_str())] {
                patched(&fixture, manifest, configuration);
                fixture.packages(Source::Cargo).expect_err("the lock is stale");
                let error = fixture.packages(Source::Native).expect_err("the lock is stale");
                assert!(error.contains("CU0006"), "{locked} {changed}: {error}");
            }
        }
    }
}

#[test]
fn a_patch_of_a_source_by_itself_is_cargos_to_refuse() {
    let fixture = FactsFixture::new();
    repository(&fixture);
    patched(&fixture, "", "");
    lock(&fixture);
    for patch in ["inner = { git = 'file://FOLDER/upstream.git' }", "outer = { path = 'FOLDER/upstream' }"] {
        patched(&fixture, &format!("[patch.'file://FOLDER/upstream']\n{patch}"), "");
        assert!(fixture.fallback().contains("from the same source"), "{patch}");
        let error = fixture.packages(Source::Cargo).expect_err("cargo refuses it");
        assert!(error.contains("same source"), "{patch}: {error}");
    }
}
