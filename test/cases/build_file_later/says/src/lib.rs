mod inner;
pub const GREETINGS: [&str; 2] = [include_str!("../data/greeting.txt"), include_str!("../data/deep/greeting.txt")];
