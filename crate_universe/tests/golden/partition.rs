//! Checks that the keys of every select are disjoint: on every platform, in the exec and the target
//! configuration, with every choice of feature sets, at most one condition of the hub is true.

use std::collections::{BTreeMap, BTreeSet};

use crate::Files;
use crate::build_files::{selects, targets};

const DEFAULT: &str = "//conditions:default";
const EXEC: &str = "@crate_universe//crate_universe/configuration:exec";

pub fn check(files: &Files) {
    let ends = ["__cfg/BUILD.bazel", "/cfg/BUILD.bazel"];
    let of = |end| files.iter().find(|(path, _)| path.ends_with(end)).map(|(_, text)| text);
    let Some(cfg) = ends.into_iter().find_map(of) else { return };
    let conditions = HubConditions { targets: targets(cfg) };
    let names = cfg.lines().filter(|line| line.starts_with("    name = ")).count();
    assert_eq!(names, conditions.targets.len(), "each name in the package cfg is there once");
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".bazel") && !path.contains("cfg/")) {
        for (name, statement) in targets(text) {
            for select in selects(statement) {
                let keys = select.iter().filter_map(|(key, _)| condition(key));
                conditions.check(&keys.collect::<Vec<_>>(), &format!("{path}:{name}"));
            }
        }
    }
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with("crates.bzl")) {
        for keys in cells(text) {
            conditions.check(&keys, path);
        }
    }
}

/// The name of a condition of the hub. It is in a repository, or in a folder of a vendored tree.
fn condition(label: &str) -> Option<&str> {
    label.rsplit_once("__cfg//:").or_else(|| label.rsplit_once("/cfg:")).map(|(_, name)| name)
}

/// The conditions of each select in a member's tables, and those of the targets and the build script beside it.
fn cells(text: &str) -> Vec<Vec<&str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut inside: Option<&str> = None;
    for line in text.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        match (line.trim_start(), inside) {
            ("\"select\": {", None) => {
                inside = Some(indent);
                found.push(Vec::new());
            }
            ("},", Some(start)) if start == indent => inside = None,
            (rest, Some(start)) if indent.len() == start.len() + 4 => {
                let key = rest.strip_prefix('"').and_then(|rest| rest.split_once("\": "));
                found.last_mut().unwrap().extend(key.map(|(key, _)| key));
            }
            (rest, None) => {
                let one = rest.strip_prefix("\"condition\": \"").and_then(|rest| rest.strip_suffix("\","));
                found.extend(one.map(|key| vec![key]));
            }
            _ => {}
        }
    }
    found
}

struct HubConditions<'a> {
    targets: BTreeMap<&'a str, &'a str>,
}

/// What decides which conditions are true.
#[derive(Clone, Copy, Debug)]
struct Situation<'a> {
    platform: &'a str,
    exec: bool,
    /// The setting of a choice of feature sets, if there is any.
    choice: &'a str,
}

impl HubConditions<'_> {
    fn check(&self, keys: &[&str], place: &str) {
        let (platforms, choices) = (self.platforms(), self.choices());
        for (platform, choice) in
            platforms.iter().flat_map(|platform| choices.iter().map(move |choice| (platform, choice)))
        {
            for exec in [false, true] {
                let situation = Situation { platform, exec, choice };
                let on: Vec<_> =
                    keys.iter().filter(|key| self.holds(&format!(":{key}"), situation)).collect();
                assert!(on.len() < 2, "{place}: {on:?} are true in {situation:?}");
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

    /// Every setting that tells a choice of feature sets.
    fn choices(&self) -> Vec<&str> {
        let choices: Vec<&str> =
            self.targets.keys().filter(|name| self.is_choice(&format!(":{name}"))).copied().collect();
        if choices.is_empty() { vec![""] } else { choices }
    }

    fn is_setting(&self, label: &str) -> bool {
        let own = label.strip_prefix(':').map(|name| self.targets[name]);
        own.map_or(label.contains("//") && label != EXEC, |statement| {
            statement.contains("constraint_values") && label != ":never"
        })
    }

    fn is_choice(&self, label: &str) -> bool {
        label.strip_prefix(':').is_some_and(|name| self.targets[name].contains("flag_values"))
    }

    fn holds(&self, label: &str, situation: Situation<'_>) -> bool {
        match label {
            ":never" => return false,
            EXEC => return situation.exec,
            label if self.is_setting(label) => return label == situation.platform,
            label if self.is_choice(label) => return label[1..] == *situation.choice,
            _ => {}
        }
        let statement = self.targets[&label[1..]];
        let quoted = |text: &str| text.trim_end_matches(',').trim_matches('"').to_owned();
        let plain = statement.lines().find_map(|line| line.strip_prefix("    actual = \""));
        if let Some(actual) = plain {
            return self.holds(&quoted(actual), situation);
        }
        let cells = &selects(statement)[0];
        let cell = cells.iter().find(|(key, _)| *key == DEFAULT || self.holds(key, situation));
        self.holds(&quoted(cell.unwrap().1), situation)
    }
}
