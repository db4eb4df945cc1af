#[cfg(all(feature = "client", feature = "server"))]
compile_error!("one side at a time");
#[cfg(not(any(feature = "client", feature = "server")))]
compile_error!("neither side");

pub struct Message(pub u8);

pub const SIDE: &str = env!("SIDE");
