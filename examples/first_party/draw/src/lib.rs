//! Draws areas.

pub fn line(area: u64) -> String {
    format!("{} {}s", plane::text_of(area), env!("UNIT"))
}
