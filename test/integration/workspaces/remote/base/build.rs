use std::path::PathBuf;

fn main() {
    cc::Build::new().file("src/base.c").include("include").compile("base");
    let include = PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("include");
    std::fs::create_dir_all(&include).unwrap();
    std::fs::copy("include/base.h", include.join("base.h")).unwrap();
    println!("cargo:include={}", include.display());
    println!("cargo:name=base");
}
