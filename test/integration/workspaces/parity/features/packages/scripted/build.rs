fn main() {
    let set = std::env::var_os("CARGO_FEATURE_FOR_TARGET").is_some();
    println!("cargo:rustc-env=SCRIPT=compiled {} run {set}", cfg!(feature = "for_target"));
    println!("cargo:rustc-env=SHARED={}", shared::features());
    #[cfg(feature = "for_target")]
    only_target::here();
}
