//! The plan: which rules and repositories there shall be, as plain data. Takes the configuration, the packages and the
//! graph; gives a [`HubPlan`]. Never writes text in Starlark and never touches the disk.

pub mod conditions;
mod hub;
mod linked;
mod names;
mod origin;
mod scripts;
mod targets;

use crate::error::Result;
use crate::graph::platforms::Chosen;
use crate::graph::stated::Graph;
use crate::input::Config;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::Packages;

use conditions::Conditions;
pub use hub::{HubPlan, MemberDependency, MemberTable};
use names::Names;
pub use origin::Origin;

/// Everything that the rooms before have found out; what every part of the plan is made from.
pub struct Known<'a> {
    pub config: &'a Config,
    pub packages: &'a Packages,
    pub chosen: &'a Chosen,
    pub graph: &'a Graph<'a>,
}

/// One package's repository and its BUILD file.
#[derive(Debug)]
pub struct Spoke {
    /// `serde-1.0.219`: its name in the hub.
    pub key: String,
    pub repository: String,
    pub origin: Origin,
    pub build: BuildFile,
}

#[derive(Debug)]
pub struct BuildFile {
    /// `CARGO_PKG_*`, shared by all rules of the file.
    pub environment: Vec<(String, String)>,
    pub rules: Vec<Rule>,
}

/// One call of a rule.
#[derive(Debug)]
pub struct Rule {
    pub rule: RuleKind,
    pub name: String,
    pub attrs: Vec<(&'static str, Value)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleKind {
    Alias,
    CargoBuildScript,
    RustBinary,
    RustLibrary,
    RustProcMacro,
}

/// The value of an attribute.
#[derive(Debug)]
pub enum Value {
    Text(String),
    Texts(PerPlatform<String>),
    Entries(PerPlatform<(String, String)>),
    /// One label of several: that of the cell, else the default.
    Choice {
        cells: Vec<(PlatformSet, String)>,
        default: String,
    },
    Glob {
        include: Vec<&'static str>,
        exclude: Vec<&'static str>,
    },
    /// The file's environment, and entries of this rule alone.
    Environment(Vec<(String, String)>),
    /// Compatible with the chosen platforms only.
    ChosenPlatforms,
}

pub fn plan(known: &Known<'_>) -> Result<HubPlan> {
    let names = Names::new(known);
    let mut spokes = Vec::new();
    for (ix, key) in names.spokes() {
        spokes.push(Spoke {
            key: key.to_owned(),
            repository: names.repository(ix),
            origin: origin::origin(&known.packages.list[ix])?,
            build: targets::build_file(known, &names, ix),
        });
    }
    let mut conditions = Conditions::new(known.chosen, known.graph);
    let members = hub::members(known, &names);
    for set in spokes.iter().flat_map(Spoke::sets).chain(members.iter().flat_map(MemberTable::sets)) {
        conditions.add(set);
    }
    Ok(HubPlan {
        aliases: hub::aliases(known, &names),
        members,
        spokes,
        conditions,
        direct: hub::direct_repositories(known, &names),
    })
}

impl Spoke {
    fn sets(&self) -> impl Iterator<Item = PlatformSet> {
        self.build.rules.iter().flat_map(|rule| &rule.attrs).flat_map(|(_, value)| match value {
            Value::Texts(texts) => texts.cells.iter().map(|(set, _)| *set).collect(),
            Value::Entries(entries) => entries.cells.iter().map(|(set, _)| *set).collect::<Vec<_>>(),
            Value::Choice { cells, .. } => cells.iter().map(|(set, _)| *set).collect(),
            _ => Vec::new(),
        })
    }
}
