//! Writes vendored trees. If a run is interrupted, the next run finishes it. Files that are up to date, and files of
//! others, are not touched.

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
