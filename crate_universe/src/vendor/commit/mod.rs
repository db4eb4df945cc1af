//! Writing of trees: desired files against those that are there. Takes texts and packages, leaves the tree as it was or as it
//! shall be; what is equal is not touched, and what is not of our making stays. Decides nothing about content.

mod desired_tree;
mod foreign_files;
mod former_files;
mod stage;
mod surplus;
mod tree;
mod tree_list;
mod verify;

pub use desired_tree::{DesiredPackage, DesiredTree, PackageContent, TreeChanges};
pub use tree::{find_differences, survey_tree};
pub use verify::{check_no_difference, verify_tree};
