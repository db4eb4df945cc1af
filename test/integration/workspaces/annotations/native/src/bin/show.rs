fn main() {
    println!("the binary says {}", native::show());
}
