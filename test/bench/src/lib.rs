//! What the benchmarks here measure with: one command, our program, cargo-bazel, and Bazel.

pub mod bazel;
pub mod machine;
pub mod measure;
pub mod ours;
pub mod project;
pub mod tools;
pub mod upstream;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
