fn main() {
    println!("{} in colour", draw::line(1));
}
