//! The direct dependencies of members.

use crate::graph::nodes::TargetValues;
use crate::resolve::packages::{LockedPackage, PackageIx};

use super::dep_labels::{self, DepLabel};
use super::names::TargetNames;
use super::plan_input::PlanInput;

/// The dependencies that get aliases in the hub: every dependency of a member that has a repository, both with the
/// values that all members share and with those that the member has on its own.
pub fn direct_dependencies<'a>(
    input: &'a PlanInput<'_>,
    names: &'a TargetNames<'_>,
) -> impl Iterator<Item = DepLabel<'a>> {
    let of_all = listed_members(input).map(|(member, _)| (member, &input.graph.nodes[member].own));
    let by_itself =
        listed_members(input).filter_map(|(member, _)| Some((member, input.graph.member_by_itself(member)?)));
    let all =
        of_all.chain(by_itself).flat_map(|(member, values)| dependencies_of(input, names, member, values));
    all.filter(|linked| !linked.package.member)
}

pub fn listed_members<'a>(input: &'a PlanInput<'_>) -> impl Iterator<Item = (PackageIx, &'a LockedPackage)> {
    input.packages.list.iter().enumerate().filter(|(_, package)| package.member)
}

/// The dependencies of a member: packages with a repository, and other members.
pub fn dependencies_of<'a>(
    input: &'a PlanInput<'_>,
    names: &'a TargetNames<'_>,
    member: PackageIx,
    values: &'a TargetValues<'_>,
) -> impl Iterator<Item = DepLabel<'a>> {
    dep_labels::linked_deps(input, member, values)
        .filter(|linked| linked.package.member || names.key_of(linked.ix).is_some())
}
