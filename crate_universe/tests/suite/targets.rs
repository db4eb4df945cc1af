//! Targets: those that are named and those that are found, by edition; what features they require; types of libraries.

use std::collections::BTreeSet;

use super::project::{MAIN, SuiteProject};

pub fn projects() -> Vec<SuiteProject> {
    [found(), required(), types()].concat()
}

/// Where files are.
const LAYOUTS: [(&str, &[&str]); 11] = [
    ("lib", &["src/lib.rs"]),
    ("main", &["src/main.rs"]),
    ("both", &["src/lib.rs", "src/main.rs"]),
    ("bins", &["src/lib.rs", "src/bin/one.rs", "src/bin/two/main.rs"]),
    ("bins_only", &["src/bin/one.rs"]),
    ("tests", &["src/lib.rs", "tests/it.rs", "tests/dir/main.rs"]),
    ("examples", &["src/lib.rs", "examples/ex.rs", "examples/more/main.rs"]),
    ("benches", &["src/lib.rs", "benches/be.rs"]),
    ("old_lib", &["src/app.rs"]),
    ("elsewhere", &["lib/root.rs", "prog/main.rs", "check/it.rs"]),
    ("hidden", &["src/lib.rs", "src/bin/.draft.rs", "tests/.it.rs"]),
];

/// What the manifest says of them: keys of the package, tables, and the file that these name.
const SAYINGS: [(&str, &str, &str, Option<&str>); 13] = [
    ("nothing", "", "", None),
    ("no_auto", "autobins = false\nautotests = false\nautoexamples = false\nautobenches = false\n", "", None),
    ("autolib_off", "autolib = false\n", "", None),
    ("bin_one", "", "[[bin]]\nname = \"one\"\n", Some("src/bin/one.rs")),
    ("bin_path", "", "[[bin]]\nname = \"prog\"\npath = \"prog/main.rs\"\n", Some("prog/main.rs")),
    ("lib_path", "", "[lib]\npath = \"lib/root.rs\"\n", Some("lib/root.rs")),
    ("lib_name", "", "[lib]\nname = \"other\"\npath = \"src/lib.rs\"\n", None),
    ("lib_untested", "", "[lib]\ntest = false\ndoctest = false\nbench = false\n", None),
    ("test_named", "", "[[test]]\nname = \"it\"\nharness = false\n", Some("tests/it.rs")),
    ("test_path", "", "[[test]]\nname = \"check\"\npath = \"check/it.rs\"\n", Some("check/it.rs")),
    ("example_lib", "", "[[example]]\nname = \"ex\"\ncrate-type = [\"lib\"]\n", Some("examples/ex.rs")),
    (
        "example_macro",
        "",
        "[[example]]\nname = \"ex\"\ncrate-type = [\"proc-macro\"]\n",
        Some("examples/ex.rs"),
    ),
    ("bench_as_test", "", "[[bench]]\nname = \"be\"\ntest = true\nbench = false\n", Some("benches/be.rs")),
];

fn found() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for edition in ["2015", "2018", "2024"] {
        for (layout, files) in LAYOUTS {
            for (saying, keys, tables, named) in SAYINGS {
                let files: BTreeSet<&str> = files.iter().copied().chain(named).collect();
                // With the file that is named it can be another layout, which comes by itself.
                if LAYOUTS.iter().any(|(other, own)| {
                    *other != layout && own.iter().copied().collect::<BTreeSet<_>>() == files
                }) {
                    continue;
                }
                let keys = format!("version = \"1.0.0\"\nedition = \"{edition}\"\n{keys}");
                let body = format!(
                    "{tables}\n[workspace]\nexclude = [\"deps\"]\n\n[dependencies]\nnormal = {{ path = \"deps/normal\" }}\n\n\
                     [dev-dependencies]\nonly_dev = {{ path = \"deps/only_dev\" }}\n"
                );
                let mut project = SuiteProject::new(format!("found_{edition}_{layout}_{saying}"))
                    .bare("", "app", &keys, &body);
                for file in files {
                    project = project.file(file, MAIN);
                }
                let project = project.package("deps/normal", "normal", "");
                found.push(project.package("deps/only_dev", "only_dev", ""));
            }
        }
    }
    found
}

fn required() -> Vec<SuiteProject> {
    const REQUIRED: [(&str, &str); 6] = [
        ("own", "\"f\""),
        ("two", "\"f\", \"g\""),
        ("missing", "\"nothing\""),
        ("of_dependency", "\"dep/x\""),
        ("optional", "\"other\""),
        ("default", "\"default\""),
    ];
    const KINDS: [(&str, &str); 4] = [
        ("bin", "src/bin/t.rs"),
        ("example", "examples/t.rs"),
        ("test", "tests/t.rs"),
        ("bench", "benches/t.rs"),
    ];
    let mut found = Vec::new();
    for (kind, file) in KINDS {
        for (called, required) in REQUIRED {
            for default in ["", "\"f\"", "\"f\", \"g\", \"other\", \"dep/x\""] {
                let resolver = if default.is_empty() { "1" } else { "2" };
                let body = format!(
                    "[lib]\ntest = false\n\n[[{kind}]]\nname = \"t\"\nrequired-features = [{required}]\n\n[features]\ndefault = [{default}]\n\
                     f = []\ng = []\n\n[dependencies]\ndep = {{ path = \"deps/dep\" }}\nother = {{ path = \"deps/other\", optional = true }}\n\n\
                     [dev-dependencies]\nonly_dev = {{ path = \"deps/only_dev\" }}\n"
                );
                let project = SuiteProject::new(format!("required_by_{kind}_{called}_{}", default.len()))
                    .app(resolver, &body);
                let project = project.file(file, MAIN).package("deps/dep", "dep", "[features]\nx = []\n");
                found.push(project.package("deps/other", "other", "").package(
                    "deps/only_dev",
                    "only_dev",
                    "",
                ));
            }
        }
    }
    found
}

/// Types of a dependency's library.
fn types() -> Vec<SuiteProject> {
    const TYPES: [&str; 8] = [
        "\"rlib\"",
        "\"dylib\"",
        "\"cdylib\"",
        "\"staticlib\"",
        "\"lib\", \"cdylib\"",
        "\"rlib\", \"dylib\", \"staticlib\"",
        "\"staticlib\", \"cdylib\"",
        "\"proc-macro\"",
    ];
    let mut found = Vec::new();
    for (number, types) in TYPES.iter().enumerate() {
        for kind in ["", "build-", "dev-"] {
            for resolver in ["1", "2"] {
                let body =
                    format!("[{kind}dependencies]\ndep = {{ path = \"deps/dep\", features = [\"x\"] }}\n");
                let dep = format!(
                    "[lib]\ncrate-type = [{types}]\n\n[features]\nx = [\"further/y\"]\n\n[dependencies]\nfurther = {{ path = \"../further\" }}\n"
                );
                let project = SuiteProject::new(format!("type_{number}_{kind}{resolver}"))
                    .app(resolver, &body)
                    .script("");
                found.push(project.package("deps/dep", "dep", &dep).package(
                    "deps/further",
                    "further",
                    "[features]\ny = []\n",
                ));
            }
        }
    }
    found
}
