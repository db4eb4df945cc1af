pub fn shortest(x: f64) -> String { ryu::Buffer::new().format(x).to_owned() }
