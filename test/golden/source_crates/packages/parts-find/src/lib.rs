pub fn find(name: &str) -> std::path::PathBuf {
    parts_src::folder().join(name)
}
