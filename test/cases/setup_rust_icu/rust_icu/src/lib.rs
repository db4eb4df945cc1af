pub fn digits(n: u64) -> String { rust_icu_sys::keep(itoa::Buffer::new().format(n)) }
