fn main() {
    println!("asked {}", asked::seven!());
}
