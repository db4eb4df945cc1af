//! Targets behind the hub's aliases that are always built in the exec configuration.
//!
//! A rule beside the target itself passes it on. All aliases and macros name that rule, since rules find renamed crates
//! by label. It is not in the hub: a package of the hub changes with every direct dependency, and all that uses it is
//! then analysed again.

use std::collections::BTreeMap;

use crate::input::render_config::AliasRule;
use crate::per_platform::PerPlatform;
use crate::resolve::packages::PackageIx;

use super::binaries::{self, binary_name};
use super::exec_only::ExecOnly;
use super::hub_alias::{AliasTarget, ExecAlias};
use super::names::TargetNames;
use super::plan_input::PlanInput;
use super::rules::{AttrValue, RuleCall, RuleKind};
use super::spoke::Spoke;

/// With these tags, the aspects of clippy and rustfmt skip the target, too.
const TAGS: [&str; 3] = ["manual", "noclippy", "norustfmt"];

/// By label, the targets that must be built in the exec configuration.
pub struct ExecTargets {
    targets: BTreeMap<String, ExecTarget>,
    /// Whether the rules are in the hub: only there if the user's template says in which package a target is.
    in_hub: bool,
}

struct ExecTarget {
    ix: PackageIx,
    /// Its name in its own package.
    target: String,
    /// The label of the rule beside it.
    label: String,
    /// The name of its alias in the hub.
    alias: String,
    executable: bool,
}

impl ExecTargets {
    pub fn find(input: &PlanInput<'_>, names: &TargetNames<'_>) -> ExecTargets {
        let exec_only = ExecOnly::find(input);
        let mut found = BTreeMap::new();
        let mut add = |label: String, ix, target: String, alias: String, executable| {
            let rule = names.label_of(ix, &rule_name(&target));
            found.insert(label, ExecTarget { ix, target, label: rule, alias, executable });
        };
        for (ix, key) in names.spokes() {
            let node = &input.graph.nodes[ix];
            let package = &input.packages.list[ix];
            let variants = std::iter::once(None).chain((0..node.variants.len()).map(Some));
            for variant in variants.filter(|_| exec_only.has_library(input, ix)) {
                let suffix = input.suffixes.suffix_of(ix, variant, false);
                let label = names.library_label(ix, package, suffix);
                if let Some((label, target)) = label.zip(names.library_target(package, suffix)) {
                    add(label, ix, target, format!("{key}{suffix}"), false);
                }
            }
            for binary in binaries::built_binaries(input, ix).filter(|_| exec_only.has_binaries(input, ix)) {
                let target = binary_name(binary.target);
                add(names.label_of(ix, &target), ix, target, format!("{key}__{}", binary.target.name), true);
            }
        }
        ExecTargets { targets: found, in_hub: input.config.render.crate_label.is_some() }
    }

    /// What an alias of the hub refers to.
    pub fn alias_target(&self, label: String, rule: AliasRule) -> AliasTarget {
        match self.targets.get(&label) {
            Some(exec) if rule == AliasRule::plain() && !self.in_hub => {
                AliasTarget::Target { label: exec.label.clone(), rule, exec: None }
            }
            // The user's alias rule also applies in the exec configuration, so it comes between the two.
            Some(exec) => {
                let alias = ExecAlias { name: rule_name(&exec.alias), executable: exec.executable };
                AliasTarget::Target { label, rule, exec: Some(alias) }
            }
            None => AliasTarget::Target { label, rule, exec: None },
        }
    }

    /// The label for what links a crate without an alias of the hub. `None` if only the hub has one.
    pub fn label_of(&self, label: String) -> Option<String> {
        match self.targets.get(&label) {
            Some(exec) => (!self.in_hub).then(|| exec.label.clone()),
            None => Some(label),
        }
    }

    /// Adds the rules to the BUILD files of their packages, whether anything names them or not: a file that depends on
    /// what members declare would change with it, and could not be shared with another hub.
    pub fn add_rules(&self, spokes: &mut [Spoke]) {
        let mut rules: BTreeMap<PackageIx, Vec<RuleCall>> = BTreeMap::new();
        for exec in self.targets.values().filter(|_| !self.in_hub) {
            rules.entry(exec.ix).or_default().push(rule_call(exec));
        }
        for spoke in spokes {
            if let Some(rules) = rules.remove(&spoke.ix) {
                spoke.build.add_rules(rules);
            }
        }
    }
}

/// No name of a package, a crate or a binary ends with `.exec`.
fn rule_name(target: &str) -> String {
    format!("{target}.exec")
}

fn rule_call(exec: &ExecTarget) -> RuleCall {
    let mut attrs = vec![
        ("actual", AttrValue::Text(format!(":{}", exec.target))),
        ("tags", AttrValue::Texts(PerPlatform::everywhere(TAGS.map(str::to_owned)))),
    ];
    attrs.extend(exec.executable.then_some(("executable", AttrValue::Flag(true))));
    RuleCall { rule: RuleKind::ExecAlias, name: rule_name(&exec.target), attrs }
}
