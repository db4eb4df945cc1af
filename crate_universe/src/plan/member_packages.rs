//! The targets of workspace members, for `cargo_package()`: what Cargo builds of a member, under which names. The rules
//! themselves are made by crate_universe/cargo_package.bzl in the BUILD file of the member.

use crate::ids::crate_name;
use crate::input::fields::Field;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::{DependencyKind, LockedPackage, PackageIx, PackageTarget, TargetKind};
use crate::splice::DIRECT;

use super::binaries::required_platforms_of;
use super::dep_labels;
use super::direct_dependencies::listed_members;
use super::environment::{self, EnvironmentEntry, split_by_file};
use super::member_names::TakenNames;
use super::names::TargetNames;
use super::package_annotations::PackageAnnotations;
use super::plan_input::PlanInput;
use super::scripts::distinct_scripts;
use super::targets::file_environment;

/// A workspace member as `cargo_package()` builds it.
#[derive(Debug)]
pub struct MemberPackage {
    /// The member's Bazel package.
    pub package: String,
    pub name: String,
    /// `CARGO_PKG_*`, and what cargo's configuration sets.
    pub environment: Vec<EnvironmentEntry>,
    /// Those of them that must reach rustc through a file.
    pub environment_texts: Vec<EnvironmentEntry>,
    pub lint_flags: Vec<String>,
    /// Whether it is a dev-dependency of itself, so that the tests in its library link the library, too.
    pub depends_on_itself: bool,
    pub targets: Vec<MemberTarget>,
    pub script: Option<MemberScript>,
    pub unbuilt: Vec<UnbuiltTarget>,
}

/// A target that is built nowhere.
#[derive(Debug)]
pub struct UnbuiltTarget {
    pub role: MemberRole,
    pub cargo_name: String,
    /// The features that it requires and that are off.
    pub features: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemberRole {
    Library,
    Binary,
    Test,
    Example,
    Bench,
}

/// A target of a member, and the targets that belong to it.
#[derive(Debug)]
pub struct MemberTarget {
    pub role: MemberRole,
    pub name: String,
    /// Cargo's name.
    pub cargo_name: String,
    pub root: String,
    pub edition: String,
    /// What rustc makes of it. The first crate type has the target's name.
    pub crate_types: Vec<MemberCrateType>,
    pub unit_test: Option<String>,
    pub doc_test: Option<String>,
    /// Whether its tests have no libtest harness.
    pub own_main: bool,
    /// Whether only a request by name builds it.
    pub manual: bool,
    /// Where the features that it requires are on. `None`: everywhere.
    pub platforms: Option<PlatformSet>,
}

#[derive(Debug)]
pub struct MemberCrateType {
    pub name: String,
    /// `bin`, `lib`, `proc-macro`, `cdylib`, `staticlib`.
    pub kind: &'static str,
}

/// The build script of a member.
#[derive(Debug)]
pub struct MemberScript {
    pub cargo_name: String,
    pub root: String,
    pub edition: String,
    pub links: Option<String>,
    /// The dependencies that pass `DEP_*` variables to it.
    pub native: PerPlatform<String>,
    /// One for each distinct set of features and environment. The first is for all platforms that no other is for.
    pub variants: Vec<ScriptVariant>,
}

#[derive(Debug)]
pub struct ScriptVariant {
    pub platforms: PlatformSet,
    pub features: Vec<String>,
    pub environment: PerPlatform<EnvironmentEntry>,
}

impl MemberPackage {
    pub fn platform_sets(&self) -> impl Iterator<Item = PlatformSet> {
        let scripts = self.script.iter().flat_map(|script| {
            let others = script.variants.iter().skip(1).map(|variant| variant.platforms);
            let own =
                script.variants.iter().flat_map(|variant| &variant.environment.cells).map(|(set, _)| *set);
            others.chain(own).chain(script.native.cells.iter().map(|(set, _)| *set))
        });
        scripts.chain(self.targets.iter().filter_map(|target| target.platforms))
    }
}

/// All members that are in a Bazel package of the repository.
pub fn member_packages(input: &PlanInput<'_>, names: &TargetNames<'_>) -> Vec<MemberPackage> {
    let placed = listed_members(input).filter(|(_, member)| member.id.name != DIRECT);
    let placed: Vec<(PackageIx, &LockedPackage, String)> =
        placed.filter_map(|(ix, member)| Some((ix, member, package_path(input, member)?))).collect();
    let below = |package: &str| -> Vec<String> {
        let folders = placed.iter().filter_map(|(_, _, other)| {
            let rest =
                if package.is_empty() { other } else { other.strip_prefix(package)?.strip_prefix('/')? };
            rest.split('/').next().filter(|first| !first.is_empty())
        });
        folders.map(str::to_owned).collect()
    };
    placed
        .iter()
        .map(|(ix, member, package)| member_package(input, names, *ix, member, package, below(package)))
        .collect()
}

/// The Bazel package of a member. `None` for one outside of the repository.
pub fn package_path(input: &PlanInput<'_>, member: &LockedPackage) -> Option<String> {
    let dir = member.dir.strip_prefix(&input.config.repository_dir).ok()?;
    Some(dir.as_str().replace('\\', "/"))
}

fn member_package(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    ix: PackageIx,
    member: &LockedPackage,
    package: &str,
    folders: Vec<String>,
) -> MemberPackage {
    let annotations = PackageAnnotations { input, ix };
    let (environment, mut environment_texts) = split_by_file(file_environment(input, member, annotations));
    // The rule for doc tests of rules_rust writes values into a shell script without escaping quotes.
    let (quoted, environment): (Vec<_>, _) =
        environment.into_iter().partition(|(_, value)| value.contains('\''));
    environment_texts.extend(quoted);
    let script = member_script(input, names, ix, member, &environment_texts);
    for (_, value) in &mut environment_texts {
        *value = value.replace("$$", "$");
    }
    let mut listed: Vec<(MemberRole, usize, &PackageTarget)> = member
        .targets
        .iter()
        .enumerate()
        .filter_map(|(place, target)| Some((member_role(target.kind)?, place, target)))
        .collect();
    listed.sort_by(|left, right| (left.0, &left.2.name).cmp(&(right.0, &right.2.name)));
    let (mut targets, mut unbuilt) = (Vec::new(), Vec::new());
    let taken = &mut TakenNames::new();
    let mut folders = Some(folders);
    for (role, place, target) in listed {
        if role != MemberRole::Library {
            taken.take_folders(folders.take().unwrap_or_default());
        }
        let required = required_platforms_of(input, ix, place);
        match required.missing_features(target) {
            missing if missing.is_empty() => {
                let platforms = required.platforms(input).filter(|on| *on != input.graph.all);
                targets.push(member_target(role, target, platforms, taken));
            }
            missing => {
                let features = missing.into_iter().map(str::to_owned).collect();
                unbuilt.push(UnbuiltTarget { role, cargo_name: target.name.clone(), features });
            }
        }
    }
    for target in &mut targets {
        name_tests(member, target, taken);
    }
    MemberPackage {
        package: package.to_owned(),
        name: member.id.name.clone(),
        environment,
        script,
        environment_texts,
        lint_flags: lint_flags(member),
        depends_on_itself: member
            .dependencies
            .iter()
            .any(|dependency| dependency.kind == DependencyKind::Dev && dependency.package == Some(ix)),
        targets,
        unbuilt,
    }
}

fn member_role(kind: TargetKind) -> Option<MemberRole> {
    match kind {
        TargetKind::Lib | TargetKind::ProcMacro => Some(MemberRole::Library),
        TargetKind::Bin => Some(MemberRole::Binary),
        TargetKind::Test => Some(MemberRole::Test),
        TargetKind::Example => Some(MemberRole::Example),
        TargetKind::Bench => Some(MemberRole::Bench),
        TargetKind::BuildScript => None,
    }
}

fn member_target(
    role: MemberRole,
    target: &PackageTarget,
    platforms: Option<PlatformSet>,
    taken: &mut TakenNames,
) -> MemberTarget {
    let (plain, suffix) = match role {
        MemberRole::Library => (crate_name(&target.name), "__lib"),
        MemberRole::Binary => (target.name.clone(), "__bin"),
        MemberRole::Test => (target.name.clone(), "__test"),
        MemberRole::Example => (target.name.clone(), "__example"),
        MemberRole::Bench => (target.name.clone(), "__bench"),
    };
    let name = taken.take(&plain, suffix);
    let mut crate_types: Vec<MemberCrateType> = Vec::new();
    for kind in crate_kinds(target) {
        let name = match crate_types.is_empty() {
            true => name.clone(),
            false => taken.derive(&name, &format!("__{kind}")),
        };
        crate_types.push(MemberCrateType { name, kind });
    }
    MemberTarget {
        role,
        name,
        cargo_name: target.name.clone(),
        root: target.root.clone(),
        edition: target.edition.clone(),
        crate_types,
        unit_test: None,
        doc_test: None,
        own_main: target.own_main,
        // Without a harness of its own, a bench needs a nightly rustc. A bench with `bench = false` is not built by `cargo
        // bench`, and a test with `test = false` is not run by `cargo test`.
        manual: match role {
            MemberRole::Bench => !target.own_main || !(target.benched || target.tested),
            MemberRole::Test => !target.tested,
            MemberRole::Library | MemberRole::Binary | MemberRole::Example => false,
        },
        platforms,
    }
}

/// The distinct crate types, as rules_rust tells them apart, those that Rust code can link first.
fn crate_kinds(target: &PackageTarget) -> Vec<&'static str> {
    if target.kind == TargetKind::ProcMacro {
        return vec!["proc-macro"];
    }
    if !target.kind.is_library() && target.kind != TargetKind::Example {
        return vec!["bin"];
    }
    let has = |kinds: &[&str]| target.crate_types.iter().any(|kind| kinds.contains(&kind.as_str()));
    let known: [(&'static str, &[&str]); 5] = [
        ("lib", &["lib", "rlib", "dylib"]),
        ("proc-macro", &["proc-macro"]),
        ("cdylib", &["cdylib"]),
        ("staticlib", &["staticlib"]),
        ("bin", &["bin"]),
    ];
    known.into_iter().filter(|(_, kinds)| has(kinds)).map(|(kind, _)| kind).collect()
}

fn name_tests(member: &LockedPackage, target: &mut MemberTarget, taken: &mut TakenNames) {
    let cargo = member
        .targets
        .iter()
        .find(|own| member_role(own.kind) == Some(target.role) && own.name == target.cargo_name);
    let Some(cargo) = cargo else { return };
    if cargo.tested && target.role != MemberRole::Test {
        target.unit_test = Some(taken.derive(&target.name, "__unit_test"));
    }
    if cargo.doctested {
        target.doc_test = Some(taken.derive(&target.name, "__doc_test"));
    }
}

/// `[lints]`. As soon as one `cfg` is declared, rustc checks all, so that cargo's own must be declared, too.
fn lint_flags(member: &LockedPackage) -> Vec<String> {
    const CHECK: &str = "--check-cfg=";
    let mut flags = member.lint_flags.clone();
    if let Some(place) = flags.iter().position(|flag| flag.starts_with(CHECK)) {
        let features: Vec<String> = member.features.keys().map(|name| format!("{name:?}")).collect();
        let own = ["cfg(docsrs,test)".to_owned(), format!("cfg(feature, values({}))", features.join(", "))];
        flags.splice(place..place, own.map(|cfg| format!("{CHECK}{cfg}")));
    }
    flags
}

fn member_script(
    input: &PlanInput<'_>,
    names: &TargetNames<'_>,
    ix: PackageIx,
    member: &LockedPackage,
    texts: &[EnvironmentEntry],
) -> Option<MemberScript> {
    let target = member.target(TargetKind::BuildScript)?;
    let annotations = PackageAnnotations { input, ix };
    let values = input.graph.values_of_member(ix);
    let variants = distinct_scripts(member, values, values.built, annotations);
    let variants = variants.into_iter().map(|script| {
        let own = environment::script_environment(annotations, &script, texts);
        ScriptVariant {
            environment: annotations.factor_with_entries(own, Field::BuildScriptEnv, script.platforms),
            platforms: script.platforms,
            features: script.features,
        }
    });
    let linked = dep_labels::linked_deps(input, ix, values).filter(|linked| {
        linked.dependency.kind == DependencyKind::Normal
            && linked.package.links.is_some()
            && !linked.package.is_proc_macro()
    });
    let native = linked.filter_map(|linked| Some((linked.to_label(names)?, linked.set)));
    Some(MemberScript {
        cargo_name: target.name.clone(),
        root: target.root.clone(),
        edition: target.edition.clone(),
        links: member.links.clone(),
        native: PerPlatform::factor_sorted(native, values.built),
        variants: variants.collect(),
    })
}
