pub const SEVEN: u32 = expander::seven!() + twice::seven!() - shared::seven();
