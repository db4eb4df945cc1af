//! C code of the package.
#![allow(unsafe_code)]

mod c {
    extern "C" {
        pub fn area_of_rectangle(width: u64, height: u64) -> u64;
    }
}

pub fn area_of_rectangle(width: u64, height: u64) -> u64 {
    // SAFETY: the function only multiplies.
    unsafe { c::area_of_rectangle(width, height) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn c_code_is_linked() {
        assert_eq!(super::area_of_rectangle(2, 3), 6);
        const { assert!(cfg!(has_native)) };
    }
}
