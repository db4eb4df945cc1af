pub fn take(shared: shared::Shared) -> u8 {
    shared.0 + if cfg!(feature = "more") { 10 } else { 0 }
}
