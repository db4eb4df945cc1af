cfg_if::cfg_if! {
    if #[cfg(unix)] {
        const SYSTEM: &str = "unix";
    } else {
        const SYSTEM: &str = "another";
    }
}

fn main() {
    let (answer, base) = (middle_sys::answer(), middle_sys::BASE);
    println!("{answer} of {base} on {SYSTEM}, {}, {}, tides {}", cfg_if::PATCHED, stamped::STAMP, tides::version());
}
