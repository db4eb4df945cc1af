pub const NAME: &str = "unixy";
