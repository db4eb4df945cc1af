//! Runs the program as a user would and reads its line.

use std::process::Command;

#[test]
fn prints_one_line_about_three_readings() {
    // Cargo sets the path when this test is compiled, Bazel through `rustc_env` in BUILD.bazel.
    let program = env!("CARGO_BIN_EXE_app");
    let output = Command::new(program).output().expect("the program starts");
    let line = String::from_utf8(output.stdout).expect("the line is UTF-8");
    assert!(output.status.success());
    assert!(
        line.starts_with("3 readings (station, celsius) in "),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1);
}
