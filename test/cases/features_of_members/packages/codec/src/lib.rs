pub fn decode(text: &str) -> wire::Message {
    wire::Message(number::parse(text))
}
