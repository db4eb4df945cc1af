fn main() {
    println!("{}", ryu::Buffer::new().format(3.5));
}
