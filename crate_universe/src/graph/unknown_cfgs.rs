//! Warns of dependencies whose condition has a cfg value that nothing sets and that is not well known. As in Cargo it
//! is false, which is often a mistake. There is one warning for each expression.

use std::collections::BTreeMap;

use cargo_platform::Cfg;

use crate::error::Result;
use crate::resolve::packages::{DependencyKind, LockedPackage, LockedPackages, PackageIx};

use super::bits::{BitMask, PlatformBits};
use super::built_units::BuiltUnits;
use super::cfg::{CfgCondition, cfg_name, is_well_known};
use super::features::{SIDES, SolvedFeatures, UnitSide};
use super::tables::{SolverDependency, SolverPackage};

/// `cfg(feature = "...")`, which Cargo never evaluates to true in a platform.
const FEATURE: &str = "feature";

pub fn find_warnings(
    packages: &LockedPackages,
    bits: &PlatformBits,
    tables: &[SolverPackage<'_>],
    features: &SolvedFeatures,
    built: &BuiltUnits,
) -> Result<Vec<String>> {
    let set = bits.user_cfg_names();
    let solved = UnknownCfgSearch { packages, bits, tables, features, built };
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    for (ix, package) in packages.list.iter().enumerate() {
        for (place, dependency) in package.dependencies.iter().enumerate() {
            let Some(text) = dependency.platform.as_deref().filter(|text| !found.contains_key(text)) else {
                continue;
            };
            // The authors of other packages know their own cfg values. They get a warning only for a condition that
            // can never be true.
            let own = package.id.source.is_path();
            if !own && !text.contains(FEATURE) {
                continue;
            }
            let condition = CfgCondition::parse(text)?;
            let unknown = |cfg: &Cfg| match cfg_name(cfg) {
                FEATURE => !set.contains(FEATURE),
                other => own && !is_well_known(cfg) && !set.contains(other),
            };
            let Some(value) = condition.cfgs().into_iter().find(|cfg| unknown(cfg)) else { continue };
            if solved.depends_on_unknown(ix, place, &condition, &unknown) {
                found.insert(text, format_warning(package, &dependency.name, text, value));
            }
        }
    }
    Ok(found.into_values().collect())
}

fn format_warning(package: &LockedPackage, dependency: &str, text: &str, value: &Cfg) -> String {
    let (package, known) = (&package.id, cfg_name(value));
    if known == FEATURE {
        return format!(
            "{package} depends on {dependency} for {text}, but {value} is never true there in Cargo, whichever features \
             are enabled. Use an optional dependency that the feature enables instead."
        );
    }
    let quoted = value.to_string().replace(" = ", "=").replace('"', "\\\"");
    format!(
        "{package} depends on {dependency} for {text}, but nothing sets {known}, so it is false, as in Cargo. \
         To set it: rustc_cfgs = {{\"*\": [\"{quoted}\"]}}"
    )
}

struct UnknownCfgSearch<'a> {
    packages: &'a LockedPackages,
    bits: &'a PlatformBits,
    tables: &'a [SolverPackage<'a>],
    features: &'a SolvedFeatures,
    built: &'a BuiltUnits,
}

impl UnknownCfgSearch<'_> {
    /// Whether only the condition removes an edge, on a platform where unknown values decide the condition.
    fn depends_on_unknown(
        &self,
        ix: PackageIx,
        place: usize,
        condition: &CfgCondition,
        unknown: &dyn Fn(&Cfg) -> bool,
    ) -> bool {
        let hanging = self.bits.masks_of_uncertain(condition, unknown);
        SIDES.into_iter().any(|side| {
            let on = self.wanted_mask(ix, place, side) & !self.linked_elsewhere_mask(ix, place, side);
            match (side, self.tables[ix].declared[place].kind) {
                (UnitSide::Host, _) | (UnitSide::Target, DependencyKind::Build) => on & hanging.host != 0,
                (UnitSide::Target, _) => on & hanging.target != 0,
            }
        })
    }

    /// Where another declaration already links the same package with the same features.
    fn linked_elsewhere_mask(&self, ix: PackageIx, place: usize, side: UnitSide) -> BitMask {
        let (declared, edges) = (&self.tables[ix].declared, &self.built.unit(ix, side).edges);
        let this = &declared[place];
        let says_as_much = |other: &SolverDependency| {
            other.package == this.package
                && other.kind == this.kind
                && this.features.iter().all(|feature| other.features.contains(feature))
        };
        let others = declared.iter().zip(edges).filter(|(other, _)| says_as_much(other));
        others.fold(0, |mask, (_, edges)| mask | edges)
    }

    fn wanted_mask(&self, ix: PackageIx, place: usize, side: UnitSide) -> BitMask {
        let (package, declared) = (&self.packages.list[ix], &self.tables[ix].declared[place]);
        let counts = match declared.kind {
            DependencyKind::Normal => true,
            DependencyKind::Build => package.has_build_script(),
            DependencyKind::Dev => package.member,
        };
        let optional = || self.features.state(ix, side).optional[declared.name];
        let on = if declared.optional { optional() } else { BitMask::MAX };
        let wanted = if counts { self.built.unit(ix, side).built & on } else { 0 };
        // Edges of build-dependencies are in host bits.
        match (side, declared.kind) {
            (UnitSide::Target, DependencyKind::Build) => self.bits.lift_to_hosts(wanted),
            _ => wanted,
        }
    }
}
