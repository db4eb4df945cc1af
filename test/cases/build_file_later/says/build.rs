fn main() {
    let count = |directory: &str| std::fs::read_dir(directory).map_or(0, |files| files.count());
    assert!(count("data/deep") > 0 && count("data") > 1, "the build script does not see its files");
}
