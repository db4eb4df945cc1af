//! Vendored trees: what belongs into one, where the packages in it come from, and how a tree on the disk becomes the wanted one.

pub mod commit;
pub mod isolated_config;
pub mod package_contents;
pub mod tree;
