//! The seasons, whose names come from a submodule.

pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub fn seasons() -> &'static str {
    include_str!("../seasons/names.txt").trim_end()
}
