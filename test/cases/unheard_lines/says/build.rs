fn main() {
    for (key, value) in [("rustc-check-cfg", "cfg(told)"), ("rustc-cfg", "told")] {
        println!("cargo::{key}={value}");
    }
}
