pub fn parse(text: &str) -> u8 {
    text.parse().unwrap_or(0)
}
