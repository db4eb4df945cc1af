//! The declarations of packages as small integers, so that the solver never compares text.

use std::collections::BTreeMap;

use crate::resolve::packages::{DependencyKind, LockedPackage, LockedPackages, PackageIx};

use super::bits::{BitMask, ConditionMasks, PlatformBits};

/// A package as the solver sees it.
#[derive(Debug)]
pub struct SolverPackage<'a> {
    /// The names of features. A feature is an index into this list.
    pub features: Vec<&'a str>,
    /// What each feature turns on.
    pub actions: Vec<Vec<FeatureAction>>,
    /// The names of dependencies, as in the manifest. A name is an index into this list.
    pub names: Vec<&'a str>,
    pub declared: Vec<SolverDependency>,
    /// The features that the package has as a root of cargo's graph, with the bits on which it has them.
    pub root_features: Vec<(usize, BitMask)>,
    /// Features that are on wherever the package is, with the bits on which they are.
    pub given: Vec<(usize, BitMask)>,
    /// Features that are off on some bits, even if a dependent asks for them.
    pub barred: Vec<(usize, BitMask)>,
    /// Where cargo's configuration replaces the build script.
    pub overridden: ConditionMasks,
}

impl SolverPackage<'_> {
    /// Replaces the features that the package has as a root.
    pub fn set_root_features(&mut self, features: &[String], mask: BitMask) {
        self.root_features.iter_mut().for_each(|(_, on)| *on &= !mask);
        let named = features.iter().filter_map(|name| self.features.binary_search(&name.as_str()).ok());
        self.root_features.extend(named.map(|feature| (feature, mask)));
    }

    /// The bits on which a feature may be on.
    pub fn possible_mask(&self, feature: usize) -> BitMask {
        self.barred.iter().filter(|(barred, _)| *barred == feature).fold(!0, |open, (_, mask)| open & !mask)
    }
}

/// One value in a feature's list. See <https://doc.rust-lang.org/cargo/reference/features.html>.
#[derive(Debug)]
pub enum FeatureAction {
    Feature(usize),
    /// `dep:name`
    Dep(usize),
    /// `name/feature` or `name?/feature`
    DepFeature {
        name: usize,
        weak: bool,
        /// The implicit feature of an optional dependency `name`, unless `dep:` hides it.
        own: Option<usize>,
        /// The declarations of `name`, each with the index of the feature in its package, if it has that feature.
        reaches: Vec<(usize, Option<usize>)>,
    },
}

/// A declaration of a dependency. It has the same index as in [`LockedPackage::dependencies`].
#[derive(Debug)]
pub struct SolverDependency {
    pub package: Option<PackageIx>,
    pub name: usize,
    pub kind: DependencyKind,
    pub optional: bool,
    pub holds: ConditionMasks,
    /// Where the declaration is in cargo's dependency graph.
    pub drawn: BitMask,
    /// The features that it asks for, including `default`, as indices into the table of its package.
    pub features: Vec<usize>,
    pub proc_macro: bool,
    /// Whether there is a library to link, of any type: cargo also builds a cdylib for its dependents.
    pub has_library: bool,
    /// Whether the package is built for its binaries.
    pub has_binaries: bool,
}

impl SolverDependency {
    /// Whether the package is built for binaries that use its library as a proc macro, and thus on both sides.
    pub fn has_host_library(&self) -> bool {
        self.proc_macro && self.has_binaries
    }
}

/// `holds`: where each condition of these packages is true. `None`: conditions do not count.
pub fn build_tables<'a>(
    packages: &'a LockedPackages,
    bits: &PlatformBits,
    holds: Option<&BTreeMap<String, ConditionMasks>>,
) -> Vec<SolverPackage<'a>> {
    let features: Vec<Vec<&str>> =
        packages.list.iter().map(|package| package.features.keys().map(String::as_str).collect()).collect();
    packages
        .list
        .iter()
        .enumerate()
        .map(|(ix, package)| {
            SolverPackageBuilder { packages, features: &features, package, ix }.build_table(bits, holds)
        })
        .collect()
}

struct SolverPackageBuilder<'a, 'b> {
    packages: &'a LockedPackages,
    features: &'b [Vec<&'a str>],
    package: &'a LockedPackage,
    ix: PackageIx,
}

impl<'a> SolverPackageBuilder<'a, '_> {
    fn build_table(
        &self,
        bits: &PlatformBits,
        holds: Option<&BTreeMap<String, ConditionMasks>>,
    ) -> SolverPackage<'a> {
        let mut names: Vec<&str> =
            self.package.dependencies.iter().map(|dependency| dependency.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let declared: Vec<SolverDependency> = (0..self.package.dependencies.len())
            .map(|ix| self.build_dependency(ix, &names, bits, holds))
            .collect();
        let actions = self
            .package
            .features
            .values()
            .map(|values| {
                values.iter().filter_map(|value| self.parse_action(value, &names, &declared)).collect()
            })
            .collect();
        SolverPackage {
            features: self.features[self.ix].clone(),
            actions,
            names,
            declared,
            root_features: self
                .feature_of(self.ix, "default")
                .map(|own| (own, BitMask::MAX))
                .into_iter()
                .collect(),
            given: Vec::new(),
            barred: Vec::new(),
            overridden: self.overridden_masks(bits),
        }
    }

    fn overridden_masks(&self, bits: &PlatformBits) -> ConditionMasks {
        let links = self.package.links.as_ref();
        let overrides = links.and_then(|links| self.packages.links_overrides.get(links));
        overrides.map_or(ConditionMasks { target: 0, host: 0 }, |overrides| bits.masks_of_triples(overrides))
    }

    fn feature_of(&self, package: PackageIx, name: &str) -> Option<usize> {
        self.features[package].binary_search(&name).ok()
    }

    fn build_dependency(
        &self,
        ix: usize,
        names: &[&str],
        bits: &PlatformBits,
        holds: Option<&BTreeMap<String, ConditionMasks>>,
    ) -> SolverDependency {
        let dependency = &self.package.dependencies[ix];
        // Rule 5: only dev-dependencies of members are ever built.
        let counts = dependency.kind != DependencyKind::Dev || self.package.member;
        let package = dependency.package.filter(|_| counts);
        let mut features = Vec::new();
        if let Some(package) = package {
            let asked = dependency.features.iter().map(String::as_str);
            let default = dependency.default_features.then_some("default");
            features.extend(asked.chain(default).filter_map(|name| self.feature_of(package, name)));
        }
        let library = package.and_then(|package| self.packages.list[package].library());
        SolverDependency {
            package,
            // The list is sorted and contains all names, so this is the place of this one.
            name: names.partition_point(|name| *name < dependency.name.as_str()),
            kind: dependency.kind,
            optional: dependency.optional,
            holds: match (&dependency.platform, holds) {
                (Some(text), Some(holds)) => holds[text],
                _ => bits.full_masks(),
            },
            drawn: BitMask::MAX,
            features,
            proc_macro: package.is_some_and(|package| self.packages.list[package].is_proc_macro()),
            has_library: library.is_some() && dependency.wanted.library(),
            has_binaries: dependency.wanted.binaries(),
        }
    }

    fn parse_action(
        &self,
        value: &str,
        names: &[&str],
        declared: &[SolverDependency],
    ) -> Option<FeatureAction> {
        if let Some(name) = value.strip_prefix("dep:") {
            return names.binary_search(&name).ok().map(FeatureAction::Dep);
        }
        let Some((name, feature)) = value.split_once('/') else {
            return self.feature_of(self.ix, value).map(FeatureAction::Feature);
        };
        let (name, weak) = match name.strip_suffix('?') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let place = names.binary_search(&name).ok()?;
        let reaches = declared
            .iter()
            .enumerate()
            .filter(|(_, declaration)| declaration.name == place)
            .map(|(ix, declaration)| {
                (ix, declaration.package.and_then(|package| self.feature_of(package, feature)))
            })
            .collect();
        Some(FeatureAction::DepFeature { name: place, weak, own: self.feature_of(self.ix, name), reaches })
    }
}
