//! The limits of the native source.

/// Why cargo has to be asked: something that the native source does not support. This is not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsupportedReason(pub &'static str);

pub const TOO_LARGE: &str = "a .crate file that unpacks to more than cargo accepts";
