//! Keys of manifests: two spellings of one, and those that change no unit.

use super::project::{MAIN, SuiteProject};

pub fn projects() -> Vec<SuiteProject> {
    [spellings(), other_keys(), artifacts()].concat()
}

/// What is there in the usual spelling and in the old one; `TO` and `NOT` are two dependencies.
const SPELLINGS: [(&str, &str, &str); 9] = [
    ("dev", "[dev-dependencies]\nto = TO\n", "[dev_dependencies]\nnot = NOT\n"),
    ("build", "[build-dependencies]\nto = TO\n", "[build_dependencies]\nnot = NOT\n"),
    (
        "target_dev",
        "[target.'cfg(all())'.dev-dependencies]\nto = TO\n",
        "[target.'cfg(all())'.dev_dependencies]\nnot = NOT\n",
    ),
    (
        "target_build",
        "[target.'cfg(unix)'.build-dependencies]\nto = TO\n",
        "[target.'cfg(unix)'.build_dependencies]\nnot = NOT\n",
    ),
    ("crate_type", "[lib]\ncrate-type = [\"rlib\"]\n", "[LIB]\ncrate_type = [\"cdylib\"]\n"),
    ("proc_macro", "[lib]\nproc-macro = true\n", "[LIB]\nproc_macro = false\n"),
    ("proc_macro_off", "[lib]\nproc-macro = false\n", "[LIB]\nproc_macro = true\n"),
    (
        "default_features",
        "[dependencies.to]\nPATH\ndefault-features = false\n",
        "[TO]\ndefault_features = true\n",
    ),
    ("project", "", "[project]\nname = \"other\"\nversion = \"9.9.9\"\n"),
];

fn spellings() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for (called, usual, old) in SPELLINGS {
        for which in ["usual", "old", "both"] {
            for edition in ["2021", "2024"] {
                for whose in ["member", "dependency"] {
                    let text = match which {
                        "usual" => usual.to_owned(),
                        "old" => old.replace("[LIB]", "[lib]").replace("[TO]", "[dependencies.to]\nPATH"),
                        _ => format!("{usual}{}", old.replace("[LIB]\n", "").replace("[TO]\n", "")),
                    };
                    // [package] is always there, so that [project] never is alone.
                    if usual.is_empty() && which != "old" {
                        continue;
                    }
                    found.push(spelled(
                        &format!("spelling_{called}_{which}_{edition}_{whose}"),
                        edition,
                        whose,
                        &text,
                    ));
                }
            }
        }
    }
    found
}

fn spelled(name: &str, edition: &str, whose: &str, text: &str) -> SuiteProject {
    let up = if whose == "member" { "deps" } else { ".." };
    let path = |name: &str| format!("{{ path = \"{up}/{name}\" }}");
    let text =
        text.replace("= TO", &format!("= {}", path("to"))).replace("= NOT", &format!("= {}", path("not")));
    let text = text.replace("PATH", &format!("path = \"{up}/to\""));
    let keys = format!("version = \"1.0.0\"\nedition = \"{edition}\"\n");
    let mut project = SuiteProject::new(name);
    if whose == "member" {
        project = project
            .bare("", "app", &keys, &format!("[workspace]\nexclude = [\"deps\"]\n\n{text}"))
            .file("src/lib.rs", "")
            .script("");
    } else {
        project = project
            .app("2", "[dependencies]\ndep = { path = \"deps/dep\" }\n")
            .bare("deps/dep", "dep", &keys, &text);
        project = project.file("deps/dep/src/lib.rs", "").script("deps/dep");
    }
    let dep = "[features]\ndefault = [\"base\"]\nbase = []\n";
    project.package("deps/to", "to", dep).package("deps/not", "not", "")
}

fn other_keys() -> Vec<SuiteProject> {
    const TABLES: [(&str, &str); 26] = [
        ("profile_dev", "[profile.dev]\nopt-level = 1\npanic = \"abort\"\n"),
        ("profile_release", "[profile.release]\nlto = true\ncodegen-units = 1\n"),
        ("profile_own", "[profile.mine]\ninherits = \"release\"\n"),
        ("profile_build", "[profile.dev.build-override]\nopt-level = 3\n"),
        ("profile_package", "[profile.dev.package.dep]\nopt-level = 3\n"),
        ("profile_unknown", "[profile.dev.package.nothing]\nopt-level = 3\n"),
        ("profile_test", "[profile.test]\ndebug = 2\n[profile.bench]\ndebug = 0\n"),
        ("profile_strip", "[profile.dev]\nstrip = true\nsplit-debuginfo = \"off\"\n"),
        ("lints", "[lints.rust]\nunsafe_code = \"forbid\"\n"),
        ("lints_clippy", "[lints.clippy]\nall = { level = \"warn\", priority = -1 }\n"),
        (
            "lints_check_cfg",
            "[lints.rust]\nunexpected_cfgs = { level = \"warn\", check-cfg = ['cfg(told)'] }\n",
        ),
        ("metadata", "[package.metadata.docs.rs]\nall-features = true\n"),
        ("metadata_bazel", "[package.metadata.bazel]\nrustc_flags = [\"-O\"]\n"),
        ("badges", "[badges]\nmaintenance = { status = \"none\" }\n"),
        ("unknown_table", "[nonsense]\nkey = 1\n"),
        ("unknown_lib", "[lib]\nnonsense = true\n"),
        ("unknown_dependency", "[dependencies.other]\npath = \"deps/other\"\nnonsense = true\n"),
        ("example_unknown", "[[example]]\nname = \"ex\"\nnonsense = 1\n"),
        ("bin_named_like_lib", "[[bin]]\nname = \"app\"\npath = \"src/prog.rs\"\n"),
        ("doc_off", "[lib]\ndoc = false\ndoctest = false\nharness = true\n"),
        ("plugin", "[lib]\nplugin = true\n"),
        ("edition_of_lib", "[lib]\nedition = \"2018\"\n"),
        ("edition_of_bin", "[[bin]]\nname = \"prog\"\npath = \"src/prog.rs\"\nedition = \"2018\"\n"),
        ("public", "[dependencies.other]\npath = \"deps/other\"\npublic = true\n"),
        ("empty_tables", "[features]\n[dev-dependencies]\n[build-dependencies]\n"),
        ("target_empty", "[target.'cfg(unix)']\n"),
    ];
    let mut found = Vec::new();
    for (called, table) in TABLES {
        for kind in ["", "dev-"] {
            let body = format!(
                "{table}\n[target.'cfg(all())'.{kind}dependencies]\ndep = {{ path = \"deps/dep\" }}\n"
            );
            let project = SuiteProject::new(format!("key_{called}_{kind}")).app("2", &body);
            let project = project.file("src/prog.rs", MAIN).file("examples/ex.rs", MAIN);
            found.push(project.package("deps/dep", "dep", "").package("deps/other", "other", ""));
        }
    }
    found
}

/// Stable cargo has no artifact dependencies.
fn artifacts() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for artifact in ["\"bin\"", "[\"bin\"]", "\"cdylib\"", "[\"bin:tool\"]"] {
        for kind in ["", "build-"] {
            let body =
                format!("[{kind}dependencies]\ndep = {{ path = \"deps/dep\", artifact = {artifact} }}\n");
            let name = format!(
                "artifact_{}_{kind}",
                artifact.trim_matches(['[', ']', '"']).replace(':', "_")
                    + if artifact.starts_with('[') { "_list" } else { "" }
            );
            found.push(
                SuiteProject::new(name)
                    .app("2", &body)
                    .script("")
                    .package("deps/dep", "dep", "")
                    .file("deps/dep/src/main.rs", MAIN),
            );
        }
    }
    found
}
