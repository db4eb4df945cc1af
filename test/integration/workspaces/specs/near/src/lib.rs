pub const ANSWER: u32 = 43;
