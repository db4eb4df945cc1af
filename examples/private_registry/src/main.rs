fn main() {
    println!("{}", acme_greeting::greeting(42));
}
