// As tests were written before Cargo 1.43 told them where the programs are.
use std::path::PathBuf;

fn target() -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    assert!(path.ends_with("target/debug/deps"), "{path:?}");
    path.pop();
    path
}

#[test]
fn programs_are_beside_the_directory_of_the_test() {
    let output = std::process::Command::new(target().join("helper")).output().unwrap();
    assert_eq!(output.stdout, b"helper\n");
    assert!(target().join("cli").exists());
}

#[test]
fn the_directory_can_be_written() {
    std::fs::create_dir_all(target().join("beside")).unwrap();
    std::fs::write(target().join("beside/file"), "x").unwrap();
}

#[test]
fn the_test_starts_in_its_package() {
    assert_eq!(std::env::current_dir().unwrap().file_name().unwrap(), "cli");
    assert_eq!(std::env::var_os("CRATE_UNIVERSE_PACKAGE"), None);
}
