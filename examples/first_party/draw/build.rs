fn main() {
    let unit = std::env::var("DEP_AREA_UNIT").expect("the build script of `native` says it");
    println!("cargo:rustc-env=UNIT={unit}");
}
