//! The limits of the native source.

/// Why cargo has to read the packages: the native source does not support something. This is not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FallbackReason(pub &'static str);

pub const TOO_LARGE: &str = "a .crate file that unpacks to more than cargo accepts";
