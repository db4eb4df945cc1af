fn main() {
    println!("{} {} {}", parts::FOUND, parts::MADE, parts::STAMP);
}
