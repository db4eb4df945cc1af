//! Which members share a package: for each asker and package, the members whose common graph gives the package its
//! values.
//!
//! A Bazel target is the same for all its users. So a member and its dependents must agree on every package that both
//! link. Only members that no such target connects can each have their own instance of a package.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};

use super::roots::RootPackages;

/// An index into [`AskingMembers::list`]. The index after the last one means the whole workspace.
type AskerIx = usize;

/// The index of a view: a set of members with the graph that cargo resolves for them. The first view is the whole
/// workspace.
pub type ViewIx = usize;

pub const WORKSPACE: ViewIx = 0;

/// Members grouped by Bazel package, since a Bazel package has one list of dependencies. Each group is an asker.
#[derive(Debug, Default)]
pub struct AskingMembers {
    pub list: Vec<Vec<PackageIx>>,
    asker_by_member: BTreeMap<PackageIx, AskerIx>,
}

impl AskingMembers {
    pub fn new(packages: &LockedPackages) -> AskingMembers {
        let mut by_folder: BTreeMap<_, Vec<PackageIx>> = BTreeMap::new();
        for ix in RootPackages::all_members(packages).iter() {
            by_folder.entry(&packages.list[ix].dir).or_default().push(ix);
        }
        let list: Vec<Vec<PackageIx>> = by_folder.into_values().collect();
        let places = list.iter().enumerate();
        let of = places.flat_map(|(asker, members)| members.iter().map(move |ix| (*ix, asker))).collect();
        AskingMembers { list, asker_by_member: of }
    }

    pub fn asker_of(&self, member: PackageIx) -> Option<AskerIx> {
        self.asker_by_member.get(&member).copied()
    }
}

/// The edges between packages in each view.
pub trait GraphViews {
    /// The view of a set of members.
    fn view_of(&mut self, roots: &RootPackages) -> ViewIx;

    /// Whether a declaration of a package is linked anywhere in a view.
    fn is_linked(&self, view: ViewIx, package: PackageIx, declaration: usize) -> bool;
}

/// By asker and package: the view that gives the package its values for that asker. `None` if the asker does not need
/// the package.
pub type SharedViews = Vec<Vec<Option<ViewIx>>>;

/// `fixed`: packages other than members that have a single target, which links what the whole workspace has.
pub fn share_views(
    packages: &LockedPackages,
    askers: &AskingMembers,
    views: &mut dyn GraphViews,
    fixed: &dyn Fn(PackageIx) -> bool,
) -> SharedViews {
    let own: Vec<ViewIx> = askers
        .list
        .iter()
        .map(|members| views.view_of(&RootPackages::of_members(members.iter().copied())))
        .collect();
    let mut shared: SharedViews = own.iter().map(|view| vec![Some(*view); packages.list.len()]).collect();
    let mut roots: BTreeMap<ViewIx, BTreeSet<AskerIx>> =
        own.iter().enumerate().map(|(asker, view)| (*view, BTreeSet::from([asker]))).collect();
    roots.insert(WORKSPACE, (0..=askers.list.len()).collect());
    // A view of more members may have more edges, which may connect even more members.
    loop {
        let reached = Reachability::find_reachable(packages, askers, views, &shared, fixed);
        let next = connect_groups(packages, askers, views, &reached, &shared, &mut roots);
        if next == shared {
            return shared;
        }
        shared = next;
    }
}

/// The packages that are needed to build something.
struct Reachability {
    /// By asker: needed for anything in its Bazel package, including tests.
    askers: Vec<Vec<bool>>,
    /// By member or fixed package: needed for the targets that others link.
    targets: BTreeMap<PackageIx, Vec<bool>>,
}

impl Reachability {
    fn find_reachable(
        packages: &LockedPackages,
        askers: &AskingMembers,
        views: &dyn GraphViews,
        shared: &SharedViews,
        fixed: &dyn Fn(PackageIx) -> bool,
    ) -> Reachability {
        let walk = |asker: Option<AskerIx>, starts: &[PackageIx], tests: bool| {
            let mut reached = vec![false; packages.list.len()];
            let mut queue: Vec<PackageIx> = starts.to_vec();
            while let Some(ix) = queue.pop() {
                if std::mem::replace(&mut reached[ix], true) {
                    continue;
                }
                let Some(view) = asker.map_or(Some(WORKSPACE), |asker| shared[asker][ix]) else { continue };
                for (place, dependency) in packages.list[ix].dependencies.iter().enumerate() {
                    let counts = dependency.kind != DependencyKind::Dev || tests && starts.contains(&ix);
                    if let Some(child) = dependency.package.filter(|child| counts && !reached[*child]) {
                        if views.is_linked(view, ix, place) {
                            queue.push(child);
                        }
                    }
                }
            }
            reached
        };
        let of_asker = |(asker, members): (usize, &Vec<PackageIx>)| walk(Some(asker), members, true);
        let members =
            askers.asker_by_member.iter().map(|(ix, asker)| (*ix, walk(Some(*asker), &[*ix], false)));
        let others = (0..packages.list.len()).filter(|ix| fixed(*ix) && !packages.list[*ix].member);
        Reachability {
            askers: askers.list.iter().enumerate().map(of_asker).collect(),
            targets: members.chain(others.map(|ix| (ix, walk(None, &[ix], false)))).collect(),
        }
    }
}

fn connect_groups(
    packages: &LockedPackages,
    askers: &AskingMembers,
    views: &mut dyn GraphViews,
    reached: &Reachability,
    shared: &SharedViews,
    roots: &mut BTreeMap<ViewIx, BTreeSet<AskerIx>>,
) -> SharedViews {
    let (whole, count) = (askers.list.len(), packages.list.len());
    // By asker: the targets that it needs, each with the asker to which the target belongs.
    let needed: Vec<Vec<(AskerIx, &[bool])>> = (0..whole)
        .map(|asker| {
            let needed = reached.targets.iter().filter(|(ix, _)| reached.askers[asker][**ix]);
            needed.map(|(ix, reached)| (askers.asker_of(*ix).unwrap_or(whole), reached.as_slice())).collect()
        })
        .collect();
    let mut next: SharedViews = vec![vec![None; count]; whole];
    for ix in 0..count {
        let here: Vec<AskerIx> = (0..whole).filter(|asker| reached.askers[*asker][ix]).collect();
        let mut groups = ConnectedGroups { parents: (0..=whole).collect() };
        for asker in &here {
            for known in shared[*asker][ix].iter().flat_map(|view| &roots[view]) {
                groups.join(*asker, *known);
            }
            for (other, reached) in &needed[*asker] {
                if reached[ix] {
                    groups.join(*asker, *other);
                }
            }
        }
        let mut found: BTreeMap<AskerIx, ViewIx> = BTreeMap::new();
        for asker in here {
            let group = groups.find_root(asker);
            let view = match found.get(&group) {
                Some(view) => *view,
                None => {
                    let together: BTreeSet<AskerIx> =
                        (0..=whole).filter(|asker| groups.find_root(*asker) == group).collect();
                    let members = together.iter().filter_map(|asker| askers.list.get(*asker)).flatten();
                    let view = match together.contains(&whole) {
                        true => WORKSPACE,
                        false => views.view_of(&RootPackages::of_members(members.copied())),
                    };
                    roots.entry(view).or_insert(together);
                    found.insert(group, view);
                    view
                }
            };
            next[asker][ix] = Some(view);
        }
    }
    next
}

/// Groups of connected items.
struct ConnectedGroups {
    parents: Vec<usize>,
}

impl ConnectedGroups {
    fn find_root(&mut self, mut one: usize) -> usize {
        while self.parents[one] != one {
            self.parents[one] = self.parents[self.parents[one]];
            one = self.parents[one];
        }
        one
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find_root(one), self.find_root(other));
        self.parents[one.max(other)] = one.min(other);
    }
}
