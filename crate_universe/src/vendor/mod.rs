//! Vendored trees: what belongs in a tree, where its packages come from, and how a tree on the disk is updated.

pub mod commit;
pub mod isolated_config;
pub mod package_contents;
pub mod tree;
