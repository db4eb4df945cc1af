fn main() {
    print!("{}", says::SCRIPT);
    for (name, value) in says::RUSTC {
        println!("rustc {name} {}", value.unwrap_or("(unset)"));
    }
}
