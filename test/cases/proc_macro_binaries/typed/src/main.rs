fn main() {
    println!("typed {}", typed::seven!());
}
