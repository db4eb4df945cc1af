fn main() { println!("{}", cli::g()) }
