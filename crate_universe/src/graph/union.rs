//! The graph as BUILD files state it in the mode `union`: on each platform, a package has what Cargo gives it there
//! on the target side and on the host side together. Takes packages and the chosen triples, gives sets of platforms.

use crate::error::Result;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{Kind, PackageIx, Packages};

use super::bits::{Bits, Mask, ones};
use super::built::{Built, Selection};
use super::features::{Counted, Features, Side};
use super::platforms::Chosen;
use super::tables::Table;
use super::{built, drawn, features, tables, unknown};

/// A package with the platforms of everything about it.
#[derive(Debug)]
pub struct Node<'a> {
    /// Where it is built, on either side.
    pub built: PlatformSet,
    pub features: Vec<(&'a str, PlatformSet)>,
    /// By declaration, in the order of [`Package::dependencies`](crate::resolve::packages::Package::dependencies):
    /// where it is linked. Of build-dependencies: where the build script is compiled.
    pub edges: Vec<PlatformSet>,
}

#[derive(Debug)]
pub struct Graph<'a> {
    /// By [`PackageIx`].
    pub nodes: Vec<Node<'a>>,
    /// The platforms that build scripts and proc macros may run on.
    pub hosts: PlatformSet,
    pub all: PlatformSet,
    pub warnings: Vec<String>,
}

pub fn graph<'a>(packages: &'a Packages, chosen: &Chosen) -> Result<Graph<'a>> {
    let bits = Bits::chosen(&chosen.triples)?;
    let holds = bits.conditions(packages)?;
    let mut tables = tables::tables(packages, &bits, &holds);
    drawn::keep_drawn(packages, &mut tables);
    let features = features::solve(packages, &tables, &bits, Counted::Tests);
    let built = built::build(packages, &tables, &bits, &features, Selection::Members);
    let mut warnings = chosen.warnings.clone();
    warnings.extend(unknown::warnings(packages, &bits, &tables, &features, &built)?);
    let mut merge = Merge { chosen, differs: None };
    let nodes = (0..packages.list.len())
        .map(|ix| node(&mut merge, ix, &packages.list[ix].id.name, &tables[ix], &features, &built))
        .collect();
    let (hosts, all) = (merge.platforms(bits.lift(bits.all())), merge.platforms(bits.all()));
    warnings.extend(merge.warning());
    Ok(Graph { nodes, hosts, all, warnings })
}

fn node<'a>(
    merge: &mut Merge<'_>,
    ix: PackageIx,
    name: &str,
    table: &Table<'a>,
    features: &Features,
    built: &Built,
) -> Node<'a> {
    let [target, host] = [Side::Target, Side::Host].map(|side| (built.of(ix, side), features.of(ix, side)));
    let feature = |(place, feature): (usize, &&'a str)| {
        let on = target.0.built & target.1.features[place] | host.0.built & host.1.features[place];
        (*feature, on)
    };
    let features: Vec<(&str, Mask)> = table.features.iter().enumerate().map(feature).collect();
    let edges = (0..table.declared.len()).map(|place| target.0.edges[place] | host.0.edges[place]);
    let edges: Vec<Mask> = edges.collect();
    let union = target.0.built | host.0.built;
    Node {
        built: merge.platforms(union),
        features: features
            .into_iter()
            .filter(|(_, on)| *on != 0)
            .map(|(feature, on)| (feature, merge.equal(name, union, on)))
            .collect(),
        edges: table
            .declared
            .iter()
            .zip(edges)
            .map(|(declared, on)| match declared.kind {
                Kind::Build => merge.platforms(on),
                Kind::Normal | Kind::Dev => merge.equal(name, union, on),
            })
            .collect(),
    }
}

/// Carries masks of triples over to sets of platforms, and notices where triples of one platform differ.
struct Merge<'a> {
    chosen: &'a Chosen,
    /// The first package and pair of triples that Bazel cannot tell apart but cargo does.
    differs: Option<(String, usize, usize)>,
}

impl Merge<'_> {
    fn platforms(&self, triples: Mask) -> PlatformSet {
        ones(triples).fold(0, |set, triple| set | 1 << self.chosen.platform_of[triple])
    }

    /// As `platforms`, for a value of a package that is built for `built`.
    fn equal(&mut self, package: &str, built: Mask, on: Mask) -> PlatformSet {
        let set = self.platforms(on);
        if self.differs.is_none() && self.chosen.platforms.len() < self.chosen.triples.len() {
            let off = ones(built & !on).find(|triple| set >> self.chosen.platform_of[*triple] & 1 == 1);
            self.differs = off.and_then(|off| {
                let same = |triple: &usize| self.chosen.platform_of[*triple] == self.chosen.platform_of[off];
                ones(on).find(same).map(|on| (package.to_owned(), on, off))
            });
        }
        set
    }

    fn warning(self) -> Option<String> {
        let (package, on, off) = self.differs?;
        let [on, off] = [on, off].map(|triple| &self.chosen.triples[triple].name);
        Some(format!(
            "{on} and {off} are one platform for Bazel, but Cargo builds {package} and perhaps others differently \
             for them; their values are united. To keep them apart, give each a config label in platform_labels."
        ))
    }
}
