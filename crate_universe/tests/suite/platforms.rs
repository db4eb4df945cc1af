//! Platforms of dependency tables: expressions and triples, of each kind, by both readings of a resolver.

use super::project::SuiteProject;

const CONDITIONS: [&str; 40] = [
    "cfg(unix)",
    "cfg(windows)",
    "cfg(not(unix))",
    "cfg(all())",
    "cfg(any())",
    "cfg(true)",
    "cfg(not(false))",
    "cfg(r#unix)",
    "cfg(not(r#windows))",
    "cfg(r#target_os = \"linux\")",
    "cfg(target_os = \"linux\")",
    "cfg(target_os = \"macos\")",
    "cfg(not(target_os = \"windows\"))",
    "cfg(target_arch = \"x86_64\")",
    "cfg(target_arch = \"aarch64\")",
    "cfg(target_family = \"unix\")",
    "cfg(target_env = \"gnu\")",
    "cfg(target_env = \"\")",
    "cfg(target_vendor = \"apple\")",
    "cfg(target_pointer_width = \"64\")",
    "cfg(target_endian = \"big\")",
    "cfg(target_abi = \"\")",
    "cfg(target_feature = \"sse2\")",
    "cfg(target_feature = \"neon\")",
    "cfg(target_feature = \"crt-static\")",
    "cfg(not(target_feature = \"crt-static\"))",
    "cfg(target_has_atomic = \"128\")",
    "cfg(target_has_atomic)",
    "cfg(debug_assertions)",
    "cfg(panic = \"unwind\")",
    "cfg(test)",
    "cfg(proc_macro)",
    "cfg(feature = \"f\")",
    "cfg(nothing_sets_it)",
    "cfg(all(unix, not(target_os = \"macos\")))",
    "cfg(any(windows, all(unix, target_arch = \"aarch64\")))",
    "cfg(all(unix, any(), true))",
    "x86_64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
];

pub fn projects() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for (number, condition) in CONDITIONS.iter().enumerate() {
        for kind in ["", "build-", "dev-"] {
            for resolver in ["1", "2"] {
                let body = format!(
                    "[dependencies]\ndep = {{ path = \"deps/dep\" }}\n\n[target.'{condition}'.{kind}dependencies]\n\
                     dep = {{ path = \"deps/dep\", features = [\"on\"] }}\nonly = {{ path = \"deps/only\" }}\n"
                );
                let project = SuiteProject::new(format!("platform_{number}_{kind}{resolver}"))
                    .app(resolver, &body)
                    .script("");
                let project = project.package("deps/dep", "dep", "[features]\non = []\n");
                found.push(project.package(
                    "deps/only",
                    "only",
                    "[dependencies]\ndep = { path = \"../dep\" }\n",
                ));
            }
        }
    }
    found
}
