//! The plan: which rules and repositories there shall be, as plain data. Takes the configuration, the packages and the
//! graph; gives a [`HubPlan`]. Never writes text in Starlark and never touches the disk.

mod additive;
mod aliases;
mod binaries;
mod build_script;
mod checkouts;
pub mod conditions;
mod environment;
mod exec_only;
mod extra_aliases;
mod hub;
mod licenses;
mod linked;
mod names;
mod origin;
mod own_files;
mod patches;
mod said;
mod script_lines;
mod scripts;
mod sources;
mod stubs;
mod suffixes;
mod targets;
mod visibility;
mod without_target;

use std::borrow::Cow;

use crate::error::Result;
use crate::graph::bits::Bits;
use crate::graph::opened;
use crate::graph::platforms::Chosen;
use crate::graph::stated::Graph;
use crate::input::Config;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::{PackageIx, Packages};

pub use aliases::{Actual, Alias, ExecAlias};
pub use checkouts::Checkout;
use conditions::Conditions;
pub use hub::{Aim, HubPlan, MemberDependency, MemberTable, Other};
pub use licenses::License;
use names::Names;
pub use origin::{Origin, Patching};
pub use sources::RunBy;
use sources::SourceCrates;
pub use stubs::{Stubs, stubs};
use suffixes::Suffixes;
use visibility::Visibilities;

/// Everything that the rooms before have found out; what every part of the plan is made from.
pub struct Known<'a> {
    pub config: &'a Config,
    pub packages: &'a Packages,
    pub chosen: &'a Chosen,
    pub graph: &'a Graph<'a>,
    pub suffixes: Suffixes,
    /// See [`environment::of_flags`].
    flag_variables: Vec<(environment::Entry, PlatformSet)>,
}

impl<'a> Known<'a> {
    pub fn new(config: &'a Config, packages: &'a Packages, chosen: &'a Chosen, graph: &'a Graph<'a>) -> Self {
        Known {
            config,
            packages,
            chosen,
            graph,
            suffixes: Suffixes::new(graph),
            flag_variables: environment::of_flags(chosen),
        }
    }
}

/// One package's repository and its BUILD file.
#[derive(Debug)]
pub struct Spoke {
    /// `serde-1.0.219`: its name in the hub.
    pub key: String,
    pub name: String,
    pub ix: PackageIx,
    pub repository: String,
    pub origin: Origin,
    pub build: BuildFile,
}

#[derive(Debug)]
pub struct BuildFile {
    /// `CARGO_PKG_*`, shared by all rules of the file.
    pub environment: Vec<(String, String)>,
    pub license: Option<License>,
    /// Of all its targets; None: everybody.
    pub visibility: Option<Vec<String>>,
    pub rules: Vec<Rule>,
    /// Text of the user's, for the end of the file.
    pub additive: Vec<String>,
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
    BuildScriptOverride,
    CargoBuildScript,
    EnvironmentFile,
    Filegroup,
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
    Flag(bool),
    Number(i64),
    /// One text, flag or number of several: that of the cell or of the config label, else the default.
    Choice {
        cells: Vec<(PlatformSet, Value)>,
        labels: Vec<(String, Value)>,
        default: Box<Value>,
    },
    /// The files of globs, and files by label.
    Files {
        globs: PerPlatform<String>,
        exclude: Vec<Cow<'static, str>>,
        labels: PerPlatform<String>,
    },
    /// The file's environment, and entries of this rule alone.
    Environment(PerPlatform<(String, String)>),
    /// The file's environment, the folder of a source crate as whoever runs it finds it, and entries of this rule alone.
    FolderEnvironment {
        run_by: RunBy,
        own: PerPlatform<(String, String)>,
    },
    /// The environment of a build script: the file's, that of all scripts, and entries of this one alone. `tools`: cargo
    /// and rustdoc are told, too.
    ScriptEnvironment {
        tools: bool,
        own: PerPlatform<(String, String)>,
    },
    /// Constraint values; `chosen`: and the condition that the platform is one of the chosen ones.
    /// `required`: and the platforms that have the features that a binary requires.
    CompatibleWith {
        chosen: bool,
        required: Option<PlatformSet>,
        constraints: PerPlatform<String>,
    },
}

pub fn plan(known: &Known<'_>) -> Result<HubPlan> {
    let names = Names::new(known)?;
    let visibilities = Visibilities::new(known, &names)?;
    let sources = SourceCrates::new(known);
    let (mut spokes, mut warnings) = (Vec::new(), Vec::new());
    for (ix, key) in names.spokes() {
        spokes.push(Spoke {
            key: key.to_owned(),
            name: known.packages.list[ix].id.name.clone(),
            repository: names.repository(ix).to_owned(),
            ix,
            origin: origin::origin(known, ix)?,
            build: targets::build_file(
                known,
                &names,
                &sources,
                ix,
                visibilities.of_targets(ix),
                &mut warnings,
            ),
        });
    }
    let checkouts = checkouts::share(known, &mut spokes)?;
    let mut conditions = Conditions::new(known.chosen, known.graph);
    let without_target = without_target::find(known, &names);
    let members = hub::members(known, &names, &without_target);
    for set in spokes.iter().flat_map(Spoke::sets).chain(members.iter().flat_map(MemberTable::sets)) {
        conditions.add(set);
    }
    let (aliases, of_aliases) = aliases::aliases(known, &names, &visibilities, &without_target)?;
    warnings
        .extend(without_target.warnings.into_iter().chain(script_lines::warnings(known)).chain(of_aliases));
    Ok(HubPlan {
        aliases,
        members,
        spokes,
        checkouts,
        conditions,
        direct: hub::direct_repositories(known, &names),
        others: others(known, &names)?,
        warnings,
    })
}

/// What a vendored tree holds beside what is built.
fn others(known: &Known<'_>, names: &Names<'_>) -> Result<Vec<Other>> {
    if names.others().next().is_none() {
        return Ok(Vec::new());
    }
    let opened = opened::opened(known.packages, &Bits::chosen(&known.chosen.triples)?)?;
    let other =
        |(ix, key): (PackageIx, &str)| Other { key: key.to_owned(), ix, opened: opened.contains(&ix) };
    Ok(names.others().map(other).collect())
}

impl Spoke {
    fn sets(&self) -> impl Iterator<Item = PlatformSet> {
        fn of<T>(values: &PerPlatform<T>) -> impl Iterator<Item = PlatformSet> {
            values.cells.iter().map(|(set, _)| *set)
        }
        self.build.rules.iter().flat_map(|rule| &rule.attrs).flat_map(|(_, value)| match value {
            Value::Texts(texts) => of(texts).collect(),
            Value::Entries(entries) | Value::Environment(entries) => of(entries).collect::<Vec<_>>(),
            Value::FolderEnvironment { own, .. } | Value::ScriptEnvironment { own, .. } => of(own).collect(),
            Value::Choice { cells, .. } => cells.iter().map(|(set, _)| *set).collect(),
            Value::Files { globs, labels, .. } => of(globs).chain(of(labels)).collect(),
            Value::CompatibleWith { constraints, required, .. } => of(constraints).chain(*required).collect(),
            Value::Text(_) | Value::Flag(_) | Value::Number(_) => Vec::new(),
        })
    }
}
