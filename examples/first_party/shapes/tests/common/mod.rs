pub fn side() -> u64 {
    2
}
