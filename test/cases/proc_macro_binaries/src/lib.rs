pub const SEVEN: u32 = spelled::seven!() + typed::seven!();
