fn main() {
    println!("{} {}", itoa::Buffer::new().format(43), ryu::Buffer::new().format(2.5));
}
