use std::path::PathBuf;

fn main() {
    let output = std::process::Command::new(std::env::var_os("STAMP").unwrap()).output().unwrap();
    let file = PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("stamp.rs");
    std::fs::write(file, output.stdout).unwrap();
}
