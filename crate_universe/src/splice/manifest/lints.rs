//! `[lints]` of a manifest, as flags of rustc.
//! See <https://doc.rust-lang.org/cargo/reference/manifest.html#the-lints-section>.

use std::cmp::Reverse;

use super::wire::{CargoManifest, WorkspaceTable};

const CHECK_CFG: &str = "--check-cfg";

impl CargoManifest {
    /// The flags in cargo's order: the later of two flags for one lint counts. `shared`: the workspace that the
    /// package may inherit from.
    pub fn lint_flags(&self, shared: Option<&WorkspaceTable>) -> Vec<String> {
        let inherits =
            |table: &&toml::Value| table.get("workspace").and_then(toml::Value::as_bool) == Some(true);
        let table = match self.lints.as_ref() {
            Some(own) if inherits(&own) => shared.and_then(|shared| shared.lints.as_ref()),
            own => own,
        };
        let tools = table.and_then(toml::Value::as_table).into_iter().flatten();
        // Cargo's own lints are not rustc's.
        let tools = tools.filter(|(tool, _)| *tool != "cargo");
        let named = tools.flat_map(|(tool, lints)| {
            lints
                .as_table()
                .into_iter()
                .flatten()
                .map(move |(name, value)| (tool.as_str(), name.as_str(), value))
        });
        let mut leveled: Vec<_> =
            named.filter_map(|(tool, name, value)| leveled_flag(tool, name, value)).collect();
        leveled.sort();
        leveled.into_iter().map(|(_, _, flag)| flag).chain(checked_cfgs(table)).collect()
    }
}

/// Priority, name and flag of one lint. `None` for a level that cargo would refuse.
fn leveled_flag<'a>(
    tool: &str,
    name: &'a str,
    value: &toml::Value,
) -> Option<(i64, Reverse<&'a str>, String)> {
    let level = value.as_str().or_else(|| value.get("level")?.as_str())?;
    let priority = value.get("priority").and_then(toml::Value::as_integer).unwrap_or(0);
    let known = ["allow", "deny", "forbid", "warn"].contains(&level);
    let lint = if tool == "rust" { name.to_owned() } else { format!("{tool}::{name}") };
    known.then(|| (priority, Reverse(name), format!("--{level}={lint}")))
}

/// The `check-cfg` of the lint `unexpected_cfgs`.
fn checked_cfgs(table: Option<&toml::Value>) -> impl Iterator<Item = String> {
    let listed =
        table.and_then(|table| table.get("rust")?.get("unexpected_cfgs")?.get("check-cfg")?.as_array());
    listed.into_iter().flatten().filter_map(toml::Value::as_str).map(|cfg| format!("{CHECK_CFG}={cfg}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(text: &str) -> Vec<String> {
        let manifest = CargoManifest::parse("Cargo.toml".into(), text).expect("a manifest");
        manifest.lint_flags(manifest.workspace.as_ref())
    }

    #[test]
    fn lints_are_in_the_order_of_cargo() {
        let text = "[lints.rust]\nunsafe_code = 'forbid'\nunused = { level = 'warn', priority = -1 }\n\
                    unexpected_cfgs = { level = 'warn', check-cfg = ['cfg(loom)'] }\n\
                    [lints.clippy]\nall = { level = 'deny', priority = -1 }\n[lints.cargo]\nx = 'warn'\n";
        let expected = [
            "--warn=unused",
            "--deny=clippy::all",
            "--forbid=unsafe_code",
            "--warn=unexpected_cfgs",
            "--check-cfg=cfg(loom)",
        ];
        assert_eq!(flags(text), expected);
    }

    #[test]
    fn lints_are_inherited_only_on_request() {
        let shared = "[workspace.lints.rust]\nunsafe_code = 'deny'\n";
        assert_eq!(flags(&format!("{shared}[lints]\nworkspace = true\n")), ["--deny=unsafe_code"]);
        assert!(flags(shared).is_empty() && flags("[lints.rust]\nunsafe_code = 'sometimes'\n").is_empty());
    }
}
