fn main() {
    println!("{}", leaf::BASE);
}
