fn main() { println!("{}", top_level::f()); }
