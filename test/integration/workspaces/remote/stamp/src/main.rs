fn main() {
    println!("pub const STAMP: &str = \"stamped\";");
}
