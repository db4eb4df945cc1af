fn main() { println!("{}; {}; {}", says::GREETING, derive::forced!(), env!("WORD")); }
