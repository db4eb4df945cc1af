fn main() {
    let path = std::env::var("GREETING").expect("the annotation sets it");
    let greeting = std::fs::read_to_string(path).expect("the annotation's data is there");
    println!("cargo:rustc-env=GREETED={}", greeting.trim());
    println!("cargo:rustc-env=SCRIPT_IS_LOUD={}", cfg!(feature = "loud"));
}
