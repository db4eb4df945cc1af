//! Adds features to a random workspace: those of its packages, those that dependencies request and those that
//! targets require. A feature enables only later features, so there is no cycle.

use super::model::{DependencySection, RandomDependency, RandomPackage, RandomWorkspace};
use super::random::SeededRandom;

/// What a package lets others name.
struct NameableFeatures {
    features: Vec<String>,
    linkable: bool,
}

impl NameableFeatures {
    fn new(package: &RandomPackage) -> Self {
        Self { features: package.feature_names(), linkable: package.is_linkable() }
    }

    /// What only dev-dependencies lead to, and has no library, is left alone: whether cargo's graph has the
    /// packages behind it depends on which dependent turned the feature on, and cargo metadata shows no edge
    /// to tell it by.
    fn is_clear(&self, package: &RandomPackage, key: &str) -> bool {
        let mut declared = package.dependencies.iter().filter(|dependency| dependency.key == key);
        self.linkable || declared.any(|dependency| dependency.section != DependencySection::Dev)
    }
}

pub fn fill(random: &mut SeededRandom, workspace: &mut RandomWorkspace) {
    for package in &mut workspace.packages {
        name_features(random, package);
    }
    // Only now is it known which features each package lets others name.
    let offers: Vec<NameableFeatures> = workspace.packages.iter().map(NameableFeatures::new).collect();
    for (index, package) in workspace.packages.iter_mut().enumerate() {
        values(random, package, &offers, index);
        requests(random, package, &offers);
        requirements(random, package, &offers);
    }
    for line in &mut workspace.inheritable {
        line.features = random.some(&offers[line.to].features, 2);
    }
}

/// Explicit features, and for some optional dependencies a `dep:` that hides the implicit feature.
fn name_features(random: &mut SeededRandom, package: &mut RandomPackage) {
    if random.chance(55) {
        package.features.push(("default".to_owned(), Vec::new()));
    }
    for index in 0..random.below(4) {
        package.features.push((format!("f{index}"), Vec::new()));
    }
    for key in package.optional_keys() {
        let hidden = format!("dep:{key}");
        if random.chance(20) {
            package.features.push((key, vec![hidden]));
        } else if random.chance(35) && !package.features.is_empty() {
            let at = random.below(package.features.len());
            package.features[at].1.push(hidden);
        }
    }
}

fn values(random: &mut SeededRandom, package: &mut RandomPackage, offers: &[NameableFeatures], own: usize) {
    for at in 0..package.features.len() {
        let mut added = Vec::new();
        let wanted = if at == 0 { 3 } else { 2 };
        for _ in 0..random.below(wanted + 1) {
            added.extend(value(random, package, offers, own, at));
        }
        let values = &mut package.features[at].1;
        added.retain(|value| !values.contains(value));
        values.extend(added);
        values.dedup();
    }
}

fn value(
    random: &mut SeededRandom,
    package: &RandomPackage,
    offers: &[NameableFeatures],
    own: usize,
    at: usize,
) -> Option<String> {
    let later: Vec<&String> = package.features[at + 1..].iter().map(|(name, _)| name).collect();
    let optional = package.optional_keys();
    let others: Vec<&RandomDependency> = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.to != own)
        .filter(|dependency| offers[dependency.to].is_clear(package, &dependency.key))
        .collect();
    match random.below(10) {
        0..3 if !later.is_empty() => Some((*random.pick(&later)).clone()),
        3 | 4 if !optional.is_empty() => {
            let key = random.pick(&optional);
            let implicit = !package.hides(key) && !package.features.iter().any(|(name, _)| name == key);
            Some(if implicit { key.clone() } else { format!("dep:{key}") })
        }
        _ if !others.is_empty() => {
            let dependency = random.pick(&others);
            let feature = random.some(&offers[dependency.to].features, 1).pop()?;
            let weak = optional.contains(&dependency.key) && random.chance(45);
            Some(format!("{}{}/{feature}", dependency.key, if weak { "?" } else { "" }))
        }
        _ => None,
    }
}

fn requests(random: &mut SeededRandom, package: &mut RandomPackage, offers: &[NameableFeatures]) {
    for dependency in &mut package.dependencies {
        dependency.features = random.some(&offers[dependency.to].features, 2);
    }
}

/// Features of the package itself and, as cargo allows, of its dependencies.
fn requirements(random: &mut SeededRandom, package: &mut RandomPackage, offers: &[NameableFeatures]) {
    let mut possible: Vec<String> = package.features.iter().map(|(name, _)| name.clone()).collect();
    for dependency in &package.dependencies {
        possible.extend(
            offers[dependency.to].features.iter().map(|feature| format!("{}/{feature}", dependency.key)),
        );
    }
    for target in &mut package.targets {
        if random.chance(35) {
            target.required_features = random.some(&possible, 2);
        }
    }
}
