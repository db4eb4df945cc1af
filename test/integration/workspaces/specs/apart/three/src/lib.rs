//! Crates of a git repository.

#[cfg(test)]
mod tests {
    #[test]
    fn both_versions_are_linked() {
        assert_eq!((old_carrier::VERSION, carrier::VERSION), ("0.1.0", "0.2.0"));
        assert_eq!((old_carrier::carried(), carrier::carried()), (42, 42));
    }

    #[test]
    fn the_patch_is_for_what_they_rename() {
        assert_eq!(carrier::FORK, "patched");
    }

    /// The repository of the crate is one of those beside the workspace.
    #[test]
    fn its_data_is_there() {
        let runfiles = std::env::var("TEST_SRCDIR").expect("Bazel sets it");
        let repositories = std::fs::read_dir(runfiles).expect("a folder");
        let files = repositories.map(|entry| entry.expect("an entry").path().join("words/hello.txt"));
        let texts: Vec<String> = files.filter_map(|file| std::fs::read_to_string(file).ok()).collect();
        assert_eq!(texts, ["hello\n", "hello\n"]);
    }
}
