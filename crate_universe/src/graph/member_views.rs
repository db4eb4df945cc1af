//! The packages of a hub as instances: each package with the values that all members share and, if features are per
//! member, also with those that some members have.

use std::collections::BTreeMap;

use crate::input::FeatureChoice;
use crate::per_platform::PlatformMask;
use crate::resolve::packages::{LockedPackages, PackageIx};

use super::features::UnitSide;
use super::merge::MaskMerger;
use super::roots::RootPackages;
use super::sharing::{self, AskingMembers, GraphViews, SharedViews, ViewIx, WORKSPACE};
use super::solve::{GraphSolver, SolvedGraph};

/// A value of a package on both of Cargo's sides, by platform.
#[derive(Clone, Copy, Debug, Default)]
pub struct BothSides {
    pub target: PlatformMask,
    pub host: PlatformMask,
}

impl BothSides {
    fn is_empty(self) -> bool {
        self.target | self.host == 0
    }
}

/// A package on both sides, by platform.
#[derive(Clone, Debug)]
pub struct MergedPackage {
    pub built: BothSides,
    pub features: Vec<BothSides>,
    pub edges: Vec<BothSides>,
}

/// An index into [`PackageInstances::list`]. The instances of the whole workspace come first, at their [`PackageIx`].
pub type InstanceIx = usize;

/// A package with the values that some members have.
#[derive(Debug)]
pub struct PackageInstance {
    pub package: PackageIx,
    view: ViewIx,
    /// One of the askers of this instance. The dependencies of the instance are the instances of that asker.
    asker: Option<usize>,
    pub merged: MergedPackage,
}

#[derive(Debug)]
pub struct PackageInstances {
    pub list: Vec<PackageInstance>,
    places: BTreeMap<(PackageIx, ViewIx), InstanceIx>,
    pub askers: AskingMembers,
    shared: SharedViews,
    /// The instance that each member uses in its own BUILD file, if features are per member.
    pub members: BTreeMap<PackageIx, InstanceIx>,
}

impl PackageInstances {
    /// The instances of the whole workspace.
    pub fn of_workspace(
        packages: &LockedPackages,
        solver: &GraphSolver<'_, '_>,
        solved: &SolvedGraph,
        merge: &mut MaskMerger<'_>,
    ) -> PackageInstances {
        let instance = |ix| PackageInstance {
            package: ix,
            view: WORKSPACE,
            asker: None,
            merged: merge_package(merge, packages, ix, solver, solved),
        };
        let list = (0..packages.list.len()).map(instance).collect();
        PackageInstances {
            list,
            places: BTreeMap::new(),
            askers: AskingMembers::default(),
            shared: SharedViews::new(),
            members: BTreeMap::new(),
        }
    }

    /// Adds the instances of each member.
    pub fn add_members(
        &mut self,
        packages: &LockedPackages,
        wanted: FeatureChoice,
        solver: &mut GraphSolver<'_, '_>,
        merge: &mut MaskMerger<'_>,
    ) {
        let count = packages.list.len();
        let workspace = self.list.drain(..).map(|instance| Some(instance.merged)).collect();
        let known = BTreeMap::from([(RootPackages::all_members(packages), WORKSPACE)]);
        let mut views = MemberViews { packages, solver, merge, list: vec![workspace], views_by_roots: known };
        let fixed = |ix: PackageIx| wanted.paths_are_users && packages.list[ix].id.source.is_path();
        self.askers = AskingMembers::new(packages);
        self.shared = sharing::share_views(packages, &self.askers, &mut views, &fixed);
        let mut list = views.list;
        let mut take = |view: ViewIx, ix: PackageIx| list[view][ix].take();
        for ix in 0..count {
            if let Some(merged) = take(WORKSPACE, ix) {
                self.list.push(PackageInstance { package: ix, view: WORKSPACE, asker: None, merged });
            }
        }
        for (asker, of_asker) in self.shared.iter().enumerate() {
            for (ix, view) in of_asker.iter().enumerate() {
                let Some(view) = view.filter(|view| *view != WORKSPACE) else { continue };
                if packages.list[ix].member || self.places.contains_key(&(ix, view)) {
                    continue;
                }
                let Some(merged) = take(view, ix) else { continue };
                self.places.insert((ix, view), self.list.len());
                self.list.push(PackageInstance { package: ix, view, asker: Some(asker), merged });
            }
        }
        for ix in RootPackages::all_members(packages).iter() {
            let asker = self.askers.asker_of(ix);
            let view = asker.and_then(|asker| self.shared[asker][ix]).unwrap_or(WORKSPACE);
            let merged = take(view, ix).unwrap_or_else(|| self.list[ix].merged.clone());
            self.members.insert(ix, self.list.len());
            self.list.push(PackageInstance { package: ix, view, asker, merged });
        }
    }

    /// The askers that use an instance.
    pub fn asker_indices(&self, instance: InstanceIx) -> impl Iterator<Item = usize> {
        let PackageInstance { package, view, .. } = self.list[instance];
        let of_asker = self.shared.iter().enumerate();
        of_asker.filter(move |(_, of_asker)| of_asker[package] == Some(view)).map(|(asker, _)| asker)
    }

    /// The instance of a package that an asker uses.
    fn instance_of_asker(&self, asker: usize, package: PackageIx) -> Option<InstanceIx> {
        let view = self.shared.get(asker)?[package]?;
        self.places.get(&(package, view)).copied()
    }

    /// The instance of a package that another instance depends on.
    pub fn child_instance(&self, instance: InstanceIx, package: PackageIx) -> InstanceIx {
        let asker = self.list[instance].asker;
        asker.and_then(|asker| self.instance_of_asker(asker, package)).unwrap_or(package)
    }
}

struct MemberViews<'a, 'b, 'c, 'd> {
    packages: &'d LockedPackages,
    solver: &'d mut GraphSolver<'a, 'b>,
    merge: &'d mut MaskMerger<'c>,
    /// By view and package. `None` if the package is not built.
    list: Vec<Vec<Option<MergedPackage>>>,
    views_by_roots: BTreeMap<RootPackages, ViewIx>,
}

impl GraphViews for MemberViews<'_, '_, '_, '_> {
    fn view_of(&mut self, roots: &RootPackages) -> ViewIx {
        if let Some(known) = self.views_by_roots.get(roots) {
            return *known;
        }
        let solved = self.solver.solve_members(roots);
        let (packages, merge, solver) = (self.packages, &mut *self.merge, &*self.solver);
        let is_built = |ix: PackageIx| {
            [UnitSide::Target, UnitSide::Host].iter().any(|side| solved.built_mask(ix, *side) != 0)
        };
        let merged = (0..packages.list.len())
            .map(|ix| is_built(ix).then(|| merge_package(merge, packages, ix, solver, &solved)))
            .collect();
        self.list.push(merged);
        let view = self.list.len() - 1;
        self.views_by_roots.insert(roots.clone(), view);
        view
    }

    fn is_linked(&self, view: ViewIx, package: PackageIx, declaration: usize) -> bool {
        self.list[view][package].as_ref().is_some_and(|merged| !merged.edges[declaration].is_empty())
    }
}

fn merge_package(
    merge: &mut MaskMerger<'_>,
    packages: &LockedPackages,
    ix: PackageIx,
    solver: &GraphSolver<'_, '_>,
    solved: &SolvedGraph,
) -> MergedPackage {
    let [target, host] = [UnitSide::Target, UnitSide::Host].map(|side| solved.built_mask(ix, side));
    let name = &packages.list[ix].id.name;
    let mut sides = |(on, host_on)| BothSides {
        target: merge.platforms_of_value(name, target, on),
        host: merge.platforms_of_value(name, host, host_on),
    };
    let features = solved.feature_masks(ix, UnitSide::Target).zip(solved.feature_masks(ix, UnitSide::Host));
    let features = features.map(&mut sides).collect();
    let [edges, host_edges] =
        [UnitSide::Target, UnitSide::Host].map(|side| solved.edge_masks(&solver.tables[ix], ix, side));
    let edges = edges.zip(host_edges).map(&mut sides).collect();
    let built = BothSides { target: merge.platforms_of(target), host: merge.platforms_of(host) };
    MergedPackage { built, features, edges }
}
