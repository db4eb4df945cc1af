pub const FOUND: &str = env!("FOUND");
pub const MADE: &str = env!("MADE");
pub const STAMP: &str = stamp::stamp!();
