pub fn number(text: &str) -> u8 {
    number::parse(text)
}
