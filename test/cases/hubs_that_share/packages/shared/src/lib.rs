pub struct Shared(pub u8);

pub const BUILT: &str = env!("BUILT");

pub fn make() -> Shared {
    Shared(leaf::LEAF)
}
