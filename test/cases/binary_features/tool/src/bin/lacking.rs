fn main() {
    tool::extra();
    println!("extra");
}
