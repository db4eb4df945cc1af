//! Reads `[env]` of cargo's configuration: variables for rustc and for build scripts. `force` has no effect here,
//! because Bazel does not pass on variables of the user's shell.
//! See <https://doc.rust-lang.org/cargo/reference/config.html#env>.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::Deserialize;

use crate::error::{Code, Error};

use super::config_values::ConfigVariable;

pub type EnvVariables = BTreeMap<String, ConfigVariable>;

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a string, or a table with a string `value`")]
pub enum WrittenVariable {
    Text(String),
    Table {
        value: String,
        #[serde(default)]
        relative: bool,
        #[serde(default, rename = "force")]
        _force: bool,
    },
}

/// Merges the table of a stronger file over the known variables. Omits variables that Bazel, rules_rust or the
/// toolchain set, or that would break them, and returns a warning for each. Relative values in the file at `path` start
/// from `base`.
pub fn merge_env(
    known: &mut EnvVariables,
    table: BTreeMap<String, WrittenVariable>,
    base: &Utf8Path,
    path: &Utf8Path,
) -> Vec<String> {
    let (refused, taken): (Vec<_>, Vec<_>) = table.into_iter().partition(|(name, _)| is_refused(name));
    known.extend(taken.into_iter().map(|(name, written)| {
        let variable = match written {
            WrittenVariable::Table { value, relative: true, .. } => {
                ConfigVariable { value: base.join(value).into_string(), absolute: true }
            }
            WrittenVariable::Text(value) | WrittenVariable::Table { value, .. } => {
                ConfigVariable { value, absolute: false }
            }
        };
        (name, variable)
    }));
    let warning = |(name, _): &(String, WrittenVariable)| {
        let error = Error::new(Code::Configuration, format!("[env] cannot set `{name}`; it is ignored"))
            .at_path(path);
        let error = match is_name(name) {
            true => error.note("Cargo, Bazel or the toolchain sets this variable itself").help(
                "remove it from [env]; to set it for one crate, use `rustc_env` or `build_script_env` of an annotation",
            ),
            false => error.note("this is not a valid name for an environment variable").help("remove it from [env]"),
        };
        error.to_string()
    };
    refused.iter().map(warning).collect()
}

fn is_refused(name: &str) -> bool {
    // Cargo's own variables for build scripts win over the table.
    const SET_BY_CARGO: [&str; 8] =
        ["DEBUG", "HOST", "NUM_JOBS", "OPT_LEVEL", "OUT_DIR", "PROFILE", "RUSTDOC", "TARGET"];
    const PREFIXES: [&str; 6] = ["CARGO", "DEP_", "DYLD_", "LD_", "RUSTC", "RUSTUP_"];
    // Cargo does not set `CARGO_WORKSPACE_DIR`; users define it, by convention, to find the workspace's folder.
    // `RUSTC_BOOTSTRAP` only permits unstable features of rustc, and starts no program.
    let is_idiom = ["CARGO_WORKSPACE_DIR", "RUSTC_BOOTSTRAP"].contains(&name);
    let upper = name.to_ascii_uppercase();
    !is_name(name)
        || upper == "PATH"
        || SET_BY_CARGO.contains(&name)
        || (PREFIXES.iter().any(|prefix| upper.starts_with(prefix)) && !is_idiom)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['=', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_the_toolchain_are_refused() {
        let written = |name: &str| (name.to_owned(), WrittenVariable::Text("x".to_owned()));
        let names = [
            "A",
            "CARGO_HOME",
            "CARGO_WORKSPACE_DIR",
            "LD_PRELOAD",
            "Path",
            "RUSTC_WRAPPER",
            "OUT_DIR",
            "RUSTC_BOOTSTRAP",
            "RUSTFLAG",
        ];
        let mut variables = EnvVariables::new();
        let path = Utf8Path::new("/w/.cargo/config.toml");
        let warnings = merge_env(&mut variables, names.map(written).into(), Utf8Path::new("/w"), path);
        assert_eq!(
            variables.into_keys().collect::<Vec<_>>(),
            ["A", "CARGO_WORKSPACE_DIR", "RUSTC_BOOTSTRAP", "RUSTFLAG"]
        );
        assert_eq!(warnings.len(), 5);
    }
}
