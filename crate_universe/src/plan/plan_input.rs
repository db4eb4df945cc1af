//! The input that all parts of the plan share.

use std::collections::BTreeSet;

use crate::graph::configurations::Graph;
use crate::graph::platforms::ChosenPlatforms;
use crate::input::HubConfig;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::{LockedPackages, PackageIx};

use super::flag_variables;
use super::suffixes::NameSuffixes;

/// The results of the earlier rooms.
pub struct PlanInput<'a> {
    pub config: &'a HubConfig,
    pub packages: &'a LockedPackages,
    pub chosen: &'a ChosenPlatforms,
    pub graph: &'a Graph<'a>,
    /// The packages whose binaries a spec asks for.
    pub with_binaries: BTreeSet<PackageIx>,
    pub suffixes: NameSuffixes,
    /// See [`flag_variables::list_flag_variables`].
    pub flag_variables: Vec<((String, String), PlatformSet)>,
}

impl<'a> PlanInput<'a> {
    pub fn new(
        config: &'a HubConfig,
        packages: &'a LockedPackages,
        chosen: &'a ChosenPlatforms,
        graph: &'a Graph<'a>,
    ) -> Self {
        PlanInput {
            config,
            packages,
            chosen,
            graph,
            with_binaries: packages.wanted_binaries(),
            suffixes: NameSuffixes::new(graph),
            flag_variables: flag_variables::list_flag_variables(chosen),
        }
    }
}
