//! Vendored directories, made by `cargo vendor`, against what cargo tells of the same: sound, and damaged.

use std::fs;

use crate::copy;
use crate::fixture::FactsFixture;
use crate::support::cargo;
use crate::support::tool::Source;

/// The catalogue of a few small packages and one from git, vendored; cargo's home holds nothing.
fn vendored() -> FactsFixture {
    let fixture = FactsFixture::new();
    fixture.package(
        "upstream/sub",
        "versioned",
        "0.7.0",
        "[workspace]\n[dependencies]\nhelp = { path = 'help' }",
    );
    fixture.package("upstream/sub/help", "help", "0.7.1", "");
    fixture.commit("upstream");
    let catalogue = copy::copy(&cargo::repository().join("test/stale/catalogue")).expect("a copy");
    fs::rename(catalogue.path(), fixture.path("app")).expect("one file system");
    let manifest = fs::read_to_string(fixture.path("app/Cargo.toml")).expect("a manifest");
    fixture.write(
        "app/Cargo.toml",
        &format!("{manifest}\nversioned = {{ git = 'file://FOLDER/upstream', branch = 'main' }}\n"),
    );
    // With the user's own home, which has most of it already.
    let run = |arguments: &[&str]| {
        let mut command = cargo::cargo(&fixture.path("app"));
        command.args(arguments);
        cargo::run(command).unwrap_or_else(|error| panic!("{error}"))
    };
    run(&["update", "--workspace", "--quiet"]);
    let configuration = run(&["vendor", "--locked"]);
    fixture.write("app/.cargo/config.toml", &String::from_utf8(configuration).expect("UTF-8"));
    fixture
}

#[test]
fn a_vendored_directory_is_read_as_cargo_reads_it() {
    let fixture = vendored();
    let told = fixture.assert_same();
    for name in ["log", "versioned", "help"] {
        assert!(told.contains(&format!("\"name\": \"{name}\"")), "{told}");
    }
    let home: Vec<_> =
        fs::read_dir(fixture.home()).expect("a folder").flatten().map(|entry| entry.path()).collect();
    assert!(!home.iter().any(|path| path.ends_with("registry") || path.ends_with("git")), "{home:?}");
}

#[test]
fn a_chain_of_replacements_and_an_absolute_directory_are_followed() {
    let fixture = vendored();
    let path = "app/.cargo/config.toml";
    let text = fs::read_to_string(fixture.path(path)).expect("a configuration");
    let chained = text.replacen("replace-with = \"vendored-sources\"", "replace-with = \"between\"", 1);
    assert_ne!(chained, text, "cargo writes another configuration");
    let chained = chained.replace("directory = \"vendor\"", "directory = 'FOLDER/app/vendor'");
    fixture.write(path, &format!("{chained}\n[source.between]\nregistry = 'https://localhost/index'\nreplace-with = 'vendored-sources'\n"));
    fixture.assert_same();
    // A file beside the folder's own counts less, and says the rest.
    let (crates, rest) = chained.split_once("[source.\"git").expect("a git source");
    let crates = crates.replace("between", "vendored-sources");
    fixture.write(path, &crates);
    fixture.write(".cargo/config.toml", &format!("[source.\"git{rest}"));
    fixture.assert_same();
}

#[test]
fn a_damaged_vendored_package_is_cargos_to_judge() {
    let fixture = vendored();
    let sound = fixture.assert_same();
    let log = fixture.path("app/vendor/log");
    let (manifest, checksums) = (log.join("Cargo.toml"), log.join(".cargo-checksum.json"));
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let sums = fs::read_to_string(&checksums).expect("checksums");
    let edited = text.replace("[features]", "[features]\nedited = []");
    assert_ne!(edited, text, "log has features");
    let other = sums.replace("\"package\":\"", "\"package\":\"0");
    assert_ne!(other, sums, "the package has a checksum");
    for (path, damaged, whole, accepted) in [
        (&manifest, edited.as_str(), text.as_str(), true),
        (&manifest, "", &text, false),
        (&checksums, "{\"files\":{},\"package\":null}", &sums, false),
        (&checksums, other.as_str(), &sums, false),
        (&checksums, "{", &sums, false),
    ] {
        fs::write(path, damaged).expect("writable");
        assert!(fixture.fallback().contains("a vendored package"), "{damaged}");
        // An edit shows only when cargo builds; until then it reads what is there.
        let by_cargo = fixture.packages(Source::Cargo);
        assert_eq!(by_cargo.as_ref().is_ok_and(|told| told.contains("edited")), accepted, "{by_cargo:?}");
        fs::write(path, whole).expect("writable");
    }
    assert_eq!(fixture.assert_same(), sound);
    fs::remove_dir_all(&log).expect("writable");
    assert!(fixture.fallback().contains("a vendored package"));
    fixture.packages(Source::Cargo).expect_err("a package is missing");
}
