fn main() {
    println!("shaped {}", one::text());
}
