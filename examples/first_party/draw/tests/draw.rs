use std::process::Command;

fn output(program: &str, argument: &str) -> String {
    // In another directory, where no relative path would lead to the program.
    let output = Command::new(program)
        .arg(argument)
        .current_dir(std::env::temp_dir())
        .output();
    String::from_utf8(output.expect("the program runs").stdout).expect("text")
}

#[test]
fn binaries_are_built_before_the_test() {
    assert_eq!(
        output(env!("CARGO_BIN_EXE_draw"), "3"),
        "draw: 9 square metres\n"
    );
    assert_eq!(output(env!("CARGO_BIN_EXE_measure"), ""), "20\n");
    let program = std::env::var("CARGO_BIN_EXE_draw");
    assert!(
        program.is_err() || output(&program.unwrap_or_default(), "2") == "draw: 4 square metres\n"
    );
    assert_eq!(
        std::path::Path::new(env!("CARGO_BIN_EXE_paint")).exists(),
        cfg!(feature = "colour"),
        "it requires this feature"
    );
}

#[test]
fn there_is_a_place_for_files() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("drawing.txt");
    std::fs::write(&file, draw::line(4)).expect("the directory is there");
    assert_eq!(
        std::fs::read_to_string(file).expect("the file is there"),
        "4 square metres"
    );
}
