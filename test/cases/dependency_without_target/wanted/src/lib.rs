pub fn seven() -> u32 {
    7
}
