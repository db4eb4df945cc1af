pub fn text(x: u64) -> String { itoa::Buffer::new().format(x).to_owned() }
