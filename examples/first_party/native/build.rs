fn main() {
    cc::Build::new().file("src/area.c").compile("area");
    println!("cargo:rustc-cfg=has_native");
    println!("cargo:unit=square metre");
    println!("cargo:rerun-if-changed=src/area.c");
}
