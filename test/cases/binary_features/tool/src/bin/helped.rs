fn main() {
    println!("{}", renamed::words());
}
