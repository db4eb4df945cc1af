//! Where the native source ends.

/// Why cargo has to be asked: something that this source does not read. It is no error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsupportedReason(pub &'static str);

pub const TOO_LARGE: &str = "a .crate file that unpacks to more than cargo accepts";
