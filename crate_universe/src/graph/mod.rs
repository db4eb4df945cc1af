//! The graph: which packages are built on which platform and side, with which features and edges.
//!
//! It depends only on [`LockedPackages`], annotations and triples. It knows no labels and reads no files.
//!
//! [`LockedPackages`]: crate::resolve::packages::LockedPackages

pub mod annotations_by_platform;
mod apply_annotations;
pub mod bits;
pub mod built_units;
pub mod cfg;
pub mod configurations;
pub mod constraints;
pub mod feature_sets;
pub mod features;
pub mod flags;
pub mod loaded_packages;
pub mod lock_check;
mod member_views;
mod merge;
mod node_builder;
pub mod nodes;
pub mod platforms;
mod required_features;
pub mod resolve_graph;
pub mod roots;
#[cfg(test)]
mod rustc_cfg;
mod sharing;
mod solve;
pub mod tables;
mod target_features;
pub mod target_spec;
pub mod triples;
mod two_names;
pub mod units;
mod unknown_cfgs;
mod variants;
