//! Which members share a package. Takes what each member's own graph has, gives for each member and package the members whose
//! common graph says what it is. A target of Bazel is one, whoever uses it: so a member and those that depend on it need the
//! same of every package that both link, and only members that no such target connects can have a package each in its own way.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::packages::{DependencyKind, LockedPackages, PackageIx};

use super::roots::RootPackages;

/// A place in the list of [`AskingMembers`], and one beyond it: the workspace as a whole.
type AskerIx = usize;

/// A set of members and the graph that cargo makes of it: a place in a list. The first one is all members.
pub type ViewIx = usize;

pub const WORKSPACE: ViewIx = 0;

/// Members by the Bazel package that asks for their dependencies; one package has one list of them.
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

/// What a graph says of the edges between packages.
pub trait GraphViews {
    /// The view of some members.
    fn view_of(&mut self, roots: &RootPackages) -> ViewIx;

    /// The declarations of a package that are linked somewhere in a view.
    fn is_linked(&self, view: ViewIx, package: PackageIx, declaration: usize) -> bool;
}

/// By asker and package: the view that says what the package is for that asker; None where it does not need it.
pub type SharedViews = Vec<Vec<Option<ViewIx>>>;

/// `fixed`: packages other than members that have one target, whoever uses it, which links what the workspace has.
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
    // A view of more members may have more edges, which may connect more members.
    loop {
        let reached = Reachability::find_reachable(packages, askers, views, &shared, fixed);
        let next = connect_groups(packages, askers, views, &reached, &shared, &mut roots);
        if next == shared {
            return shared;
        }
        shared = next;
    }
}

/// What is needed to build what.
struct Reachability {
    /// By asker: for everything in its Bazel package, tests included.
    askers: Vec<Vec<bool>>,
    /// Of members and of what is fixed: for what others link of it.
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
    // The targets that an asker needs, each with the asker that it is a target of.
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

/// Which of a few things are connected.
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
