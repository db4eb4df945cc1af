//! A library that needs its procedural macro and its build script.

/// What the binary prints.
pub fn words() -> String {
    format!("{} {}", shout::shout!(), env!("FROM_BUILD_SCRIPT"))
}

#[test]
fn has_both_words() {
    assert_eq!(words(), "HELLO world");
}
