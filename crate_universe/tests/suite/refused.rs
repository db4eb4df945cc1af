//! Manifests that cargo refuses, or looks as if it would: both have to agree, where cargo makes a lock at all.

use super::project::SuiteProject;

const BODIES: [(&str, &str); 30] = [
    ("feature_of_itself", "[features]\na = [\"a\"]\n"),
    ("feature_missing", "[features]\na = [\"b\"]\n"),
    ("feature_of_missing", "[features]\na = [\"gone/x\"]\n"),
    ("dep_of_missing", "[features]\na = [\"dep:gone\"]\n"),
    ("dep_of_required", "[features]\na = [\"dep:dep\"]\n\n[dependencies]\ndep = { path = \"deps/dep\" }\n"),
    ("weak_of_required", "[features]\na = [\"dep?/x\"]\n\n[dependencies]\ndep = { path = \"deps/dep\" }\n"),
    (
        "feature_like_dependency",
        "[features]\ndep = []\n\n[dependencies]\ndep = { path = \"deps/dep\", optional = true }\n",
    ),
    ("feature_with_plus", "[features]\n\"a+b\" = []\n"),
    ("feature_with_dot", "[features]\n\"a.b\" = []\n"),
    ("feature_with_slash", "[features]\n\"a/b\" = []\n"),
    ("feature_not_ascii", "[features]\n\"größe\" = []\ndefault = [\"größe\"]\n"),
    ("feature_dep", "[features]\n\"dep:a\" = []\n"),
    ("feature_cycle", "[features]\na = [\"b\"]\nb = [\"a\"]\ndefault = [\"a\"]\n"),
    ("asked_missing", "[dependencies]\ndep = { path = \"deps/dep\", features = [\"gone\"] }\n"),
    (
        "asked_missing_optional",
        "[dependencies]\ndep = { path = \"deps/dep\", features = [\"gone\"], optional = true }\n",
    ),
    ("asked_with_slash", "[dependencies]\ndep = { path = \"deps/dep\", features = [\"a/b\"] }\n"),
    ("dev_optional", "[dev-dependencies]\ndep = { path = \"deps/dep\", optional = true }\n"),
    ("path_gone", "[dependencies]\ndep = { path = \"deps/gone\" }\n"),
    ("wrong_name", "[dependencies]\nother = { path = \"deps/dep\" }\n"),
    ("wrong_version", "[dependencies]\ndep = { path = \"deps/dep\", version = \"2\" }\n"),
    ("bad_requirement", "[dependencies]\ndep = { path = \"deps/dep\", version = \"one\" }\n"),
    ("git_and_path", "[dependencies]\ndep = { path = \"deps/dep\", git = \"https://example.test/dep\" }\n"),
    (
        "two_paths",
        "[target.'cfg(unix)'.dependencies]\ndep = { path = \"deps/dep\" }\n\n[target.'cfg(windows)'.dependencies]\ndep = { path = \"deps/again\" }\n",
    ),
    ("no_source", "[dependencies]\ndep = {}\n"),
    ("bad_cfg", "[target.'cfg(unix'.dependencies]\ndep = { path = \"deps/dep\" }\n"),
    ("bad_triple", "[target.'not a triple'.dependencies]\ndep = { path = \"deps/dep\" }\n"),
    ("cycle", "[dependencies]\nback = { path = \"deps/back\" }\n"),
    ("without_library", "[dependencies]\nonly_bin = { path = \"deps/only_bin\" }\n"),
    (
        "without_library_feature",
        "[features]\ndefault = [\"only_bin/x\"]\n\n[dependencies]\nonly_bin = { path = \"deps/only_bin\" }\n",
    ),
    (
        "two_bins",
        "[[bin]]\nname = \"b\"\npath = \"src/lib.rs\"\n\n[[bin]]\nname = \"b\"\npath = \"src/lib.rs\"\n",
    ),
];

const KEYS: [(&str, &str); 14] = [
    ("edition", "version = \"1.0.0\"\nedition = \"2077\"\n"),
    ("version", "version = \"one\"\n"),
    ("no_version", "edition = \"2021\"\n"),
    ("links_without_script", "version = \"1.0.0\"\nlinks = \"z\"\n"),
    ("resolver", "version = \"1.0.0\"\nresolver = \"4\"\n"),
    ("rust_version", "version = \"1.0.0\"\nrust-version = \"1.70\"\n"),
    ("rust_version_bad", "version = \"1.0.0\"\nrust-version = \"new\"\n"),
    ("metadata_of_version", "version = \"1.0.0+meta\"\n"),
    ("pre", "version = \"1.0.0-alpha.1\"\n"),
    ("publish", "version = \"1.0.0\"\npublish = [\"alt\"]\n"),
    ("wrong_type", "version = 1\n"),
    ("autobins_text", "version = \"1.0.0\"\nautobins = \"no\"\n"),
    ("default_run", "version = \"1.0.0\"\ndefault-run = \"gone\"\n"),
    ("features_of_cargo", "cargo-features = [\"edition2021\"]\nversion = \"1.0.0\"\n"),
];

pub fn projects() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    let dependencies = |project: SuiteProject| {
        let keys = "version = \"1.0.0\"\nedition = \"2021\"\n";
        let project =
            project.package("deps/dep", "dep", "[features]\nx = []\n").package("deps/again", "dep", "");
        let project = project.package("deps/back", "back", "[dependencies]\napp = { path = \"../..\" }\n");
        project
            .bare("deps/only_bin", "only_bin", keys, "[features]\nx = []\n")
            .file("deps/only_bin/src/main.rs", "fn main() {}\n")
    };
    for (called, body) in BODIES {
        for edition in ["2018", "2021"] {
            let keys = format!("version = \"1.0.0\"\nedition = \"{edition}\"\n");
            let body = format!("[workspace]\nexclude = [\"deps\"]\n\n{body}");
            let project =
                SuiteProject::new(format!("refused_{called}_{edition}")).bare("", "app", &keys, &body);
            found.push(dependencies(project.file("src/lib.rs", "")));
        }
    }
    for (called, keys) in KEYS {
        let body = "[dependencies]\nbad = { path = \"deps/bad\" }\n";
        let project = SuiteProject::new(format!("refused_dependency_{called}")).app("2", body);
        found.push(project.bare("deps/bad", "bad", keys, "").file("deps/bad/src/lib.rs", ""));
        let project =
            SuiteProject::new(format!("refused_root_{called}")).bare("", "app", keys, "[workspace]\n");
        found.push(project.file("src/lib.rs", ""));
    }
    found
}
