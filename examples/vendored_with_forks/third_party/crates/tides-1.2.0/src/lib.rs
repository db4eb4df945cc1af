//! Of the tides only the version is told.

pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
