pub const fn seven() -> u32 {
    7
}

#[cfg(feature = "text")]
pub fn text() -> &'static str {
    "7"
}
