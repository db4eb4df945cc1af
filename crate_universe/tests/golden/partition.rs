//! Checks that the keys of every select are disjoint: on every platform, in the exec and the target
//! configuration, at most one condition of the hub is true.

use std::collections::{BTreeMap, BTreeSet};

use crate::Files;
use crate::build_files::{selects, targets};

const DEFAULT: &str = "//conditions:default";
const EXEC: &str = "@crate_universe//crate_universe/configuration:exec";

pub fn check(files: &Files) {
    let Some((_, cfg)) = files.iter().find(|(path, _)| path.ends_with("cfg/BUILD.bazel")) else { return };
    let conditions = HubConditions { targets: targets(cfg) };
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".bazel") && !path.contains("/cfg/")) {
        for (name, statement) in targets(text) {
            for select in selects(statement) {
                let keys = select.iter().filter_map(|(key, _)| key.rsplit_once("/cfg:")).map(|(_, key)| key);
                conditions.check(&keys.collect::<Vec<_>>(), &format!("{path}:{name}"));
            }
        }
    }
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with("defs.bzl")) {
        for keys in cells(text) {
            conditions.check(&keys, path);
        }
    }
}

/// The conditions of each member's table.
fn cells(text: &str) -> Vec<Vec<&str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "        \"select\": {" => {
                inside = true;
                found.push(Vec::new());
            }
            "        }," => inside = false,
            _ if inside => {
                let key = line.strip_prefix("            \"").and_then(|rest| rest.strip_suffix("\": {"));
                found.last_mut().unwrap().extend(key);
            }
            _ => {}
        }
    }
    found
}

struct HubConditions<'a> {
    targets: BTreeMap<&'a str, &'a str>,
}

impl HubConditions<'_> {
    fn check(&self, keys: &[&str], place: &str) {
        for platform in self.platforms() {
            for exec in [false, true] {
                let on: Vec<_> =
                    keys.iter().filter(|key| self.holds(&format!(":{key}"), platform, exec)).collect();
                assert!(on.len() < 2, "{place}: {on:?} are true on {platform}, exec {exec}");
            }
        }
    }

    /// Every setting that tells a platform.
    fn platforms(&self) -> BTreeSet<&str> {
        let aliases = self.targets.values().filter(|statement| statement.starts_with("alias("));
        aliases
            .flat_map(|statement| crate::build_files::strings(statement))
            .filter(|text| self.is_setting(text) && *text != DEFAULT)
            .collect()
    }

    fn is_setting(&self, label: &str) -> bool {
        let own = label.strip_prefix(':').map(|name| self.targets[name]);
        own.map_or(label.contains("//") && label != EXEC, |statement| {
            statement.contains("constraint_values") && label != ":never"
        })
    }

    fn holds(&self, label: &str, platform: &str, exec: bool) -> bool {
        match label {
            ":never" => return false,
            EXEC => return exec,
            label if self.is_setting(label) => return label == platform,
            _ => {}
        }
        let statement = self.targets[&label[1..]];
        let quoted = |text: &str| text.trim_end_matches(',').trim_matches('"').to_owned();
        let plain = statement.lines().find_map(|line| line.strip_prefix("    actual = \""));
        if let Some(actual) = plain {
            return self.holds(&quoted(actual), platform, exec);
        }
        let cells = &selects(statement)[0];
        let cell = cells.iter().find(|(key, _)| *key == DEFAULT || self.holds(key, platform, exec));
        self.holds(&quoted(cell.unwrap().1), platform, exec)
    }
}
