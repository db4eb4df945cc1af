//! The seeds of this run: a fixed range for short and full runs, or the one that the user names.

use std::ops::Range;

/// `CRATE_UNIVERSE_SEEDS=a..b` chooses the seeds; `test/run --full` sets `CRATE_UNIVERSE_FULL=1` for the long form.
pub fn seeds(short: u64, long: u64) -> Range<u64> {
    let Ok(text) = std::env::var("CRATE_UNIVERSE_SEEDS") else {
        return if is_full() { 0..long } else { 0..short };
    };
    let bounds = text.split_once("..").and_then(|(first, end)| Some(first.parse().ok()?..end.parse().ok()?));
    bounds.unwrap_or_else(|| panic!("CRATE_UNIVERSE_SEEDS={text} is not of the form 0..30"))
}

pub fn is_full() -> bool {
    std::env::var_os("CRATE_UNIVERSE_FULL").is_some_and(|value| value == "1")
}
