//! Combines the instances of each package into one node: the values that all members share, and variants for some
//! members only where these differ.
//!
//! An instance differs if its own values do, or if it links another variant of a dependency.

use std::collections::BTreeMap;

use crate::per_platform::PlatformSet;
use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};
use crate::splice::DIRECT;

use super::member_views::{InstanceIx, PackageInstances};
use super::nodes::{DependencyEdge, PackageNode, PackageVariant, TargetValues};

pub struct GraphNodes<'a> {
    /// By [`PackageIx`].
    pub nodes: Vec<PackageNode<'a>>,
    pub members: BTreeMap<PackageIx, TargetValues<'a>>,
}

/// `stated`: by [`InstanceIx`].
pub fn build_nodes<'a>(
    packages: &LockedPackages,
    instances: &PackageInstances,
    mut stated: Vec<PackageNode<'a>>,
) -> GraphNodes<'a> {
    let mut others = stated.split_off(packages.list.len());
    if others.is_empty() {
        return GraphNodes { nodes: stated, members: BTreeMap::new() };
    }
    let first = stated.len();
    let mut gathering = NodeBuilder { packages, instances, variants: vec![None; first + others.len()] };
    let mut by_package: BTreeMap<PackageIx, Vec<InstanceIx>> = BTreeMap::new();
    for (place, instance) in instances.list.iter().enumerate().skip(first) {
        by_package.entry(instance.package).or_default().push(place);
    }
    let mut members = BTreeMap::new();
    for package in children_first(packages) {
        let places = by_package.remove(&package).unwrap_or_default();
        for place in places.iter().copied() {
            let node = std::mem::replace(&mut others[place - first], empty_node());
            if packages.list[package].member {
                members.insert(package, place);
                others[place - first] = node;
            } else {
                gathering.add_variant(place, node, &mut stated[package]);
            }
        }
        gathering.name_variants(&places, &mut stated[package]);
    }
    // A member's tests may need packages that come after the member.
    let take = |(package, place): (PackageIx, InstanceIx)| {
        let mut node = std::mem::replace(&mut others[place - first], empty_node());
        gathering.link_edges(place, &mut node.own);
        (package, node.own)
    };
    let members = members.into_iter().map(take).collect();
    GraphNodes { nodes: stated, members }
}

fn empty_node<'a>() -> PackageNode<'a> {
    PackageNode { own: TargetValues::default(), host: None, variants: Vec::new() }
}

struct NodeBuilder<'a> {
    packages: &'a LockedPackages,
    instances: &'a PackageInstances,
    /// By instance: its index among the variants of its package.
    variants: Vec<Option<usize>>,
}

impl NodeBuilder<'_> {
    fn add_variant<'a>(&mut self, place: InstanceIx, mut node: PackageNode<'a>, of: &mut PackageNode<'a>) {
        self.link_edges(place, &mut node.own);
        node.host.iter_mut().for_each(|host| self.link_edges(place, host));
        if is_compatible(&of.own, of.host.as_ref(), &node) && covers_other(&of.own, &node.own) {
            return;
        }
        let found =
            of.variants.iter().position(|known| is_compatible(&known.own, known.host.as_ref(), &node));
        self.variants[place] = Some(found.unwrap_or(of.variants.len()));
        match found {
            Some(found) => {
                let known = &mut of.variants[found];
                unite_targets(&mut known.own, node.own);
                if let (Some(known), Some(host)) = (&mut known.host, node.host) {
                    unite_targets(known, host);
                }
            }
            None => of.variants.push(PackageVariant { own: node.own, host: node.host, members: Vec::new() }),
        }
    }

    /// Sets the variant of each edge.
    fn link_edges(&self, place: InstanceIx, values: &mut TargetValues<'_>) {
        let dependencies = &self.packages.list[self.instances.list[place].package].dependencies;
        for (edge, dependency) in values.edges.iter_mut().zip(dependencies) {
            let child = dependency.package.filter(|_| !edge.platforms.is_empty());
            edge.variant = child.and_then(|child| self.variants[self.instances.child_instance(place, child)]);
        }
    }

    /// Adds to each variant the names of the askers that use it.
    fn name_variants(&self, instances: &[InstanceIx], node: &mut PackageNode<'_>) {
        for place in instances {
            let Some(variant) = self.variants[*place] else { continue };
            let names = self.instances.asker_indices(*place).map(|asker| self.asker_name(asker));
            node.variants[variant].members.extend(names);
        }
        node.variants.iter_mut().for_each(|variant| variant.members.sort_unstable());
    }

    fn asker_name(&self, asker: usize) -> String {
        let members = &self.instances.askers.list[asker];
        let ids = members.iter().map(|ix| &self.packages.list[*ix].id);
        match ids.clone().find(|id| id.name != DIRECT) {
            None => "specs".to_owned(),
            Some(own) => {
                let others =
                    self.packages.list.iter().filter(|other| other.member && other.id.name == own.name);
                if others.count() > 1 { own.folder_name() } else { own.name.clone() }
            }
        }
    }
}

/// Sorts packages so that each comes after all packages that it links on any platform.
fn children_first(packages: &LockedPackages) -> Vec<PackageIx> {
    let (mut seen, mut order) = (vec![false; packages.list.len()], Vec::new());
    for start in 0..packages.list.len() {
        let mut pending = vec![(start, false)];
        while let Some((ix, is_done)) = pending.pop() {
            if is_done {
                order.push(ix);
            } else if !std::mem::replace(&mut seen[ix], true) {
                pending.push((ix, true));
                let linked =
                    packages.list[ix].dependencies.iter().filter(|own| own.kind != DependencyKind::Dev);
                pending.extend(linked.filter_map(|own| Some((own.package?, false))));
            }
        }
    }
    order
}

/// Whether all values are equal where both are needed.
fn is_compatible(own: &TargetValues<'_>, host: Option<&TargetValues<'_>>, other: &PackageNode<'_>) -> bool {
    let hosts = match (host, &other.host) {
        (None, None) => true,
        (Some(host), Some(other)) => is_equal(host, other),
        _ => false,
    };
    hosts && is_equal(own, &other.own)
}

fn is_equal(left: &TargetValues<'_>, right: &TargetValues<'_>) -> bool {
    let both = left.needed & right.needed;
    let same = |left: PlatformSet, right: PlatformSet| left & both == right & both;
    let edges = left.edges.iter().zip(&right.edges).all(|(left, right)| {
        let linked = !left.platforms.is_empty() && !right.platforms.is_empty();
        same(left.platforms, right.platforms)
            && same(left.of_host, right.of_host)
            && (!linked || left.variant == right.variant)
    });
    edges && both_features(left, right).into_values().all(|(left, right)| same(left, right))
}

fn covers_other(own: &TargetValues<'_>, other: &TargetValues<'_>) -> bool {
    other.needed.difference(own.needed).is_empty()
}

fn both_features<'a>(
    left: &TargetValues<'a>,
    right: &TargetValues<'a>,
) -> BTreeMap<&'a str, (PlatformSet, PlatformSet)> {
    let mut features: BTreeMap<&str, (PlatformSet, PlatformSet)> = BTreeMap::new();
    left.features.iter().for_each(|(name, on)| features.entry(*name).or_default().0 = *on);
    right.features.iter().for_each(|(name, on)| features.entry(*name).or_default().1 = *on);
    features
}

/// Merges two targets into one. It has the values of each where that one is needed; unneeded values only fill the
/// rest.
fn unite_targets<'a>(known: &mut TargetValues<'a>, other: TargetValues<'a>) {
    let kept = known.needed | known.built.difference(other.needed);
    let added = other.built.difference(kept);
    let join = |known: PlatformSet, other: PlatformSet| known & kept | other & added;
    let features = both_features(known, &other).into_iter();
    known.features = features.map(|(name, (left, right))| (name, join(left, right))).collect();
    known.features.retain(|(_, on)| !on.is_empty());
    for (edge, other) in known.edges.iter_mut().zip(other.edges) {
        *edge = DependencyEdge {
            platforms: join(edge.platforms, other.platforms),
            of_host: join(edge.of_host, other.of_host),
            hosts: edge.hosts | other.hosts,
            variant: if edge.platforms.is_empty() { other.variant } else { edge.variant },
        };
    }
    known.built |= other.built;
    known.needed |= other.needed;
}
