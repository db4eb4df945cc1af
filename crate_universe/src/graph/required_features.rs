//! Where the `required-features` of a target are on, in the bits of a side: for targets of members, and for binaries
//! of all other packages. See
//! <https://doc.rust-lang.org/cargo/reference/cargo-targets.html#the-required-features-field>.

use crate::resolve::packages::{DependencyKind, PackageIx};

use super::bits::{BitMask, PlatformBits};
use super::features::{SolvedFeatures, UnitSide};
use super::tables::{SolverDependency, SolverPackage};

#[derive(Clone, Copy)]
pub struct RequiredFeatures<'a, 'b> {
    pub tables: &'b [SolverPackage<'a>],
    pub bits: &'b PlatformBits,
    pub features: &'b SolvedFeatures,
    /// Whether dev-dependencies count.
    pub dev: bool,
}

impl RequiredFeatures<'_, '_> {
    /// Where all of several features are on.
    pub fn mask_of_all(self, ix: PackageIx, side: UnitSide, required: &[String]) -> BitMask {
        required.iter().fold(BitMask::MAX, |mask, name| mask & self.mask_of_feature(ix, side, name))
    }

    /// Where one feature is on: `feature`, or `dependency/feature` with the dependency's name in the manifest.
    pub fn mask_of_feature(self, ix: PackageIx, side: UnitSide, name: &str) -> BitMask {
        match name.split_once('/') {
            Some((dependency, feature)) => self.mask_of_dependency_feature(ix, side, dependency, feature),
            None => {
                let place = self.tables[ix].features.binary_search(&name);
                place.map_or(0, |place| self.features.state(ix, side).features[place])
            }
        }
    }

    /// As in cargo, the dependency counts where the condition of any declaration of its package is true, for the
    /// target or for the host.
    fn mask_of_dependency_feature(
        self,
        ix: PackageIx,
        side: UnitSide,
        dependency: &str,
        feature: &str,
    ) -> BitMask {
        let table = &self.tables[ix];
        let declared = table.declared.iter().filter(|declared| table.names[declared.name] == dependency);
        declared.fold(0, |mask, declared| {
            let Some(child) = declared.package else { return mask };
            let Ok(place) = self.tables[child].features.binary_search(&feature) else { return mask };
            let child_side = side_of(declared, side);
            let state = self.features.state(child, child_side);
            let on = state.active & state.features[place];
            let crosses = side == UnitSide::Target && child_side == UnitSide::Host;
            mask | self.mask_of_child(table, side, child)
                & if crosses { self.bits.lower_to_targets(on) } else { on }
        })
    }

    fn mask_of_child(self, table: &SolverPackage<'_>, side: UnitSide, child: PackageIx) -> BitMask {
        let of_child = table.declared.iter().filter(|declared| declared.package == Some(child));
        let followed = of_child.filter(|declared| declared.kind != DependencyKind::Dev || self.dev);
        followed.fold(0, |mask, declared: &SolverDependency| {
            let holds = match side {
                UnitSide::Target => declared.holds.target | self.bits.lower_to_targets(declared.holds.host),
                UnitSide::Host => declared.holds.host,
            };
            mask | holds & declared.drawn
        })
    }
}

/// The side of a dependency, given the side of the package.
fn side_of(declared: &SolverDependency, parent: UnitSide) -> UnitSide {
    match parent {
        UnitSide::Target if !declared.proc_macro && declared.kind != DependencyKind::Build => {
            UnitSide::Target
        }
        UnitSide::Target | UnitSide::Host => UnitSide::Host,
    }
}
