fn main() {
    let word = std::fs::read_to_string(std::env::var("DATA").unwrap()).unwrap();
    println!("cargo:rustc-env=WORD={word} by {}", std::env::var("GREETING").unwrap());
}
