//! What the oracle and the random workspaces share: takes a workspace and a matrix of platforms, gives
//! cargo's units, the units of `crate-universe resolve`, and their differences. Never touches the workspace's
//! own files and never knows how the solver works.

pub mod cargo;
pub mod cfg;
pub mod check;
pub mod compare;
pub mod declarations;
pub mod matrix;
pub mod scratch;
pub mod seeds;
pub mod tool;
pub mod unit_graph;
pub mod units;
