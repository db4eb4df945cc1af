fn main() {
    println!("{}", native::show());
    println!("{} {}", cfg_if::FIRST, itoa::name());
}
