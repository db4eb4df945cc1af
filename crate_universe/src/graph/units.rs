//! The public, documented view of a resolution, which `resolve` prints: one unit for each (package, side, host,
//! target) that cargo would build. Platforms are never merged.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::error::{Code, Error, Result};
use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};

use super::bits::{BitMask, MOST_BITS, PlatformBits, set_bits};
use super::built_units::{self, BuiltUnits, TargetSelection};
use super::feature_sets::FeatureSets;
use super::features::{self, SIDES, SolvedFeatures, TestsCounted, UnitSide};
use super::roots::RootPackages;
use super::tables::{self, SolverPackage};
use super::triples::TargetTriple;
use super::{resolve_graph, two_names, unknown_cfgs};

/// The JSON of `resolve`, schema 1.
#[derive(Debug, Serialize)]
pub struct UnitListing<'a> {
    pub schema: u32,
    pub resolver: &'static str,
    pub units: Vec<ListedUnit<'a>>,
    #[serde(skip)]
    pub warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct ListedUnit<'a> {
    pub name: &'a str,
    pub version: String,
    pub source: Option<&'a str>,
    pub side: &'static str,
    pub host: String,
    pub target: String,
    pub features: Vec<&'a str>,
    pub deps: Vec<ListedUnitDependency<'a>>,
}

#[derive(Debug, Serialize)]
pub struct ListedUnitDependency<'a> {
    pub name: &'a str,
    pub version: String,
    pub source: Option<&'a str>,
    pub side: &'static str,
    pub kind: &'static str,
    pub extern_name: &'a str,
}

/// Resolves every pair of host and target exactly as `cargo build --target` would, for all members, or for some as
/// with `-p`. `sets`: one for each member that does not have its default features.
pub fn list_units<'a>(
    packages: &'a LockedPackages,
    roots: &RootPackages,
    sets: &FeatureSets,
    hosts: &[TargetTriple],
    targets: &[TargetTriple],
    all_targets: bool,
) -> Result<UnitListing<'a>> {
    let (selection, counted) = match all_targets {
        true => (TargetSelection::AllTargets, TestsCounted::Tests),
        false => (TargetSelection::Build, TestsCounted::Build),
    };
    let pairs: Vec<(TargetTriple, TargetTriple)> =
        hosts.iter().flat_map(|host| targets.iter().map(|target| (host.clone(), target.clone()))).collect();
    let mut found = Vec::new();
    let mut warnings = BTreeSet::new();
    for chunk in pairs.chunks(MOST_BITS) {
        let bits = PlatformBits::of_pairs(chunk);
        let holds = bits.evaluate_conditions(packages)?;
        let mut tables = tables::build_tables(packages, &bits, Some(&holds));
        sets.apply(&mut tables, &bits);
        resolve_graph::prune_to_cargo_graph(&mut tables, &bits, roots);
        let features = features::solve(packages, &tables, &bits, roots, counted);
        let built = built_units::build_units(packages, &tables, &bits, &features, roots, selection);
        two_names::check_extern_names(packages, &tables, &built)?;
        warnings.extend(unknown_cfgs::find_warnings(packages, &bits, &tables, &features, &built)?);
        let view = UnitView { packages, tables: &tables, features: &features, built: &built };
        for ix in 0..packages.list.len() {
            for side in SIDES {
                for bit in set_bits(built.unit(ix, side).built) {
                    let (host, target) = &chunk[bit];
                    found.push((ix, side, view.listed_unit(ix, side, bit, host, target)));
                }
            }
        }
    }
    found.sort_by(|(ix, side, unit), (other_ix, other_side, other)| {
        (ix, side, &unit.host, &unit.target).cmp(&(other_ix, other_side, &other.host, &other.target))
    });
    let units = found.into_iter().map(|(_, _, unit)| unit).collect();
    Ok(UnitListing {
        schema: 1,
        resolver: packages.resolver.as_str(),
        units,
        warnings: warnings.into_iter().collect(),
    })
}

impl UnitListing<'_> {
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|error| {
            Error::new(Code::Internal, format!("the graph cannot be written as JSON: {error}"))
        })
    }

    /// One line for each unit, with its dependencies indented below it.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for unit in &self.units {
            let platform = format!("{} on {}, for {}", unit.side, unit.host, unit.target);
            let features = unit.features.join(",");
            text += &format!("{} {} ({platform}) [{features}]\n", unit.name, unit.version);
            for dep in &unit.deps {
                let (name, version) = (dep.name, &dep.version);
                text += &format!("    {} = {name} {version} ({}, {})\n", dep.extern_name, dep.kind, dep.side);
            }
        }
        text
    }
}

struct UnitView<'a, 'b> {
    packages: &'a LockedPackages,
    tables: &'b [SolverPackage<'a>],
    features: &'b SolvedFeatures,
    built: &'b BuiltUnits,
}

impl<'a> UnitView<'a, '_> {
    fn listed_unit(
        &self,
        ix: PackageIx,
        side: UnitSide,
        bit: usize,
        host: &TargetTriple,
        target: &TargetTriple,
    ) -> ListedUnit<'a> {
        let package = &self.packages.list[ix];
        let set = |mask: &BitMask| mask >> bit & 1 == 1;
        let masks = &self.features.state(ix, side).features;
        let features =
            self.tables[ix].features.iter().zip(masks).filter(|(_, mask)| set(mask)).map(|(name, _)| *name);
        ListedUnit {
            name: &package.id.name,
            version: package.id.version.to_string(),
            source: package.id.source.as_str(),
            side: side.as_str(),
            host: host.name.clone(),
            target: target.name.clone(),
            features: features.collect(),
            deps: self.listed_deps(ix, side, bit),
        }
    }

    fn listed_deps(&self, ix: PackageIx, side: UnitSide, bit: usize) -> Vec<ListedUnitDependency<'a>> {
        let table = &self.tables[ix];
        let edges = &self.built.unit(ix, side).edges;
        // A unit has a dependency once, even if the manifest declares it several times for one kind.
        let mut deps: BTreeSet<(PackageIx, UnitSide, DependencyKind, &str)> = BTreeSet::new();
        for (declaration, declared) in table.declared.iter().enumerate() {
            if edges[declaration] >> bit & 1 == 0 {
                continue;
            }
            let Some(child) = declared.package else { continue };
            let host =
                side == UnitSide::Host || declared.kind == DependencyKind::Build || declared.proc_macro;
            let child_side = if host { UnitSide::Host } else { UnitSide::Target };
            let extern_name = &self.packages.list[ix].dependencies[declaration].extern_name;
            deps.insert((child, child_side, declared.kind, extern_name));
        }
        // What the library links is listed as a normal dependency only, even if it is also declared as a
        // dev-dependency.
        let normal: BTreeSet<(PackageIx, UnitSide)> =
            deps.iter().filter(|dep| dep.2 == DependencyKind::Normal).map(|dep| (dep.0, dep.1)).collect();
        deps.into_iter()
            .filter(|(child, side, kind, _)| {
                *kind != DependencyKind::Dev || !normal.contains(&(*child, *side))
            })
            .map(|(child, side, kind, extern_name)| {
                let id = &self.packages.list[child].id;
                ListedUnitDependency {
                    name: &id.name,
                    version: id.version.to_string(),
                    source: id.source.as_str(),
                    side: side.as_str(),
                    kind: kind.as_str(),
                    extern_name,
                }
            })
            .collect()
    }
}
