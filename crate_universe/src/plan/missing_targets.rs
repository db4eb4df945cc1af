//! What users ask for but has no target: direct dependencies without a library that Rust code can link, and binaries
//! whose required features are off.
//!
//! Under each of their names, the hub has a target that fails with the reason and the help. As in cargo, there is
//! also a warning if the request can never have an effect.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

use crate::error::{Code, Error};
use crate::input::fields::Field;
use crate::input::{CrateSpec, WantedTargets};
use crate::resolve::packages::{LockedDependency, LockedPackage, PackageIx, TargetKind};

use super::binaries::{self, WantedBinary};
use super::names::{self, TargetNames};
use super::package_annotations::PackageAnnotations;
use super::plan_input::PlanInput;

#[derive(Debug, Default)]
pub struct WithoutTarget {
    /// By alias name: the error.
    pub aliases: BTreeMap<String, String>,
    /// By member and dependency name in its manifest: the error.
    pub dependencies: BTreeMap<(PackageIx, String), String>,
    pub warnings: BTreeSet<String>,
}

/// Why something has no target, and what helps.
struct MissingTargetReason {
    what: String,
    help: String,
}

/// Where the user asked for it.
enum AskedBy<'a> {
    Spec(&'a CrateSpec),
    Manifest(Utf8PathBuf),
    /// An annotation of the package.
    Annotation(&'a PlanInput<'a>, PackageIx),
}

impl MissingTargetReason {
    fn to_error(&self) -> Error {
        Error::new(Code::NoTarget, &self.what).help(&self.help)
    }

    fn to_warning(&self, asked: &AskedBy<'_>) -> String {
        let error = match asked {
            AskedBy::Spec(spec) => spec.with_declaring_file(self.to_error()),
            AskedBy::Manifest(path) => self.to_error().at_path(path),
            AskedBy::Annotation(known, ix) => {
                known.graph.annotated.with_tags(self.to_error(), *ix, Field::GenBinaries)
            }
        };
        error.to_string()
    }
}

pub fn find(input: &PlanInput<'_>, names: &TargetNames<'_>) -> WithoutTarget {
    let mut found = WithoutTarget::default();
    for (member, package) in input.packages.list.iter().enumerate().filter(|(_, package)| package.member) {
        for (place, dependency) in package.dependencies.iter().enumerate() {
            let Some(ix) = dependency.package.filter(|ix| !input.packages.list[*ix].member) else { continue };
            let Some(reason) = library_not_linked(input, member, place, ix) else { continue };
            found.add_library(input, names, (member, dependency), ix, &reason);
        }
    }
    for ix in (0..input.packages.list.len()).filter(|ix| !input.packages.list[*ix].member) {
        found.add_binaries(input, names, ix);
    }
    for spec in input.config.specs.iter().filter(|spec| spec.wanted.binaries()) {
        found.add_spec(input, names, spec);
    }
    found
}

impl WithoutTarget {
    fn add_library(
        &mut self,
        input: &PlanInput<'_>,
        names: &TargetNames<'_>,
        (member, dependency): (PackageIx, &LockedDependency),
        ix: PackageIx,
        reason: &MissingTargetReason,
    ) {
        let package = &input.packages.list[ix];
        let key = package_key(names, ix, package);
        let called = [&package.id.name, &dependency.name].into_iter();
        let called = called.flat_map(|name| names::alias_spellings(name, &package.id.version));
        // If the package has no library at all, its binaries are not built either.
        let binaries = binary_names(package).filter(|_| package.library().is_none());
        let binaries =
            binaries.flat_map(|binary| [&package.id.name, &key].map(|name| format!("{name}__{binary}")));
        let error = reason.to_error().to_string();
        for name in called.chain(binaries).chain([key.clone()]) {
            self.aliases.entry(name).or_insert_with(|| error.clone());
        }
        self.dependencies.insert((member, dependency.name.clone()), error);
        let asked = match find_spec(input, dependency, package) {
            Some(spec) => AskedBy::Spec(spec),
            None => AskedBy::Manifest(input.packages.list[member].dir.join("Cargo.toml")),
        };
        self.warnings.insert(reason.to_warning(&asked));
    }

    /// Adds a spec that asks for binaries of a package without any.
    fn add_spec(&mut self, input: &PlanInput<'_>, names: &TargetNames<'_>, spec: &CrateSpec) {
        let members = input.packages.list.iter().filter(|package| package.member);
        let mut declared = members.flat_map(|member| &member.dependencies);
        let declared = declared.find(|own| own.name == spec.name && own.wanted.binaries());
        let Some(ix) = declared.and_then(|dependency| dependency.package) else { return };
        let package = &input.packages.list[ix];
        let name = &package.id.name;
        if spec.package != *name || binary_names(package).next().is_some() {
            return;
        }
        let reason = MissingTargetReason {
            what: format!("{} has no binaries, but its crate.spec asks for them", package.id),
            help: match package.library() {
                Some(_) => format!("remove `artifact = \"bin\"` from crate.spec(package = \"{name}\")"),
                None => "remove the crate.spec: the package has no library either".to_owned(),
            },
        };
        let aliases = [name, &package_key(names, ix, package)].map(|package| format!("{package}__{name}"));
        self.aliases.extend(aliases.map(|alias| (alias, reason.to_error().to_string())));
        self.warnings.insert(reason.to_warning(&AskedBy::Spec(spec)));
    }

    fn add_binaries(&mut self, input: &PlanInput<'_>, names: &TargetNames<'_>, ix: PackageIx) {
        let package = &input.packages.list[ix];
        let key = package_key(names, ix, package);
        let named: Vec<&str> = PackageAnnotations { input, ix }.texts(Field::GenBinaries).collect();
        let has_spoke = names.key_of(ix).is_some();
        let wanted = binaries::wanted_binaries(input, ix).filter(|binary| match has_spoke {
            true => !binary.is_built(),
            false => named.contains(&binary.target.name.as_str()),
        });
        let has_others = || has_spoke && binaries::built_binaries(input, ix).next().is_some();
        for binary in wanted {
            let reason = if has_spoke {
                disabled_features(input, package, &binary)
            } else {
                unbuilt_binary(package, &binary)
            };
            let name = &binary.target.name;
            let aliases = [&package.id.name, &key].map(|package| format!("{package}__{name}"));
            // These names already fail with the reason of a direct dependency without a library.
            if aliases.iter().all(|alias| self.aliases.contains_key(alias)) {
                continue;
            }
            self.aliases.extend(aliases.map(|alias| (alias, reason.to_error().to_string())));
            let wants_all = || input.with_binaries.contains(&ix) && !has_others();
            if named.contains(&name.as_str()) || wants_all() {
                let mut specs = input.config.specs.iter();
                let spec = specs.find(|spec| spec.wanted.binaries() && spec.package == package.id.name);
                let annotation = AskedBy::Annotation(input, ix);
                self.warnings.insert(reason.to_warning(&spec.map_or(annotation, AskedBy::Spec)));
            }
        }
    }
}

fn package_key(names: &TargetNames<'_>, ix: PackageIx, package: &LockedPackage) -> String {
    names.key_of(ix).map_or_else(|| package.id.folder_name(), str::to_owned)
}

fn binary_names(package: &LockedPackage) -> impl Iterator<Item = &str> {
    let binaries = package.targets.iter().filter(|target| target.kind == TargetKind::Bin);
    binaries.map(|target| target.name.as_str())
}

/// Why a declaration of a member links nothing. `None` if it is off, or does link something.
fn library_not_linked(
    input: &PlanInput<'_>,
    member: PackageIx,
    place: usize,
    ix: PackageIx,
) -> Option<MissingTargetReason> {
    let own = &input.packages.list[member];
    let (dependency, package) = (&own.dependencies[place], &input.packages.list[ix]);
    let name = &package.id.name;
    match package.library() {
        Some(library)
            if library.linkable || input.graph.nodes[member].own.edges[place].platforms.is_empty() =>
        {
            None
        }
        Some(_) => Some(MissingTargetReason {
            what: format!(
                "{} has no library that Rust code can link: it is only a cdylib or a staticlib",
                package.id
            ),
            help: format!("add \"lib\" to the `crate-type` of {name}, or remove the dependency"),
        }),
        // The declaration asks only for the package's binaries, which are built.
        None if !input.graph.ignored[member][place] && dependency.wanted != WantedTargets::Both => None,
        None => Some(missing_library(find_spec(input, dependency, package), own, package)),
    }
}

fn find_spec<'a>(
    input: &'a PlanInput<'_>,
    dependency: &LockedDependency,
    package: &LockedPackage,
) -> Option<&'a CrateSpec> {
    let mut specs = input.config.specs.iter();
    specs.find(|spec| spec.name == dependency.name && spec.package == package.id.name)
}

fn missing_library(
    spec: Option<&CrateSpec>,
    member: &LockedPackage,
    package: &LockedPackage,
) -> MissingTargetReason {
    let binaries = binary_names(package).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let name = &package.id.name;
    let artifact = format!("crate.spec(package = \"{name}\", artifact = \"bin\")");
    match spec {
        Some(spec) if spec.wanted == WantedTargets::Both => MissingTargetReason {
            what: format!("{} has no library, but its crate.spec asks for one", package.id),
            help: format!("remove `lib = True` from crate.spec(package = \"{name}\")"),
        },
        Some(_) => MissingTargetReason {
            what: format!("{} has no library, and its crate.spec asks for nothing else", package.id),
            help: match binaries.is_empty() {
                false => format!(
                    "to build its binaries ({binaries}), add `artifact = \"bin\"` to crate.spec(package = \"{name}\")"
                ),
                true => "remove the crate.spec: the package has no binaries either".to_owned(),
            },
        },
        None => MissingTargetReason {
            what: format!(
                "{} has no library, so cargo ignores the dependency of {} on it",
                package.id, member.id.name
            ),
            help: match binaries.is_empty() {
                false => format!("remove the dependency, or use {artifact} for its binaries ({binaries})"),
                true => "remove the dependency".to_owned(),
            },
        },
    }
}

fn unbuilt_binary(package: &LockedPackage, binary: &WantedBinary<'_>) -> MissingTargetReason {
    let name = &package.id.name;
    MissingTargetReason {
        what: format!(
            "{} is not built for any supported platform, so its binary `{}` has no target",
            package.id, binary.target.name
        ),
        help: format!("to build its binaries, use crate.spec(package = \"{name}\", artifact = \"bin\")"),
    }
}

fn disabled_features(
    input: &PlanInput<'_>,
    package: &LockedPackage,
    binary: &WantedBinary<'_>,
) -> MissingTargetReason {
    let off: Vec<&str> = binary.missing_features();
    let every: Vec<&str> = binary.target.required_features.iter().map(String::as_str).collect();
    let (features, state) = match off.as_slice() {
        [] => (every, "which are not enabled together on any supported platform"),
        [_] => (off, "which is disabled on all supported platforms"),
        _ => (off, "which are disabled on all supported platforms"),
    };
    let quoted = features.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let plural = if features.len() == 1 { "" } else { "s" };
    MissingTargetReason {
        what: format!(
            "the binary `{}` of {} requires the feature{plural} {quoted}, {state}",
            binary.target.name, package.id
        ),
        help: features_advice(input, package, &features),
    }
}

/// How to turn on features of a package and of its dependencies.
fn features_advice(input: &PlanInput<'_>, package: &LockedPackage, features: &[&str]) -> String {
    let mut by_package: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in features {
        let (of, feature) = match name.split_once('/') {
            None => (package.id.name.as_str(), *name),
            Some((dependency, feature)) => (local_package_name(input, package, dependency), feature),
        };
        by_package.entry(of).or_default().push(feature);
    }
    let cures = by_package.into_iter().map(|(name, features)| {
        let spec = input.config.specs.iter().any(|spec| spec.package == name);
        match spec {
            true => format!("`features = {features:?}` in crate.spec(package = \"{name}\")"),
            false => format!("crate.annotation(crate = \"{name}\", crate_features = {features:?})"),
        }
    });
    let cures = cures.collect::<Vec<_>>().join(" and ");
    let mut members = input.packages.list.iter().filter(|member| member.member);
    let of_manifest = |member: &LockedPackage| {
        let mut declared = member.dependencies.iter().filter(|dependency| {
            dependency.package.is_some_and(|ix| std::ptr::eq(&input.packages.list[ix], package))
        });
        declared.any(|dependency| find_spec(input, dependency, package).is_none())
    };
    let them = if features.len() == 1 { "it" } else { "them" };
    match members.any(of_manifest) {
        true => format!("enable {them} in Cargo.toml, or with {cures}"),
        false => format!("enable {them} with {cures}"),
    }
}

/// The package of a dependency, given its name in a manifest.
fn local_package_name<'a>(input: &'a PlanInput<'_>, package: &'a LockedPackage, name: &'a str) -> &'a str {
    let declared = package.dependencies.iter().filter(|dependency| dependency.name == name);
    let mut locked = declared.filter_map(|dependency| dependency.package);
    locked.next().map_or(name, |ix| &input.packages.list[ix].id.name)
}
