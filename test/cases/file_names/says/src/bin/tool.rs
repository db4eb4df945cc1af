fn main() { println!("{}", says::TEXTS[7].trim()); }
