//! The commands of the program.

mod bazel_run;
mod cargo_lock;
mod check_hub;
mod confirm;
mod fact_sources;
mod facts_file;
mod failure;
mod generate;
mod init;
mod install;
mod kept_plan;
mod migrate;
mod own_metadata;
mod repin;
mod report;
mod resolve;
mod sweep;
mod vendor;
mod vendored_tree;

pub use generate::generate;
pub use init::init;
pub use install::install;
pub use repin::repin;
pub use resolve::{list_packages, resolve};
pub use sweep::sweep_cache;
pub use vendor::{vendor, verify_tree};
