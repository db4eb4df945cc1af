//! Compares cargo's units with those of `crate-universe resolve`, for the oracle and the random workspaces.

pub mod cargo;
pub mod cfg;
pub mod check;
pub mod compare;
pub mod declarations;
pub mod feature_choice;
pub mod matrix;
pub mod scratch;
pub mod seeds;
pub mod tool;
pub mod unit_graph;
pub mod units;
