pub const LEAF: u8 = 1;
