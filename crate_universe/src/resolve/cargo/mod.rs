//! Everything about cargo: running it, its configuration, its home, its registries, and its answers.

pub mod command;
pub mod config_env;
pub mod config_includes;
pub mod config_links;
pub mod config_values;
pub mod configuration;
pub mod edges;
pub mod from_metadata;
pub mod home;
pub mod messages;
pub mod metadata;
pub mod missing_commit;
pub mod packages_without_lib;
pub mod registries;
pub mod repin;
pub mod scratch_refusal;
pub mod temporary_lockfile;
