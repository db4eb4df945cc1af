//! The graph: which packages are built on which platform and side, with which features and edges. Takes [`Packages`]
//! and triples; pure. Never knows labels, and never reads a file.
//!
//! [`Packages`]: crate::resolve::packages::Packages

mod amended;
pub mod annotated;
pub mod bits;
pub mod built;
pub mod cfg;
pub mod constraints;
pub mod drawn;
pub mod features;
pub mod flags;
pub mod fresh;
mod gathered;
mod merge;
pub mod nodes;
pub mod opened;
pub mod platforms;
mod required;
pub mod roots;
#[cfg(test)]
mod rustc_cfg;
mod sharing;
mod solved;
pub mod stated;
pub mod tables;
mod target_features;
pub mod target_spec;
pub mod triples;
mod two_names;
pub mod units;
mod unknown;
mod variants;
mod views;
