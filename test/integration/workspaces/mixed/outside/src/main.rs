fn main() {
    println!("outside says {}", outside::ANSWER);
}
