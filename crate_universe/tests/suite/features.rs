//! Features: optional dependencies, `dep:`, `name/feature`, weak ones, defaults, and what resolvers unite.

use super::project::SuiteProject;

const RESOLVERS: [&str; 3] = ["1", "2", "3"];

/// The values of a feature that concern one optional dependency.
const VALUES: [(&str, &str); 9] = [
    ("name", "\"dep\""),
    ("dep", "\"dep:dep\""),
    ("slash", "\"dep/x\""),
    ("weak", "\"dep?/x\""),
    ("name_and_slash", "\"dep\", \"dep/x\""),
    ("dep_and_weak", "\"dep:dep\", \"dep?/x\""),
    ("dep_and_slash", "\"dep:dep\", \"dep/x\""),
    ("two_features", "\"dep/x\", \"dep?/z\""),
    ("nothing", ""),
];

const DEP: &str = "[features]\ndefault = [\"base\"]\nbase = []\nx = [\"y\"]\ny = []\nz = []\n";

pub fn projects() -> Vec<SuiteProject> {
    [optional(), required(), chains(), defaults()].concat()
}

fn optional() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for resolver in RESOLVERS {
        for kind in ["", "build-"] {
            for (called, values) in VALUES {
                for on in [true, false] {
                    for own_default in [true, false] {
                        let default = if on { "\"f\"" } else { "" };
                        let body = format!(
                            "[features]\ndefault = [{default}]\nf = [{values}]\ng = [\"f\"]\n\n[{kind}dependencies]\n\
                             dep = {{ path = \"deps/dep\", optional = true, default-features = {own_default} }}\n"
                        );
                        let name = format!("optional_{resolver}_{kind}{called}_{on}_{own_default}");
                        found.push(
                            SuiteProject::new(name)
                                .app(resolver, &body)
                                .script("")
                                .package("deps/dep", "dep", DEP),
                        );
                    }
                }
            }
        }
    }
    found
}

fn required() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for resolver in RESOLVERS {
        for kind in ["", "build-", "dev-"] {
            for on in [true, false] {
                for asked in ["", "\"z\""] {
                    let default = if on { "\"f\"" } else { "" };
                    let body = format!(
                        "[features]\ndefault = [{default}]\nf = [\"dep/x\"]\n\n[{kind}dependencies]\n\
                         dep = {{ path = \"deps/dep\", default-features = false, features = [{asked}] }}\n"
                    );
                    let name = format!("required_{resolver}_{kind}{on}_{}", asked.len());
                    found.push(
                        SuiteProject::new(name)
                            .app(resolver, &body)
                            .script("")
                            .package("deps/dep", "dep", DEP),
                    );
                }
            }
        }
    }
    found
}

/// A feature that goes through packages, each link in another way.
fn chains() -> Vec<SuiteProject> {
    const LINKS: [(&str, &str, &str); 5] = [
        ("slash", "f = [\"next/f\"]", "next = { path = \"PATH\" }"),
        ("optional", "f = [\"next\", \"next/f\"]", "next = { path = \"PATH\", optional = true }"),
        ("hidden", "f = [\"dep:next\", \"next?/f\"]", "next = { path = \"PATH\", optional = true }"),
        ("weak", "f = [\"next?/f\"]", "next = { path = \"PATH\", optional = true }"),
        ("apart", "f = [\"g\"]\ng = [\"next/f\"]", "next = { path = \"PATH\", default-features = false }"),
    ];
    let mut found = Vec::new();
    for resolver in ["1", "2"] {
        for (first, own, dependency) in LINKS {
            for (second, others, others_dependency) in LINKS {
                let rename = |text: &str, package: &str, path: &str| {
                    text.replace("path = \"PATH\"", &format!("package = \"{package}\", path = \"{path}\""))
                };
                let body = format!(
                    "[features]\ndefault = [\"f\"]\n{own}\n\n[dependencies]\n{}\n",
                    rename(dependency, "middle", "deps/middle")
                );
                let middle = format!(
                    "[features]\n{others}\n\n[dependencies]\n{}\n",
                    rename(others_dependency, "last", "../last")
                );
                let project =
                    SuiteProject::new(format!("chain_{resolver}_{first}_{second}")).app(resolver, &body);
                let last = "[features]\nf = [\"h\"]\nh = []\n";
                found.push(project.package("deps/middle", "middle", &middle).package(
                    "deps/last",
                    "last",
                    last,
                ));
            }
        }
    }
    found
}

/// Default features that several dependents want or not.
fn defaults() -> Vec<SuiteProject> {
    let mut found = Vec::new();
    for resolver in RESOLVERS {
        for first in ["", ", default-features = false"] {
            for second in ["", ", default-features = false", ", default-features = false, features = [\"z\"]"]
            {
                for kind in ["", "build-", "dev-"] {
                    let body = format!(
                        "[dependencies]\none = {{ path = \"deps/one\" }}\n\n[{kind}dependencies.dep]\npath = \"deps/dep\"\n{}\n",
                        first.trim_start_matches(", ")
                    );
                    let one = format!("[dependencies]\ndep = {{ path = \"../dep\"{second} }}\n");
                    let name = format!("defaults_{resolver}_{kind}{}_{}", first.len(), second.len());
                    let project = SuiteProject::new(name).app(resolver, &body).script("");
                    found.push(project.package("deps/one", "one", &one).package("deps/dep", "dep", DEP));
                }
            }
        }
    }
    found
}
