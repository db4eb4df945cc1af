//! Odd layouts of a package's files, with what its manifest says of its targets: the same targets as cargo's, and refused where cargo
//! refuses. See <https://doc.rust-lang.org/cargo/reference/cargo-targets.html#target-auto-discovery>.

use std::fs;

use serde_json::Value;

use crate::package_summary;
use crate::support::tool::Source;
use crate::support::{cargo, scratch};

const EDITIONS: [&str; 3] = ["2015", "2018", "2024"];

const LAYOUTS: [&[&str]; 14] = [
    &["src/lib.rs"],
    &["src/main.rs"],
    &["src/tool.rs"],
    &["src/lib.rs", "src/tool.rs", "src/main.rs"],
    &["src/lib.rs", "src/tool.rs", "src/bin/main.rs"],
    &["src/tool.rs", "src/bin/main.rs", "src/main.rs"],
    &["src/lib.rs", "src/bin/main.rs", "src/main.rs"],
    &["src/lib.rs", "src/bin/tool.rs", "src/bin/tool/main.rs"],
    &["src/lib.rs", "src/bin/tool.rs/main.rs", "src/bin/.tool.rs", "src/bin/x.y.rs"],
    &["src/lib.rs", "src/main.rs", "src/bin/app.rs"],
    &["src/app.rs", "src/bin/tool/main.rs"],
    &["src/lib.rs", "src/bench.rs", "src/test.rs", "examples/tool.rs"],
    &["src/lib.rs", "benches/tool/main.rs", "tests/tool.rs", "tests/tool/main.rs", "examples/tool/other.rs"],
    &["lib/common.rs", "src/tool.rs", "build.rs", "build/main.rs"],
];

const TABLES: [&str; 17] = [
    "",
    "[[bin]]\nname = 'tool'",
    "[[bin]]\nname = 'app'",
    "[[bin]]\nname = 'other'",
    "[[bin]]\nname = 'other'\npath = 'src/tool.rs'",
    "[[bin]]\nname = 'tool'\npath = './src/../src/main.rs'",
    "[lib]",
    "[lib]\nname = 'tool'",
    "[lib]\npath = '../app/lib/common.rs'",
    "[lib]\npath = 'lib/common.rs'\n[[bin]]\nname = 'tool'",
    "[[bench]]\nname = 'bench'",
    "[[test]]\nname = 'test'",
    "[[test]]\nname = 'tool'\n[[bench]]\nname = 'tool'\n[[example]]\nname = 'tool'",
    "autobins = false\nautotests = false\nautobenches = false\nautoexamples = false",
    "autobins = true\nautobenches = true\nautotests = true\n[[bin]]\nname = 'tool'\n[[bench]]\nname = 'b'\npath = 'src/bench.rs'",
    "build = 'build/main.rs'\nautolib = false",
    "build = 'build/../build/main.rs'\n[[bin]]\nname = 'app'\npath = 'src/tool.rs'",
];

#[test]
fn targets_are_found_where_cargo_finds_them() {
    let mut found = Vec::new();
    std::thread::scope(|scope| {
        let threads = EDITIONS.map(|edition| scope.spawn(move || of_edition(edition)));
        found.extend(threads.into_iter().flat_map(|thread| thread.join().expect("a comparison ends")));
    });
    let count = |wanted| found.iter().filter(|one| one.as_ref().is_ok_and(|taken| *taken == wanted)).count();
    let (taken, refused) = (count(true), count(false));
    println!("{taken} layouts read as cargo reads them, {refused} refused by both");
    let wrong: Vec<_> = found.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(taken > refused, "{taken} of {}", taken + refused);
}

fn of_edition(edition: &str) -> Vec<Result<bool, String>> {
    let pairs = LAYOUTS.iter().flat_map(|files| TABLES.iter().map(move |tables| (files, tables)));
    pairs
        .map(|(files, tables)| {
            let what = |difference| format!("edition {edition}, {files:?}\n{tables}\n{difference}");
            compare(edition, files, tables).map_err(what)
        })
        .collect()
}

/// Whether both take it.
fn compare(edition: &str, files: &[&str], tables: &str) -> Result<bool, String> {
    let scratch = scratch::empty().expect("a folder");
    let root = scratch.path().join("app");
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "Cargo.toml",
        &format!("[package]\nname = 'app'\nversion = '1.0.0'\nedition = '{edition}'\n{tables}\n"),
    );
    write("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\n");
    files.iter().for_each(|file| write(file, "fn main() {}\n"));
    let mut command = cargo::cargo(&root);
    command.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    let by_cargo = cargo::run(command);
    let by_us = cargo::run(super::list_packages(&root, Source::Native));
    let targets = |printed: &[u8], summary_of: &dyn Fn(&Value) -> package_summary::PackageSummary| {
        let printed: Value = serde_json::from_slice(printed).expect("JSON");
        summary_of(&printed["packages"][0])["targets"].clone()
    };
    match (by_cargo, by_us) {
        (Ok(cargos), Ok(ours)) => {
            let cargos = targets(&cargos, &|package| package_summary::by_cargo(package, true));
            let ours = targets(&ours, &|package| package_summary::by_us(package, true));
            if cargos == ours { Ok(true) } else { Err(format!("  cargo {cargos}\n  ours  {ours}")) }
        }
        (Err(_), Err(_)) => Ok(false),
        (Ok(_), Err(error)) => Err(format!("  only cargo takes it: {error}")),
        (Err(error), Ok(ours)) => Err(format!(
            "  only we take it: {}\n  {error}",
            targets(&ours, &|package| package_summary::by_us(package, true))
        )),
    }
}
