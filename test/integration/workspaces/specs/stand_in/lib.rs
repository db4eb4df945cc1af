pub const NAME: &str = "the stand-in";
