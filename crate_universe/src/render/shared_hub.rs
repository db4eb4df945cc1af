//! Finds the spokes that this hub can share with another one: their BUILD files become aliases of the other hub's
//! targets.
//!
//! Two spokes are the same if their declarations are equal except for the names of the hubs, the conditions in them
//! mean the same, and all spokes that they refer to are the same, too. The other hub is known by its plan.json.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value as Json;

use crate::error::{Code, Error, Result};
use crate::input::SharedHub;
use crate::plan::{AliasTarget, HubPlan, Spoke};

use super::conditions::FEATURE_SET_FLAG;
use super::repository::repository_call;
use super::spoke;
use super::starlark::StarlarkExpr;
use super::style::HubStyle;

/// An entry for a repository in a plan.
#[derive(Deserialize)]
struct SharedRepository {
    rule: String,
    name: String,
    attrs: Json,
}

#[derive(Deserialize)]
struct SharedPlan {
    repositories: Vec<SharedRepository>,
}

/// The BUILD file of each shared spoke, by the name of its repository. `conditions`: the BUILD file with this hub's
/// conditions.
pub fn find_shared_files(
    style: &HubStyle<'_>,
    plan: &HubPlan,
    conditions: &str,
    other: &SharedHub,
) -> Result<BTreeMap<String, String>> {
    let theirs: SharedPlan = serde_json::from_str(&other.plan).map_err(|error| {
        Error::new(Code::Internal, format!("the plan of @{} cannot be parsed: {error}", other.hub))
    })?;
    let by_name: BTreeMap<&str, &SharedRepository> =
        theirs.repositories.iter().map(|entry| (entry.name.as_str(), entry)).collect();
    let names = SharedNames { own: style.hub, other: &other.hub };
    let their_conditions = names.other_repository(&style.conditions_repository);
    let their_conditions = their_conditions.and_then(|name| by_name.get(name.as_str()));
    let their_conditions = their_conditions.and_then(|entry| entry.attrs["build_file_content"].as_str());
    let equal = equal_conditions(conditions, their_conditions.unwrap_or_default(), names);
    let mut shared: BTreeMap<&str, SharedSpoke<'_>> = BTreeMap::new();
    for planned in plan.spokes.iter().filter(|spoke| is_shareable(spoke, plan)) {
        let Some(name) = names.other_repository(&planned.repository) else { continue };
        let Some(their) = by_name.get(name.as_str()) else { continue };
        let text = spoke::render_build_file(style, &plan.conditions, planned)?;
        let own = repository_call(planned, &text);
        let attrs = serde_json::to_value(&own.attrs).map_err(|error| {
            Error::new(Code::Internal, format!("the plan of {name} cannot be written as JSON: {error}"))
        })?;
        let named = names.named_spokes(&text, &style.cfg, &equal);
        if let (true, Some(named)) =
            (own.rule == their.rule && names.rename_attrs(attrs) == their.attrs, named)
        {
            shared.insert(&planned.repository, SharedSpoke { spoke: planned, other: name, named });
        }
    }
    // A spoke that refers to one which is not shared would link something else, so it is not shared either.
    loop {
        let known: BTreeSet<String> = shared.keys().map(|name| (*name).to_owned()).collect();
        shared.retain(|_, shared| shared.named.is_subset(&known));
        if shared.len() == known.len() {
            break;
        }
    }
    let text = |(name, shared): (&str, SharedSpoke<'_>)| {
        let aliases = shared.spoke.build.rules.iter().map(|rule| alias_file(&rule.name, &shared.other));
        Ok((
            name.to_owned(),
            style.render_build_file(Vec::new(), Vec::new(), None, aliases.collect::<Result<_>>()?)?,
        ))
    };
    shared.into_iter().map(text).collect()
}

/// Whether a spoke may be shared. Not if its visibility is restricted, since an alias would not help. Not if it has
/// text of the user, whose targets are unknown. Not if an alias of the hub refers to a file of the package.
fn is_shareable(spoke: &Spoke, plan: &HubPlan) -> bool {
    let start = format!("@{}//:", spoke.repository);
    let asked = plan.aliases.iter().filter_map(|alias| match &alias.actual {
        AliasTarget::Target { label, .. } => label.strip_prefix(&start),
        AliasTarget::Missing(_) => None,
    });
    let has = |name: &str| spoke.build.rules.iter().any(|rule| rule.name == name);
    spoke.build.visibility.is_none() && spoke.build.additive.is_empty() && asked.into_iter().all(has)
}

fn alias_file(name: &str, repository: &str) -> Result<String> {
    let actual = StarlarkExpr::text(format!("@{repository}//:{name}"));
    let arguments = vec![
        ("name", StarlarkExpr::text(name)),
        ("actual", actual),
        ("tags", StarlarkExpr::texts(["manual"])),
    ];
    StarlarkExpr::Call("alias", arguments).to_text()
}

/// A spoke that is equal in another hub. `named`: the spokes that it refers to.
struct SharedSpoke<'a> {
    spoke: &'a Spoke,
    /// The repository in the other hub.
    other: String,
    named: BTreeSet<String>,
}

#[derive(Clone, Copy)]
struct SharedNames<'a> {
    own: &'a str,
    other: &'a str,
}

impl SharedNames<'_> {
    /// The corresponding repository of the other hub. `None` if a template gives repositories other names.
    fn other_repository(self, repository: &str) -> Option<String> {
        let rest = repository.strip_prefix(self.own)?.strip_prefix("__")?;
        Some(format!("{}__{rest}", self.other))
    }

    /// The attributes of a spoke as they would be in the other hub.
    fn rename_attrs(self, mut attrs: Json) -> Json {
        for (name, value) in attrs.as_object_mut().into_iter().flatten() {
            if let Json::String(text) = value {
                *text = match name.as_str() {
                    "build_file_content" => self.rename_labels(text),
                    "checkout" => self.other_repository(text).unwrap_or_else(|| text.clone()),
                    _ => continue,
                };
            }
        }
        attrs
    }

    fn rename_labels(self, text: &str) -> String {
        let Self { own, other } = self;
        text.replace(&format!("\"@{own}//"), &format!("\"@{other}//"))
            .replace(&format!("\"@{own}__"), &format!("\"@{other}__"))
    }

    /// The spoke that a label without `@` is in. `None` if that is the hub.
    fn spoke_of(self, label: &str) -> Option<&str> {
        label.split_once("//").map(|(repository, _)| repository).filter(|name| *name != self.own)
    }

    /// The spokes that a BUILD file refers to. `None` if it refers to anything else in its hub except equal
    /// conditions.
    fn named_spokes(self, text: &str, cfg: &str, equal: &BTreeSet<&str>) -> Option<BTreeSet<String>> {
        let mut named = BTreeSet::new();
        let found = [format!("@{}//", self.own), format!("@{}__", self.own)];
        for (at, _) in found.iter().flat_map(|prefix| text.match_indices(prefix.as_str())) {
            // A label within a longer string is from the user, and its meaning is unknown.
            let (before, label) = (text.get(..at)?, text.get(at + 1..)?);
            let label = label.split_once('"').filter(|_| before.ends_with('"'))?.0;
            match format!("@{label}").strip_prefix(cfg) {
                Some(condition) => drop(equal.get(condition.strip_prefix(':')?)?),
                None => drop(named.insert(self.spoke_of(label)?.to_owned())),
            }
        }
        Some(named)
    }
}

/// The conditions that mean the same in both hubs.
fn equal_conditions<'a>(own: &'a str, other: &str, names: SharedNames<'_>) -> BTreeSet<&'a str> {
    let statements = statements_by_name(own);
    let others: BTreeMap<&str, &str> = self::statements_by_name(other);
    let mut equal: BTreeSet<&str> = statements
        .iter()
        .filter(|(name, text)| others.get(**name).is_some_and(|other| names.rename_labels(text) == **other))
        .map(|(name, _)| *name)
        .collect();
    loop {
        let known = equal.clone();
        equal.retain(|name| {
            let own =
                statements[name].split('"').skip(1).step_by(2).filter_map(|label| label.strip_prefix(':'));
            own.into_iter().all(|label| known.contains(label))
        });
        if equal.len() == known.len() {
            return equal;
        }
    }
}

/// The statements of a BUILD file, by name.
fn statements_by_name(text: &str) -> BTreeMap<&str, &str> {
    // A flag of another hub is another flag, even if it looks the same.
    let is_flag = |statement: &&str| statement.starts_with(FEATURE_SET_FLAG);
    text.split("\n\n")
        .filter(|statement| !is_flag(statement))
        .filter_map(|statement| Some((statement_name(statement)?, statement.trim_end())))
        .collect()
}

fn statement_name(statement: &str) -> Option<&str> {
    let (_, rest) = statement.split_once("name = \"")?;
    rest.split_once('"').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_equal_only_if_those_that_it_names_are() {
        let names = SharedNames { own: "one", other: "two" };
        let statements = |leaf: &str| {
            format!(
                "alias(\n    name = \"leaf\",\n    actual = \"{leaf}\",\n)\n\n\
                 alias(\n    name = \"uses_leaf\",\n    actual = \":leaf\",\n)\n\n\
                 alias(\n    name = \"alone\",\n    actual = \"@x//:y\",\n)\n"
            )
        };
        let own = statements("@x//:linux");
        let equal = |other: &str| equal_conditions(&own, other, names).into_iter().collect::<Vec<_>>();
        assert_eq!(equal(&own), ["alone", "leaf", "uses_leaf"]);
        assert_eq!(equal(&statements("@x//:macos")), ["alone"]);
        assert!(equal("").is_empty());
    }

    #[test]
    fn a_condition_of_a_flag_is_of_its_own_hub() {
        let names = SharedNames { own: "one", other: "two" };
        let own = "feature_set_flag(\n    name = \"app_features\",\n)\n\n\
                   config_setting(\n    name = \"_app_tls\",\n    flag_values = {\":app_features\": \"tls\"},\n)\n\n\
                   alias(\n    name = \"with_app_tls\",\n    actual = select({\":_app_tls\": \":chosen\"}),\n)\n\n\
                   alias(\n    name = \"chosen\",\n    actual = \"@x//:y\",\n)\n";
        assert_eq!(equal_conditions(own, own, names).into_iter().collect::<Vec<_>>(), ["chosen"]);
    }
}
