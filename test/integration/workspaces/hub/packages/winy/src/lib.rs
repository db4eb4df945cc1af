pub const NAME: &str = "winy";
