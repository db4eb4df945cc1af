//! Both phases of the solver, run for what BUILD files state. Takes packages and the meaning of bits, gives for each
//! package and side where it is built, with which features and edges. Knows no platform and no mode.

use crate::error::Result;
use crate::resolve::packages::{Kind, PackageIx, Packages};

use super::annotated::Annotated;
use super::bits::{Bits, Mask};
use super::built::{Built, Selection};
use super::features::{Counted, Features, Side};
use super::roots::Roots;
use super::tables::Table;
use super::{amended, built, drawn, features, tables, two_names, unknown};

#[derive(Debug)]
pub struct Solved<'a> {
    pub tables: Vec<Table<'a>>,
    pub warnings: Vec<String>,
    features: Features,
    built: Built,
}

/// With `dev_features` packages have the features of `cargo build --workspace --all-targets`; without, those of
/// `cargo build --workspace`, and only what nothing but dev-dependencies lead to has the features that they ask for.
pub fn solve<'a>(
    packages: &'a Packages,
    bits: &Bits,
    dev_features: bool,
    annotated: &Annotated,
) -> Result<Solved<'a>> {
    let roots = &Roots::all(packages);
    let holds = bits.conditions(packages)?;
    let mut tables = tables::tables(packages, bits, &holds);
    amended::amend(packages, &mut tables, annotated)?;
    drawn::keep_drawn(&mut tables, roots);
    let build = |features: &Features, dev: bool| {
        built::build(packages, &tables, bits, features, roots, Selection::Members { dev })
    };
    let mut features = features::solve(packages, &tables, bits, roots, Counted::Tests);
    amended::check(packages, &tables, bits, &features, annotated)?;
    if !dev_features {
        let own = features::solve(packages, &tables, bits, roots, Counted::Build);
        let needed = build(&own, false);
        features.replace(&own, |package, side| needed.of(package, side).built);
    }
    let built = build(&features, true);
    two_names::check(packages, &tables, &built)?;
    let warnings = unknown::warnings(packages, bits, &tables, &features, &built)?;
    Ok(Solved { tables, features, built, warnings })
}

impl Solved<'_> {
    pub fn built(&self, package: PackageIx, side: Side) -> Mask {
        self.built.of(package, side).built
    }

    /// By the table's feature places: where the package is built with a feature.
    pub fn features(&self, package: PackageIx, side: Side) -> impl Iterator<Item = Mask> {
        let built = self.built(package, side);
        self.features.of(package, side).features.iter().map(move |on| on & built)
    }

    /// By declaration: where it is linked. Of build-dependencies: where the build script asks for it.
    pub fn edges(&self, package: PackageIx, side: Side) -> impl Iterator<Item = Mask> {
        let unit = self.built.of(package, side);
        self.tables[package].declared.iter().enumerate().map(|(place, declared)| match declared.kind {
            Kind::Build => unit.asked[place],
            Kind::Normal | Kind::Dev => unit.edges[place],
        })
    }
}
