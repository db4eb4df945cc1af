use std::env::var;

fn main() {
    cc::Build::new().file("src/middle.c").include(var("DEP_BASE_INCLUDE").unwrap()).compile("middle");
    println!("cargo:rustc-env=BASE={}", var("DEP_BASE_NAME").unwrap());
}
