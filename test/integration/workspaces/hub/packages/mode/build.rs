fn main() {
    println!("cargo:rustc-env=SEEN={}", std::env::var("OPT_LEVEL").unwrap());
}
