pub fn name() -> &'static str {
    "the stand-in"
}
