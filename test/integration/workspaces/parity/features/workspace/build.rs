fn main() {
    println!("cargo:rustc-env=SHARED_IN_BUILD_SCRIPT={}", shared::features());
}
