//! Where packages come from: versions of a registry, another registry, patches, `[replace]` and `paths`.

use super::project::SuiteProject;

const ALT: &str = "[registries.alt]\nindex = \"https://alt.test/index\"\n\n[source.alt]\nregistry = \"https://alt.test/index\"\n";

pub fn projects() -> Vec<SuiteProject> {
    [versions(), several(), registries(), patches(), replaced(), paths()].concat()
}

fn versions() -> Vec<SuiteProject> {
    const REQUIREMENTS: [&str; 14] = [
        "1",
        "1.1",
        "^1.0.0",
        "~1.0",
        "=1.0.5",
        "1.0.*",
        "*",
        ">=1, <1.1",
        "> 1.0.0",
        "0.3",
        "0",
        "=2.0.0-beta.1",
        "2.0.0-alpha",
        "3",
    ];
    let mut found = Vec::new();
    for (number, requirement) in REQUIREMENTS.iter().enumerate() {
        for kind in ["", "build-"] {
            let body = format!("[{kind}dependencies]\ndep = \"{requirement}\"\n");
            let mut project =
                SuiteProject::new(format!("version_{number}_{kind}")).app("2", &body).script("");
            for version in ["0.2.9", "0.3.1", "0.3.4", "1.0.5", "1.1.0", "2.0.0-beta.1"] {
                project = project.published("dep", version, "[features]\nx = []\n");
            }
            found.push(project);
        }
    }
    found
}

/// Several versions of one package at once, with and without features.
fn several() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for resolver in ["1", "2", "3"] {
        for own in ["1", "2"] {
            for others in ["1", "2"] {
                for kind in ["", "build-", "dev-"] {
                    let body = format!(
                        "[{kind}dependencies]\ndep = {{ version = \"{own}\", features = [\"x\"] }}\n\n[dependencies.middle]\nversion = \"1\"\n"
                    );
                    let project = SuiteProject::new(format!("several_{resolver}_{own}_{others}_{kind}"))
                        .app(resolver, &body)
                        .script("");
                    let project = project.published(
                        "middle",
                        "1.0.0",
                        &format!("[dependencies]\ndep = \"{others}\"\n"),
                    );
                    let dep = "[features]\nx = []\n";
                    found.push(project.published("dep", "1.0.0", dep).published("dep", "2.0.0", dep));
                }
            }
        }
    }
    found
}

fn registries() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for (called, declared) in [
        ("named", "dep = { version = \"1\", registry = \"alt\" }"),
        (
            "both",
            "dep = { version = \"1\", registry = \"alt\" }\nother = { package = \"dep\", version = \"1\" }",
        ),
        ("index", "dep = { version = \"1\", registry-index = \"https://alt.test/index\" }"),
        ("unknown", "dep = { version = \"1\", registry = \"nowhere\" }"),
    ] {
        for kind in ["", "build-", "dev-"] {
            let body = format!("[{kind}dependencies]\n{declared}\n");
            let project = SuiteProject::new(format!("registry_{called}_{kind}")).app("2", &body).script("");
            let project = project.configuration("[registries.alt]\nindex = \"https://alt.test/index\"\n");
            let project = project.of_source("elsewhere", "alt", ("dep", "1.0.0"), "[features]\nx = []\n");
            let mut project = project.published("dep", "1.0.0", "");
            if let Some(text) = project.files.get_mut(".cargo/config.toml") {
                *text = text.replace("[registries.alt]\nindex = \"https://alt.test/index\"\n", ALT).replacen(
                    "[source.alt]\nreplace-with",
                    "replace-with",
                    1,
                );
                *text = reordered(text);
            }
            found.push(project);
        }
    }
    found
}

/// The keys of the source right behind its table.
fn reordered(text: &str) -> String {
    let replace = "replace-with = \"elsewhere\"\n";
    text.replacen(replace, "", 1)
        .replace("[source.alt]\nregistry", &format!("[source.alt]\n{replace}registry"))
}

fn patches() -> Vec<SuiteProject> {
    const PATCHES: [(&str, &str); 8] = [
        ("same", "dep = { path = \"deps/dep-1.0.0\" }"),
        ("newer", "dep = { path = \"deps/dep-1.1.0\" }"),
        ("unfit", "dep = { path = \"deps/dep-2.0.0\" }"),
        ("renamed", "mine = { package = \"dep\", path = \"deps/dep-1.1.0\" }"),
        (
            "two",
            "dep = { path = \"deps/dep-1.1.0\" }\nother = { package = \"dep\", path = \"deps/dep-2.0.0\" }",
        ),
        ("of_none", "unused = { path = \"deps/unused\" }"),
        ("wrong_name", "dep = { path = \"deps/unused\" }"),
        ("gone", "dep = { path = \"deps/gone\" }"),
    ];
    let mut found = Vec::new();
    for (called, patch) in PATCHES {
        for direct in [true, false] {
            for place in ["manifest", "configuration"] {
                let own = if direct { "dep = { version = \"1\", features = [\"x\"] }\n" } else { "" };
                let text = format!("[patch.crates-io]\n{patch}\n");
                let body = format!(
                    "[dependencies]\nmiddle = \"1\"\n{own}\n{}",
                    if place == "manifest" { &text } else { "" }
                );
                let project = SuiteProject::new(format!("patch_{called}_{direct}_{place}")).app("2", &body);
                let project = if place == "manifest" { project } else { project.configuration(&text) };
                let mut project = project
                    .published("middle", "1.0.0", "[dependencies]\ndep = \"1.0.0\"\n")
                    .published("dep", "1.0.0", "[features]\nx = []\n");
                for version in ["1.0.0", "1.1.0", "2.0.0"] {
                    let keys = format!("version = \"{version}\"\nedition = \"2021\"\n");
                    let dir = format!("deps/dep-{version}");
                    let dep = "[features]\nx = [\"dep:unused\"]\n\n[dependencies]\nunused = { path = \"../unused\", optional = true }\n";
                    project = project.bare(&dir, "dep", &keys, dep).file(format!("{dir}/src/lib.rs"), "");
                }
                found.push(project.package("deps/unused", "unused", ""));
            }
        }
    }
    found
}

fn replaced() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for (called, key) in [("fits", "dep:1.0.0"), ("other", "dep:9.9.9")] {
        for resolver in ["1", "2"] {
            let body = format!(
                "[dependencies]\ndep = {{ version = \"1\", features = [\"x\"] }}\n\n[replace]\n\"{key}\" = {{ path = \"deps/dep\" }}\n"
            );
            let project = SuiteProject::new(format!("replace_{called}_{resolver}")).app(resolver, &body);
            let project = project.published("dep", "1.0.0", "[features]\nx = []\n");
            found.push(project.package("deps/dep", "dep", "[features]\nx = []\n"));
        }
    }
    found
}

/// Overrides by name alone, whatever version.
fn paths() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for version in ["1.0.0", "1.5.0", "3.0.0"] {
        for origin in ["version = \"1\"", "path = \"deps/declared\""] {
            for kind in ["", "build-", "dev-"] {
                let body = format!(
                    "[{kind}dependencies.renamed]\npackage = \"dep\"\n{origin}\nfeatures = [\"x\"]\n\n[target.'cfg(unix)'.dependencies]\nmiddle = {{ path = \"deps/middle\" }}\n"
                );
                let name = format!("paths_{version}_{}_{kind}", origin.len());
                let project = SuiteProject::new(name)
                    .app("2", &body)
                    .script("")
                    .configuration("paths = [\"deps/over\"]\n");
                let project = project.published("dep", "1.0.0", "[features]\nx = []\n");
                let project = project.package("deps/declared", "dep", "[features]\nx = []\n");
                let middle = format!("[dependencies.dep]\n{}\n", origin.replace("deps/", "../"));
                let keys = format!("version = \"{version}\"\nedition = \"2021\"\n");
                let project = project.package("deps/middle", "middle", &middle);
                found.push(
                    project
                        .bare("deps/over", "dep", &keys, "[features]\nx = []\n")
                        .file("deps/over/src/lib.rs", ""),
                );
            }
        }
    }
    found
}
