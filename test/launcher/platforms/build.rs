//! A build script that sets one variable.

fn main() {
    println!("cargo:rustc-env=FROM_BUILD_SCRIPT=world");
}
