fn main() {
    let folder = std::env::var("DEP_NATIVE_SUMS_INCLUDE_DIR").expect("metadata of the configuration");
    println!("cargo:rustc-env=FOLDER={folder}");
}
