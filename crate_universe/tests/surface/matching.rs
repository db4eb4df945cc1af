//! What counts as a use, and what does not.

use super::uses::{self, Uses};
use super::{requests, scripts, starlark};

fn of(scan: fn(&str, &mut Uses), text: &str) -> Uses {
    let mut uses = Uses::default();
    scan(text, &mut uses);
    uses
}

#[test]
fn an_attribute_belongs_to_the_innermost_call() {
    let uses = of(
        starlark::scan,
        r#"
crates_vendor(
    name = "it's (",  # mode = "local"
    annotations = {"x": [crate.annotation(deps = ["a = b("])]},
    render_config = render_config(regen_command = ")"),
    manifests = [],
)
rust_library(edition = "2021")
other.spec(package = "x")
"#,
    );
    for (group, name) in [
        ("crates_vendor", "annotations"),
        ("crates_vendor", "manifests"),
        ("crate.annotation", "deps"),
        ("crate.render_config", "regen_command"),
        ("crate.spec", "package"),
        ("call", "crate.annotation"),
    ] {
        assert!(uses.has(group, name), "{group} {name}");
    }
    for (group, name) in [
        ("crates_vendor", "mode"),
        ("crates_vendor", "deps"),
        ("crates_vendor", "a"),
        ("crates_vendor", "edition"),
        ("crate.annotation", "manifests"),
    ] {
        assert!(!uses.has(group, name), "{group} {name}");
    }
}

#[test]
fn a_script_hands_attributes_to_the_rules_that_its_functions_open() {
    let uses = of(
        scripts::scan,
        r#"
opened() {
  printf 'crates_vendor(\n%s\n)' "$(cat)"
}

vendor() {
  opened

}

both() {
  local kept='    lockfile = "x",'
  vendor <<< "$kept"
  vendor <<< '    mode = "local", isolated = True,
)
other(
    path = "x",'
  sed -i 's/x/    bazel = None,/' BUILD.bazel
  cat > MODULE.bazel << 'MODULE'
crate.from_specs(name = "x")
MODULE
}
"#,
    );
    for (group, name) in [
        ("crates_vendor", "lockfile"),
        ("crates_vendor", "mode"),
        ("crates_vendor", "isolated"),
        ("crate.from_specs", "name"),
    ] {
        assert!(uses.has(group, name), "{group} {name}");
    }
    assert!(!uses.has("crates_vendor", "path"));
    assert!(!uses.has("crates_vendor", "bazel"));
    assert!(!uses.has("crates_repository", "lockfile"));
}

#[test]
fn a_request_uses_what_is_not_there_by_itself() {
    let uses = of(
        requests::scan,
        r#"{"manifests": [], "dev_features": true, "generate_build_scripts": false, "mirrors": {},
            "specs": [{"tag": {"class": "spec"}, "values": {"package": "x", "default_features": true, "git": ""}}],
            "render_config": {"generate_cargo_toml_env_vars": true, "generate_target_compatible_with": false}}"#,
    );
    assert!(uses.has("crate.from_specs", "generate_build_scripts"));
    assert!(uses.has("crate.spec", "package"));
    assert!(uses.has("crate.render_config", "generate_target_compatible_with"));
    assert!(!uses.has("crate.from_specs", "dev_features"));
    assert!(!uses.has("crate.from_specs", "mirrors"));
    assert!(!uses.has("crate.spec", "tag"));
    assert!(!uses.has("crate.spec", "default_features"));
    assert!(!uses.has("crate.spec", "git"));
    assert!(!uses.has("crate.render_config", "generate_cargo_toml_env_vars"));
}

#[test]
fn values_of_a_repin_are_told_apart() {
    let uses = of(uses::variables, "CARGO_BAZEL_REPIN=a@1=2,b x\nREPIN=full CARGO_BAZEL_REPIN=off build\n");
    for name in ["several", "package@version=version", "package", "false"] {
        assert!(uses.has("repin", name), "{name}");
    }
    assert!(!uses.has("repin", "full"));
    assert!(uses.has("variable", "REPIN"));
}
