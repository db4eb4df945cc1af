fn main() {
    println!("elsewhere {}", itoa::Buffer::new().format(42));
}
