pub fn text(x: u64) -> String { one::text(x) + itoa::Buffer::new().format(x) }
