fn main() {
    println!("{} | {}", env!("CARGO_PKG_AUTHORS"), env!("CARGO_PKG_DESCRIPTION"));
}
