pub fn take(shared: shared::Shared) -> u8 {
    differs::take(shared)
}
