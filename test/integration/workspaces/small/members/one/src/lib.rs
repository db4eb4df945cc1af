pub fn decimal(n: u64) -> String {
    itoa::Buffer::new().format(n).to_owned()
}
