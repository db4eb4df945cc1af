pub fn keep(text: &str) -> String { let _ = ryu::Buffer::new(); text.to_owned() }
