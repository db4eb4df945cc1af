//! What every part of the plan is made from.

use crate::graph::configurations::Graph;
use crate::graph::platforms::Chosen;
use crate::input::Config;
use crate::per_platform::PlatformSet;
use crate::resolve::packages::Packages;

use super::flag_variables;
use super::suffixes::Suffixes;

/// Everything that the rooms before have found out; what every part of the plan is made from.
pub struct Known<'a> {
    pub config: &'a Config,
    pub packages: &'a Packages,
    pub chosen: &'a Chosen,
    pub graph: &'a Graph<'a>,
    pub suffixes: Suffixes,
    /// See [`environment::of_flags`].
    pub flag_variables: Vec<((String, String), PlatformSet)>,
}

impl<'a> Known<'a> {
    pub fn new(config: &'a Config, packages: &'a Packages, chosen: &'a Chosen, graph: &'a Graph<'a>) -> Self {
        Known {
            config,
            packages,
            chosen,
            graph,
            suffixes: Suffixes::new(graph),
            flag_variables: flag_variables::of_flags(chosen),
        }
    }
}
