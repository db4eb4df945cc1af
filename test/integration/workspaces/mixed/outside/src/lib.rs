pub const ANSWER: u64 = 42;
