//! The graph: which packages are built on which platform and side, with which features and edges. Takes [`Packages`]
//! and triples; pure. Never knows labels, and never reads a file.
//!
//! [`Packages`]: crate::resolve::packages::Packages

pub mod bits;
mod built;
mod drawn;
mod features;
pub mod fresh;
pub mod platforms;
mod tables;
pub mod triples;
pub mod union;
pub mod units;
