fn main() { println!("{} {} {}", native::SUM, env!("FOLDER"), native::one()); }
