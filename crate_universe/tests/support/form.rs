//! Which form of a test runs: `CRATE_UNIVERSE_FULL=1`, which `test/run --full` sets, asks for the long one.

/// Whether it is the long one.
pub fn is_long() -> bool {
    std::env::var_os("CRATE_UNIVERSE_FULL").is_some_and(|value| value == "1")
}
