#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crate_universe::fuzz::build_file(bytes));
