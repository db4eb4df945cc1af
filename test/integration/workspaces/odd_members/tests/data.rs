#[test]
fn reads() {
    assert_eq!(std::fs::read_to_string("tests/data files/a b.txt").unwrap(), "hello\n");
    assert_eq!(std::fs::read_to_string("tests/été.txt").unwrap(), "é\n");
    assert_eq!(std::fs::read_to_string("tests/link/a.md").unwrap(), "doc\n");
    assert_eq!(env!("CARGO_PKG_VERSION_PRE"), "rc.1");
    assert_eq!(env!("CARGO_PKG_VERSION"), "1.2.3-rc.1+build");
    assert_eq!(std::env::var("CARGO_PKG_VERSION_PRE").unwrap(), "rc.1");
    assert_eq!(cli::g(), 2);
    assert!(std::process::Command::new(env!("CARGO_BIN_EXE_cli")).status().unwrap().success());
    std::fs::write("written.txt", "x").unwrap();
}
