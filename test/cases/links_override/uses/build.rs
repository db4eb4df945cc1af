fn main() {
    let folder = std::env::var("DEP_NATIVE_SUMS_INCLUDE_DIR").expect("metadata of the configuration");
    // Not all readers of such a value take a backslash at its end for one.
    assert_eq!(std::env::var("DEP_NATIVE_SUMS_ROOT").as_deref(), Ok(r"C:\sums\"));
    println!("cargo:rustc-env=FOLDER={folder}");
}
