//! Who may use the targets of a package and the hub's aliases of them, if annotations restrict it.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Code, Error, Result, did_you_mean};
use crate::input::fields::Field;
use crate::label::{self, Label};
use crate::resolve::packages::PackageIx;

use super::dep_labels;
use super::names::TargetNames;
use super::package_annotations::PackageAnnotations;
use super::plan_input::PlanInput;

/// Names with a special meaning in a visibility.
const SPECIFICATIONS: [&str; 2] = ["__pkg__", "__subpackages__"];

pub struct PackageVisibilities {
    /// The packages that are not public.
    packages: BTreeMap<PackageIx, PackageVisibility>,
}

struct PackageVisibility {
    /// The users in annotations.
    users: BTreeSet<String>,
    /// The parts of the hub that refer to the package or link it.
    hub: BTreeSet<String>,
}

impl PackageVisibilities {
    pub fn new(input: &PlanInput<'_>, names: &TargetNames<'_>) -> Result<Self> {
        let mut packages = BTreeMap::new();
        for (ix, _) in names.spokes() {
            let Some(users) = parse_users(input, ix)? else { continue };
            packages.insert(
                ix,
                PackageVisibility { users, hub: BTreeSet::from([names.hub_label("__subpackages__")]) },
            );
        }
        if packages.is_empty() {
            return Ok(PackageVisibilities { packages });
        }
        for (dependent, _) in names.spokes() {
            let node = &input.graph.nodes[dependent];
            for values in node.values() {
                for linked in dep_labels::linked_deps(input, dependent, values) {
                    if let Some(visibility) = packages.get_mut(&linked.ix) {
                        visibility.hub.insert(names.label_of(dependent, "__pkg__"));
                    }
                }
            }
        }
        Ok(PackageVisibilities { packages })
    }

    /// The visibility of the package's own targets.
    pub fn of_targets(&self, ix: PackageIx) -> Option<Vec<String>> {
        let PackageVisibility { users, hub } = self.packages.get(&ix)?;
        Some(users.union(hub).cloned().collect())
    }

    /// The visibility of the hub's aliases.
    pub fn of_aliases(&self, ix: PackageIx) -> Option<Vec<String>> {
        let users = &self.packages.get(&ix)?.users;
        match users.is_empty() {
            true => Some(vec!["//visibility:private".to_owned()]),
            false => Some(users.iter().cloned().collect()),
        }
    }
}

/// Who may use a package besides the hub. `None`: everybody.
fn parse_users(input: &PlanInput<'_>, ix: PackageIx) -> Result<Option<BTreeSet<String>>> {
    let mut users = BTreeSet::new();
    let mut is_set = false;
    for text in (PackageAnnotations { input, ix }).texts(Field::Visibility) {
        let user = parse_user(text, &input.config.repository)
            .map_err(|error| input.graph.annotated.with_tags(error, ix, Field::Visibility))?;
        match user {
            VisibleTo::Everybody => return Ok(None),
            VisibleTo::Nobody => {}
            VisibleTo::Label(label) => {
                users.insert(label);
            }
        }
        is_set = true;
    }
    Ok(is_set.then_some(users))
}

enum VisibleTo {
    Everybody,
    Nobody,
    Label(String),
}

/// See <https://bazel.build/concepts/visibility#visibility-specifications>.
fn parse_user(text: &str, repository: &str) -> Result<VisibleTo> {
    let wrong = |why: &str| {
        Error::new(Code::Annotation, format!("`visibility` cannot be `{text}`")).note(why.to_owned())
    };
    let Some(label) = Label::parse(text) else {
        return Err(wrong("it is not an absolute label").help(
            "use `//visibility:private`, `//package:__pkg__`, `//package:__subpackages__`, or the label of a package_group",
        ));
    };
    match (label.package.as_str(), label.name.as_str()) {
        ("visibility", "public") => Ok(VisibleTo::Everybody),
        ("visibility", "private") => Ok(VisibleTo::Nobody),
        ("visibility", _) => Err(wrong("the package //visibility has only two values")
            .help("use `//visibility:public` or `//visibility:private`")),
        ("", name @ ("public" | "private")) => {
            Err(wrong("Bazel's own values are in the package //visibility")
                .help(format!("use `//visibility:{name}`")))
        }
        (_, name) if name.starts_with("__") && !SPECIFICATIONS.contains(&name) => {
            let near = did_you_mean(name, SPECIFICATIONS).unwrap_or(SPECIFICATIONS[1]);
            Err(wrong(&format!("`{name}` is neither `__pkg__` nor `__subpackages__`"))
                .help(format!("did you mean `{}`?", text.replace(name, near))))
        }
        _ => Ok(VisibleTo::Label(label::resolve_from_repository(text, repository))),
    }
}
