//! Takes how many seeds a short and a long run have, gives the seeds of this run. Never chooses at random.

use std::ops::Range;

use super::form;

/// `CRATE_UNIVERSE_SEEDS=a..b` chooses the seeds, else it is the first ones.
pub fn seeds(short: u64, long: u64) -> Range<u64> {
    let Ok(text) = std::env::var("CRATE_UNIVERSE_SEEDS") else {
        return 0..if form::is_long() { long } else { short };
    };
    let bounds = text.split_once("..").and_then(|(first, end)| Some(first.parse().ok()?..end.parse().ok()?));
    bounds.unwrap_or_else(|| panic!("CRATE_UNIVERSE_SEEDS={text} is not of the form 0..30"))
}
