fn main() {
    println!("cargo::rustc-cfg=told");
}
