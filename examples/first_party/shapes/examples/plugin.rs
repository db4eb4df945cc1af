#![allow(unsafe_code)]

/// The area, for programs in other languages.
#[unsafe(no_mangle)]
pub extern "C" fn area(side: u64) -> u64 {
    shapes::area_of_square(side)
}
