pub const OWN: &str = include_str!("BUILD");
