#[cfg(feature = "extra")]
pub fn extra() {}

#[cfg(feature = "win")]
pub fn win() {}
