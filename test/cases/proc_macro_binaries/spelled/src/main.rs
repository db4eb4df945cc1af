fn main() {
    println!("spelled {}", spelled::seven!());
}
