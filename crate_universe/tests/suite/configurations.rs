//! Cargo's configuration: flags that change cfg values, tables that stand in for build scripts, where files lie.

use super::project::SuiteProject;

pub fn projects() -> Vec<SuiteProject> {
    [flags(), overrides(), places()].concat()
}

fn flags() -> Vec<SuiteProject> {
    const KEYS: [&str; 6] = [
        "[build]",
        "[target.x86_64-unknown-linux-gnu]",
        "[target.aarch64-apple-darwin]",
        "[target.'cfg(unix)']",
        "[target.'cfg(r#unix)']",
        "[target.'cfg(not(unix))']",
    ];
    const FLAGS: [&str; 6] = [
        "\"--cfg told\"",
        "[\"--cfg\", \"told\"]",
        "[\"--cfg=told\", \"-C\", \"panic=abort\"]",
        "[\"--cfg\", \"r#told\"]",
        "[\"-Ctarget-feature=+crt-static\"]",
        "\"-O --cfg told=\\\"x\\\"\"",
    ];
    let mut found = Vec::new();
    for (key_number, key) in KEYS.iter().enumerate() {
        for (number, flags) in FLAGS.iter().enumerate() {
            let mut body = String::new();
            let conditions = [
                "told",
                "told = \"x\"",
                "panic = \"abort\"",
                "debug_assertions",
                "target_feature = \"crt-static\"",
            ];
            for (place, condition) in conditions.iter().enumerate() {
                for kind in ["", "build-"] {
                    body += &format!(
                        "[target.'cfg({condition})'.{kind}dependencies.dep]\npath = \"deps/dep\"\nfeatures = [\"f{place}\"]\n\n"
                    );
                }
            }
            let project =
                SuiteProject::new(format!("flags_{key_number}_{number}")).app("2", &body).script("");
            let project = project.configuration(&format!("{key}\nrustflags = {flags}\n"));
            found.push(project.package(
                "deps/dep",
                "dep",
                "[features]\nf0 = []\nf1 = []\nf2 = []\nf3 = []\nf4 = []\n",
            ));
        }
    }
    found
}

fn overrides() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for triple in
        ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc", "'cfg(unix)'"]
    {
        for library in ["z", "other-lib", "unknown"] {
            for kind in ["", "build-"] {
                for resolver in ["1", "2"] {
                    let body = format!("[{kind}dependencies]\nnative = {{ path = \"deps/native\" }}\n");
                    let name = format!("override_{}_{library}_{kind}{resolver}", triple.trim_matches('\''));
                    let project = SuiteProject::new(name).app(resolver, &body).script("");
                    let project = project.configuration(&format!(
                        "[target.{triple}.{library}]\nrustc-cfg = [\"told\"]\nversion = \"1\"\n"
                    ));
                    let links = if library == "other-lib" { library } else { "z" };
                    let keys = format!("version = \"1.0.0\"\nedition = \"2021\"\nlinks = \"{links}\"\n");
                    let native = "[build-dependencies]\ntool = { path = \"../tool\", features = [\"x\"] }\n\n[dependencies]\nboth = { path = \"../both\" }\n";
                    let project = project
                        .bare("deps/native", "native", &keys, native)
                        .file("deps/native/src/lib.rs", "")
                        .script("deps/native");
                    let tool = "[features]\nx = []\n\n[dependencies]\nboth = { path = \"../both\", features = [\"y\"] }\n";
                    found.push(project.package("deps/tool", "tool", tool).package(
                        "deps/both",
                        "both",
                        "[features]\ny = []\n",
                    ));
                }
            }
        }
    }
    found
}

/// The old name of the file, and files that are included.
fn places() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    let body = "[target.'cfg(told)'.dependencies]\ndep = { path = \"deps/dep\" }\n";
    let with =
        |name: &str| SuiteProject::new(format!("place_{name}")).app("2", body).package("deps/dep", "dep", "");
    let told = "[build]\nrustflags = [\"--cfg\", \"told\"]\n";
    found.push(with("usual").file(".cargo/config.toml", told));
    found.push(with("old_name").file(".cargo/config", told));
    found.push(
        with("both").file(".cargo/config", told).file(".cargo/config.toml", "[build]\nrustflags = []\n"),
    );
    found.push(
        with("included")
            .file(".cargo/config.toml", "include = [\"more.toml\"]\n")
            .file(".cargo/more.toml", told),
    );
    found.push(with("environment").file(
        ".cargo/config.toml",
        "[env]\nA = \"b\"\nC = { value = \"d\", relative = true, force = true }\n",
    ));
    found.push(with("of_the_member").file("deps/dep/.cargo/config.toml", told));
    found
}
