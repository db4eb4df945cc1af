pub fn digits() -> String { itoa::Buffer::new().format(1).to_owned() }
