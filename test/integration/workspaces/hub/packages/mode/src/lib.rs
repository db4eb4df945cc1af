/// The optimisation level that the build script saw.
pub fn level() -> &'static str {
    env!("SEEN")
}

pub fn about() -> &'static str {
    option_env!("CARGO_PKG_DESCRIPTION").unwrap_or("nothing")
}
