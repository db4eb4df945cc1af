//! Workspaces: which folders are members, which resolver counts, what is inherited; two names for packages.

use super::project::SuiteProject;

pub fn projects() -> Vec<SuiteProject> {
    [inherited(), members(), keys(), renames()].concat()
}

fn inherited() -> Vec<SuiteProject> {
    const SHARED: [&str; 5] = [
        "{ path = \"deps/dep\" }",
        "{ path = \"deps/dep\", default-features = false }",
        "{ path = \"deps/dep\", default_features = false }",
        "{ path = \"deps/dep\", features = [\"x\"] }",
        "{ path = \"deps/dep\", default-features = true, features = [\"z\"] }",
    ];
    const OWN: [&str; 7] = [
        "{ workspace = true }",
        "{ workspace = true, features = [\"y\"] }",
        "{ workspace = true, optional = true }",
        "{ workspace = true, default-features = false }",
        "{ workspace = true, default-features = true }",
        "{ workspace = true, default_features = true }",
        "{ workspace = true, default-features = false, default_features = true }",
    ];
    let mut found = Vec::new();
    for (shared_number, shared) in SHARED.iter().enumerate() {
        for (number, own) in OWN.iter().enumerate() {
            for kind in ["", "dev-", "build-"] {
                for edition in ["2021", "2024"] {
                    let root = format!(
                        "[workspace]\nresolver = \"2\"\nmembers = [\"app\"]\nexclude = [\"deps\"]\n\n[workspace.dependencies]\ndep = {shared}\n"
                    );
                    let keys = format!("version = \"1.0.0\"\nedition = \"{edition}\"\n");
                    let body = format!("[{kind}dependencies]\ndep = {own}\n");
                    let name = format!("inherited_{shared_number}_{number}_{kind}{edition}");
                    let project =
                        SuiteProject::new(name).file("Cargo.toml", root).bare("app", "app", &keys, &body);
                    let dep = "[features]\ndefault = [\"base\"]\nbase = []\nx = []\ny = []\nz = []\n";
                    found.push(
                        project.file("app/src/lib.rs", "").script("app").package("deps/dep", "dep", dep),
                    );
                }
            }
        }
    }
    found
}

fn members() -> Vec<SuiteProject> {
    const LAYOUTS: [(&str, &str); 12] = [
        ("named", "members = [\"a\", \"b\"]\n"),
        ("glob", "members = [\"*\"]\nexclude = [\"c\"]\n"),
        ("star", "members = [\"nested/*\"]\n"),
        ("default", "members = [\"a\", \"b\"]\ndefault-members = [\"a\"]\n"),
        ("by_path", "members = [\"a\"]\n"),
        ("excluded", "members = [\"a\"]\nexclude = [\"b\", \"nested\"]\n"),
        ("excluded_named", "members = [\"a\", \"nested/d\"]\nexclude = [\"nested\"]\n"),
        ("twice", "members = [\"a\", \"a\", \"./b\"]\n"),
        ("question", "members = [\"?\"]\n"),
        ("none", "members = []\n"),
        ("missing", "members = [\"a\", \"gone\"]\n"),
        ("deep", "members = [\"a\", \"nested/d\"]\n"),
    ];
    let mut found = Vec::new();
    for (layout, text) in LAYOUTS {
        for resolver in ["", "resolver = \"1\"\n", "resolver = \"2\"\n", "resolver = \"3\"\n"] {
            for root in [false, true] {
                let head = if root {
                    "[package]\nname = \"root\"\nversion = \"1.0.0\"\nedition = \"2021\"\n\n"
                } else {
                    ""
                };
                let name = format!(
                    "members_{layout}_{}_{root}",
                    resolver.trim().trim_matches('"').chars().last().unwrap_or('0')
                );
                let project = SuiteProject::new(name)
                    .file("Cargo.toml", format!("{head}[workspace]\n{text}{resolver}"));
                let project = if root { project.file("src/lib.rs", "") } else { project };
                let a = "[dependencies]\nb = { path = \"../b\", features = [\"x\"] }\n\n[build-dependencies]\nc = { path = \"../c\", features = [\"host\"] }\n";
                let b = "[features]\nx = []\n\n[dependencies]\nc = { path = \"../c\" }\n\n[dev-dependencies]\nd = { path = \"../nested/d\" }\n";
                let project = project.package("a", "a", a).script("a").package("b", "b", b);
                found.push(project.package("c", "c", "[features]\nhost = []\n").package("nested/d", "d", ""));
            }
        }
    }
    found
}

/// Keys of the package that members inherit, and others that change no unit.
fn keys() -> Vec<SuiteProject> {
    const KEYS: [&str; 12] = [
        "version",
        "edition",
        "rust-version",
        "authors",
        "description",
        "homepage",
        "license",
        "repository",
        "readme",
        "license-file",
        "keywords",
        "publish",
    ];
    let value = |key: &str| match key {
        "version" => "\"1.2.3\"",
        "edition" => "\"2021\"",
        "rust-version" => "\"1.70\"",
        "authors" | "keywords" => "[\"one\"]",
        "publish" => "false",
        "readme" | "license-file" => "\"README.md\"",
        _ => "\"https://example.test\"",
    };
    let mut found = Vec::new();
    for key in KEYS {
        for inherits in ["workspace = true", "workspace = false"] {
            let root = format!(
                "[workspace]\nresolver = \"2\"\nmembers = [\"app\"]\n\n[workspace.package]\n{key} = {}\n",
                value(key)
            );
            let own = if key == "version" { String::new() } else { "version = \"1.0.0\"\n".to_owned() };
            let keys = format!("{own}{key} = {{ {inherits} }}\n");
            let project = SuiteProject::new(format!("key_{key}_{}", inherits.len())).file("Cargo.toml", root);
            found
                .push(project.bare("app", "app", &keys, "").file("app/src/lib.rs", "").file("README.md", ""));
        }
        let root = "[workspace]\nresolver = \"2\"\nmembers = [\"app\"]\n";
        let keys = format!("version = \"1.0.0\"\n{key}.workspace = true\n")
            .replace("version = \"1.0.0\"\nversion", "version");
        let project = SuiteProject::new(format!("key_lacking_{key}")).file("Cargo.toml", root);
        found.push(project.bare("app", "app", &keys, "").file("app/src/lib.rs", ""));
    }
    found
}

fn renames() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for first in ["", "dev-", "build-"] {
        for second in ["", "dev-", "build-"] {
            for optional in [false, true] {
                for same in [false, true] {
                    let path = if same { "deps/one" } else { "deps/two" };
                    let optional_text = if optional { ", optional = true" } else { "" };
                    let body = format!(
                        "[{first}dependencies.dep]\npath = \"deps/one\"\n\n[target.'cfg(all())'.{second}dependencies]\n\
                         renamed = {{ package = \"dep\", path = \"{path}\"{optional_text} }}\n\n[features]\ndefault = [{}]\n",
                        if optional { "\"renamed/x\"" } else { "" }
                    );
                    let project = SuiteProject::new(format!("rename_{first}_{second}_{optional}_{same}"))
                        .app("2", &body)
                        .script("");
                    let project = project.package("deps/one", "dep", "[features]\nx = []\n");
                    let keys = "version = \"2.0.0\"\nedition = \"2021\"\n";
                    found.push(
                        project
                            .bare("deps/two", "dep", keys, "[features]\nx = []\n")
                            .file("deps/two/src/lib.rs", ""),
                    );
                }
            }
        }
    }
    found
}
