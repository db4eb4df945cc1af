//! A fork that knows it is one.

pub const FORK: &str = "the fork";

#[macro_export]
macro_rules! cfg_if {
    (if #[$meta:meta] { $($item:tt)* }) => {
        #[$meta]
        { $($item)* }
    };
}
