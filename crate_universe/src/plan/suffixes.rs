//! The suffixes of target names: for targets that only hosts use, that only some members use, and both.

use std::collections::BTreeMap;

use crate::graph::configurations::Graph;
use crate::graph::nodes::{PackageNode, PackageVariant};
use crate::resolve::packages::PackageIx;

/// The suffix of a separate target that only hosts use.
pub const HOST: &str = "__host";

/// The maximum number of members in a name.
const MOST: usize = 2;

/// By package and variant: the suffix, without and with that of hosts.
#[derive(Debug, Default)]
pub struct NameSuffixes {
    suffix_by_variant: BTreeMap<(PackageIx, usize), [String; 2]>,
}

impl NameSuffixes {
    pub fn new(graph: &Graph<'_>) -> NameSuffixes {
        let variants = |(ix, node): (PackageIx, &PackageNode<'_>)| {
            let named = node.variants.iter().map(variant_suffix).enumerate();
            named.map(|(place, name)| ((ix, place), [name.clone(), name + HOST])).collect::<Vec<_>>()
        };
        NameSuffixes { suffix_by_variant: graph.nodes.iter().enumerate().flat_map(variants).collect() }
    }

    pub fn suffix_of(&self, package: PackageIx, variant: Option<usize>, of_host: bool) -> &str {
        let variant = variant.and_then(|variant| self.suffix_by_variant.get(&(package, variant)));
        match (variant, of_host) {
            (Some([_, host]), true) => host,
            (Some([own, _]), false) => own,
            (None, true) => HOST,
            (None, false) => "",
        }
    }
}

/// `__for_one`, `__for_one+other`, `__for_one+5_more`. This is unique: no two variants of a package are for the same
/// member, and no member's name contains a plus or begins with a digit.
fn variant_suffix(variant: &PackageVariant<'_>) -> String {
    let members = &variant.members;
    match members.as_slice() {
        [first, _, ..] if members.len() > MOST => format!("__for_{first}+{}_more", members.len() - 1),
        named => format!("__for_{}", named.join("+")),
    }
}
