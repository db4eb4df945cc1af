//! Host and target: one package that is reached in several ways, each with a feature of its own; proc macros; build scripts.

use super::project::{MAIN, SuiteProject, at};

type Way = (&'static str, &'static str, Option<(&'static str, &'static str)>);

/// A way to the package `common`: its name, the text of the root's manifest, and the package between.
const WAYS: [Way; 9] = [
    ("normal", "[dependencies.common]\nPATH", None),
    ("build", "[build-dependencies.common]\nPATH", None),
    ("dev", "[dev-dependencies.common]\nPATH", None),
    (
        "macro",
        "[dependencies.macros]\npath = \"deps/macros\"",
        Some(("macros", "[lib]\nproc-macro = true\n\n[dependencies.common]\nPATH")),
    ),
    (
        "through",
        "[dependencies.middle]\npath = \"deps/middle\"",
        Some(("middle", "[dependencies.common]\nPATH")),
    ),
    (
        "script",
        "[dependencies.native]\npath = \"deps/native\"",
        Some(("native", "[build-dependencies.common]\nPATH")),
    ),
    ("unix", "[target.'cfg(unix)'.dependencies.common]\nPATH", None),
    (
        "tool",
        "[build-dependencies.tool]\npath = \"deps/tool\"",
        Some(("tool", "[dependencies.common]\nPATH")),
    ),
    (
        "dev_macro",
        "[dev-dependencies.devmacros]\npath = \"deps/devmacros\"",
        Some(("devmacros", "[lib]\nproc-macro = true\n\n[dependencies.common]\nPATH")),
    ),
];

pub fn projects() -> Vec<SuiteProject> {
    [pairs(), macros(), scripts(), cycles()].concat()
}

fn pairs() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for (place, first) in WAYS.iter().enumerate() {
        for second in &WAYS[place + 1..] {
            for resolver in ["1", "2", "3"] {
                for members in [false, true] {
                    found.extend(pair(resolver, members, first, second));
                }
            }
        }
    }
    found
}

fn pair(resolver: &str, members: bool, first: &Way, second: &Way) -> Option<SuiteProject> {
    let exclude = if members { "" } else { "exclude = [\"deps\"]\n" };
    let mut body = format!("[workspace]\nresolver = \"{resolver}\"\n{exclude}\n");
    let word = if members { "members" } else { "others" };
    let mut project =
        SuiteProject::new(format!("sides_{resolver}_{word}_{}_{}", first.0, second.0)).script("");
    for (feature, (_, own, between)) in [("a", first), ("b", second)] {
        let common = |path: &str| format!("path = \"{path}\"\nfeatures = [\"{feature}\"]");
        body += &own.replace("PATH", &common("deps/common"));
        body += "\n\n";
        if let Some((name, text)) = between {
            let dir = format!("deps/{name}");
            project = project.package(&dir, name, &text.replace("PATH", &common("../common"))).script(&dir);
        }
    }
    Some(project.package("", "app", &body).package("deps/common", "common", "[features]\na = []\nb = []\n"))
}

/// Proc macros that are members, with more targets than a library.
fn macros() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for resolver in ["1", "2"] {
        for spelling in ["proc-macro = true", "crate-type = [\"proc-macro\"]"] {
            for extra in
                ["", "src/main.rs", "tests/it.rs", "examples/ex.rs", "benches/be.rs", "src/bin/tool.rs"]
            {
                for tested in ["", "\ntest = false", "\ndoctest = false\nbench = false"] {
                    let body = format!(
                        "[lib]\n{spelling}{tested}\n\n[dependencies]\ncommon = {{ path = \"../deps/common\", features = [\"a\"] }}\n\n\
                         [dev-dependencies]\nother = {{ path = \"../deps/other\" }}\n"
                    );
                    let name = format!(
                        "macro_{resolver}_{}_{}_{}",
                        spelling.len(),
                        extra.replace(['/', '.'], "_"),
                        tested.len()
                    );
                    let workspace = format!(
                        "[workspace]\nresolver = \"{resolver}\"\nmembers = [\"app\", \"macros\"]\nexclude = [\"deps\"]\n"
                    );
                    let mut project = SuiteProject::new(name).file("Cargo.toml", workspace);
                    let app = "[dependencies]\nmacros = { path = \"../macros\" }\ncommon = { path = \"../deps/common\", features = [\"b\"] }\n";
                    project = project.package("app", "app", app).package("macros", "macros", &body);
                    if !extra.is_empty() {
                        project = project.file(at("macros", extra), MAIN);
                    }
                    let project = project.package("deps/common", "common", "[features]\na = []\nb = []\n");
                    found.push(project.package(
                        "deps/other",
                        "other",
                        "[dependencies]\ncommon = { path = \"../common\" }\n",
                    ));
                }
            }
        }
    }
    found
}

fn scripts() -> Vec<SuiteProject> {
    const BUILDS: [(&str, &str, &str); 6] = [
        ("found", "", "build.rs"),
        ("named", "build = \"build.rs\"\n", "build.rs"),
        ("elsewhere", "build = \"tools/gen.rs\"\n", "tools/gen.rs"),
        ("off", "build = false\n", "build.rs"),
        ("on", "build = true\n", "build.rs"),
        ("none", "", "other.rs"),
    ];
    let mut found = Vec::new();
    for (called, key, file) in BUILDS {
        for links in ["", "links = \"z\"\n"] {
            for optional in ["false", "true"] {
                for resolver in ["1", "2"] {
                    let keys = format!("version = \"1.0.0\"\nedition = \"2021\"\n{key}{links}");
                    let body = format!(
                        "[build-dependencies]\ntool = {{ path = \"../tool\", optional = {optional} }}\n\n[target.'cfg(windows)'.build-dependencies]\n\
                         win = {{ path = \"../win\" }}\n\n[features]\ndefault = [{}]\n",
                        if optional == "true" { "\"tool\"" } else { "" }
                    );
                    let name = format!("script_{called}_{}_{optional}_{resolver}", links.len());
                    let project = SuiteProject::new(name)
                        .app(resolver, "[dependencies]\nnative = { path = \"deps/native\" }\n");
                    let project = project.bare("deps/native", "native", &keys, &body);
                    let project =
                        project.file("deps/native/src/lib.rs", "").file(at("deps/native", file), MAIN);
                    found.push(project.package("deps/tool", "tool", "").package("deps/win", "win", ""));
                }
            }
        }
    }
    found
}

/// Dev-dependencies that lead back.
fn cycles() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for resolver in ["1", "2"] {
        for features in ["", ", features = [\"a\"]"] {
            let itself =
                format!("[dev-dependencies]\napp = {{ path = \".\"{features} }}\n\n[features]\na = []\n");
            found.push(
                SuiteProject::new(format!("cycle_itself_{resolver}_{}", features.len()))
                    .app(resolver, &itself),
            );
            let back = format!(
                "[dependencies]\nother = {{ path = \"other\" }}\n\n[features]\na = []\n\n[workspace]\nresolver = \"{resolver}\"\n"
            );
            let other = format!("[dev-dependencies]\napp = {{ path = \"..\"{features} }}\n");
            let project = SuiteProject::new(format!("cycle_back_{resolver}_{}", features.len()));
            found.push(project.package("", "app", &back).package("other", "other", &other));
        }
    }
    found
}
