//! Changes to a workspace, and to the text of its lock, chosen by a seed. Each says what it did, and which name an
//! error about it has to have. Never writes.

use crate::model::{ModelDependency, ModelPackage, ModelWorkspace, PathPackageKind};
use crate::random::SeededRandom;

/// What was done, and a name that the error of a stale lock mentions.
pub struct AppliedMutation {
    pub what: String,
    pub name: Option<String>,
}

fn change(what: String, name: impl Into<Option<String>>) -> Option<AppliedMutation> {
    Some(AppliedMutation { what, name: name.into() })
}

/// Packages of the catalogue: requirements that one of its versions meets, and features.
const CATALOGUE: [(&str, &[&str], &[&str]); 9] = [
    ("aho-corasick", &["1", "1.1", ">=1, <3"], &["std", "perf-literal", "logging"]),
    ("arrayvec", &["0.7", "0.7.2"], &["std", "serde", "zeroize"]),
    ("bitflags", &["1", "2", "1.3", ">=1"], &[]),
    ("cfg-if", &["1", "*"], &[]),
    ("either", &["1", "1.9"], &["use_std", "serde"]),
    ("itoa", &["1", "0.4", ">=0.4"], &[]),
    ("log", &["0.4", "0.4.17"], &["std", "serde"]),
    ("memchr", &["2", "2.5"], &["std", "alloc", "logging"]),
    ("serde", &["1", "1.0.100"], &["derive", "std", "rc"]),
];

const TABLES: [&str; 6] = [
    "dependencies",
    "dev-dependencies",
    "build-dependencies",
    "target.'cfg(windows)'.dependencies",
    "target.'cfg(unix)'.dev-dependencies",
    "target.wasm32-unknown-unknown.build-dependencies",
];

pub fn skeleton(random: &mut SeededRandom) -> ModelWorkspace {
    let mut workspace = ModelWorkspace::default();
    for number in 0..random.between(2, 4) {
        workspace.packages.push(package(&format!("member{number}"), PathPackageKind::Member));
    }
    for number in 0..random.between(0, 2) {
        workspace.packages.push(package(&format!("outside{number}"), PathPackageKind::Outside));
    }
    for _ in 0..random.between(4, 14) {
        manifest(&mut workspace, random);
    }
    workspace
}

fn package(name: &str, place: PathPackageKind) -> ModelPackage {
    ModelPackage {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        place,
        dependencies: Vec::new(),
        features: Default::default(),
    }
}

/// One change of the manifests; none where the chosen one does not apply.
pub fn manifest(workspace: &mut ModelWorkspace, random: &mut SeededRandom) -> Option<AppliedMutation> {
    let at = random.below(workspace.packages.len());
    let own = &mut workspace.packages[at];
    let name = own.name.clone();
    match random.below(16) {
        0..=2 => add_registry(own, random),
        3 => add_path(workspace, at, random),
        4 => {
            let removed = take(own, random)?;
            change(format!("{name}: {} removed", removed.key), None)
        }
        5 => with_dependency(own, random, |dependency, random| {
            let (_, requirements, _) = known(&dependency.package)?;
            let other = ["3", "=0.0.1", ">=99"];
            let list = if random.chance(30) { &other[..] } else { requirements };
            dependency.requirement = Some((*random.pick(list)).to_owned());
            Some(format!("now {:?}", dependency.requirement))
        }),
        6 => with_dependency(own, random, |dependency, random| {
            let (_, _, features) = known(&dependency.package)?;
            dependency.features = random.some(features, 2).into_iter().map(str::to_owned).collect();
            Some(format!("now features {:?}", dependency.features))
        }),
        7 => with_dependency(own, random, |dependency, _| {
            dependency.optional ^= !dependency.table.contains("dev");
            Some(format!("optional {}", dependency.optional))
        }),
        8 => with_dependency(own, random, |dependency, _| {
            dependency.default_features ^= true;
            Some(format!("default features {}", dependency.default_features))
        }),
        9 => add_feature(own, random),
        10 => {
            own.features.pop_first()?;
            change(format!("{name}: a feature removed"), None)
        }
        11 => with_dependency(own, random, |dependency, random| {
            dependency.table = *random.pick(&TABLES);
            dependency.optional &= !dependency.table.contains("dev");
            Some(format!("now in {}", dependency.table))
        }),
        12 => {
            own.version = (*random.pick(&["0.1.1", "0.2.0", "0.3.0-alpha.1"])).to_owned();
            change(format!("{name}: version {}", own.version), None)
        }
        13 => {
            let added = format!("member{}", 10 + random.below(80));
            if workspace.packages.iter().any(|package| package.name == added) {
                return None;
            }
            workspace.packages.push(package(&added, PathPackageKind::Member));
            change(format!("{added} added"), added)
        }
        14 => remove_package(workspace, at),
        _ => patch(workspace, random),
    }
}

fn known(name: &str) -> Option<&'static (&'static str, &'static [&'static str], &'static [&'static str])> {
    CATALOGUE.iter().find(|(known, ..)| *known == name)
}

fn add_registry(own: &mut ModelPackage, random: &mut SeededRandom) -> Option<AppliedMutation> {
    let (package, requirements, features) = *random.pick(&CATALOGUE);
    let table = random.pick(&TABLES);
    let renamed = random.chance(20);
    let dependency = ModelDependency {
        key: if renamed { format!("{package}-renamed") } else { package.to_owned() },
        package: package.to_owned(),
        table,
        requirement: Some((*random.pick(requirements)).to_owned()),
        path: None,
        optional: !table.contains("dev") && random.chance(40),
        default_features: random.chance(70),
        features: random.some(features, 2).into_iter().map(str::to_owned).collect(),
        // One name is inherited with one requirement, or not at all.
        inherited: false,
    };
    add(own, dependency)
}

fn add(own: &mut ModelPackage, dependency: ModelDependency) -> Option<AppliedMutation> {
    // Cargo wants one source and one package for a name, and a feature of its own for an optional one.
    if own.dependencies.iter().any(|other| other.key == dependency.key) || own.name == dependency.package {
        return None;
    }
    let what = format!(
        "{}: {} {:?} added to {}",
        own.name, dependency.key, dependency.requirement, dependency.table
    );
    let name = dependency.package.clone();
    own.dependencies.push(dependency);
    change(what, name)
}

fn add_path(workspace: &mut ModelWorkspace, at: usize, random: &mut SeededRandom) -> Option<AppliedMutation> {
    let to = random.below(workspace.packages.len());
    let target = &workspace.packages[to];
    // Only forwards, so that there is no cycle, and a member is not led to from outside.
    let from_outside =
        workspace.packages[at].place != PathPackageKind::Member && target.place == PathPackageKind::Member;
    if to <= at || from_outside || target.place == PathPackageKind::Patch {
        return None;
    }
    let exact = target.version.clone();
    let dependency = ModelDependency {
        key: target.name.clone(),
        package: target.name.clone(),
        table: random.pick::<&str>(&TABLES),
        requirement: random.pick(&[None, Some("0.1".to_owned()), Some(exact)]).clone(),
        path: Some(target.path()),
        optional: false,
        default_features: true,
        features: Vec::new(),
        inherited: random.chance(40),
    };
    let clash = workspace
        .packages
        .iter()
        .flat_map(|package| &package.dependencies)
        .any(|other| other.inherited && dependency.inherited && other.key == dependency.key);
    if clash {
        return None;
    }
    add(&mut workspace.packages[at], dependency)
}

fn add_feature(own: &mut ModelPackage, random: &mut SeededRandom) -> Option<AppliedMutation> {
    if own.dependencies.is_empty() {
        return None;
    }
    let dependency = random.pick(&own.dependencies).clone();
    let (_, _, features) = known(&dependency.package)?;
    let of_it = features.first().copied().unwrap_or("default");
    let of_it = if features.is_empty() { of_it } else { random.pick(features) };
    let key = &dependency.key;
    let value = match random.below(3) {
        0 if dependency.optional => format!("dep:{key}"),
        1 if dependency.optional => format!("{key}?/{of_it}"),
        _ if features.is_empty() => return None,
        _ => format!("{key}/{of_it}"),
    };
    let what = format!("{}: a feature with {value}", own.name);
    own.features.entry(format!("f{}", random.below(4))).or_default().push(value);
    change(what, None)
}

fn take(own: &mut ModelPackage, random: &mut SeededRandom) -> Option<ModelDependency> {
    if own.dependencies.is_empty() {
        return None;
    }
    let taken = own.dependencies.remove(random.below(own.dependencies.len()));
    // What a feature says of it would not be valid any more.
    own.features.values_mut().for_each(|values| {
        values.retain(|value| !value.replace("dep:", "").starts_with(&taken.key));
    });
    Some(taken)
}

fn with_dependency(
    own: &mut ModelPackage,
    random: &mut SeededRandom,
    change_it: impl FnOnce(&mut ModelDependency, &mut SeededRandom) -> Option<String>,
) -> Option<AppliedMutation> {
    let mut dependency = take(own, random)?;
    let what = change_it(&mut dependency, random);
    let text = format!("{}: {}", own.name, dependency.key);
    own.dependencies.push(dependency);
    change(format!("{text} {}", what?), None)
}

fn remove_package(workspace: &mut ModelWorkspace, at: usize) -> Option<AppliedMutation> {
    if workspace.packages.iter().filter(|package| package.place == PathPackageKind::Member).count() < 2 {
        return None;
    }
    let gone = workspace.packages.remove(at);
    for own in &mut workspace.packages {
        own.dependencies.retain(|dependency| dependency.path.is_none() || dependency.package != gone.name);
    }
    change(format!("{} removed", gone.name), None)
}

fn patch(workspace: &mut ModelWorkspace, random: &mut SeededRandom) -> Option<AppliedMutation> {
    let versions =
        [("itoa", "1.0.99"), ("itoa", "1.0.1"), ("cfg-if", "1.0.0"), ("cfg-if", "7.0.0"), ("log", "0.4.99")];
    let (name, version) = *random.pick(&versions);
    if let Some(at) = workspace.packages.iter().position(|package| package.name == name) {
        workspace.packages.remove(at);
        return change(format!("patch of {name} removed"), None);
    }
    let mut own = package(name, PathPackageKind::Patch);
    own.version = version.to_owned();
    for feature in ["std", "serde"] {
        own.features.insert(feature.to_owned(), Vec::new());
    }
    workspace.packages.push(own);
    change(format!("patch of {name} {version} added"), None)
}

/// One change of the lock's text.
pub fn lock(text: &str, random: &mut SeededRandom) -> Option<(String, AppliedMutation)> {
    let mut entries: Vec<String> = text.split("\n[[package]]\n").map(str::to_owned).collect();
    if entries.len() < 3 {
        return None;
    }
    let at = random.between(1, entries.len() - 1);
    let title = entries[at].lines().next().unwrap_or_default().to_owned();
    let what = match random.below(6) {
        0 => {
            entries.remove(at);
            format!("lock: entry {title} removed")
        }
        1 => {
            let edge = entries[at].lines().find(|line| line.starts_with(" \""))?.to_owned();
            entries[at] = entries[at].replacen(&format!("{edge}\n"), "", 1);
            format!("lock: {title}: edge{edge} removed")
        }
        2 => {
            let other = random.between(1, entries.len() - 1);
            let named = entries[other].lines().next()?.strip_prefix("name = ")?.to_owned();
            if !entries[at].contains("dependencies = [\n") || entries[at].contains(&named) {
                return None;
            }
            entries[at] =
                entries[at].replacen("dependencies = [\n", &format!("dependencies = [\n {named},\n"), 1);
            format!("lock: {title}: edge {named} added")
        }
        3 => {
            entries[at] = entries[at].replacen("version = \"0.1.0\"", "version = \"0.1.7\"", 1);
            format!("lock: {title}: other version")
        }
        4 => {
            let own = entries[at].split("\n[[patch").next()?;
            let copy = own.replacen("name = \"", "name = \"zz-", 1);
            entries.insert(1, format!("{}\n", copy.trim()));
            format!("lock: a copy of {title} added")
        }
        _ => {
            entries[0] = entries[0].replacen("version = 4", "version = 3", 1);
            "lock: version 3".to_owned()
        }
    };
    Some((entries.join("\n[[package]]\n"), AppliedMutation { what, name: None }))
}
