#[cfg(feature = "words")]
pub fn words() -> &'static str {
    "some words"
}
