fn main() {
    let side = match std::env::var_os("CARGO_FEATURE_CLIENT") {
        Some(_) => "client",
        None => "server",
    };
    println!("cargo:rustc-env=SIDE={side}");
}
