//! Tells the program which target it is built for. Cargo and Bazel run it alike.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").expect("cargo sets TARGET for every build script");
    println!("cargo:rustc-env=APP_TARGET={target}");
}
