use std::{env, fs, path::Path, process::Command};

fn main() {
    // What a script copies it may copy as a whole folder, and build there.
    let out = env::var("OUT_DIR").unwrap();
    let copy = Path::new(&out).join("part.txt");
    fs::copy(parts_find::find("deep/part.txt"), &copy).unwrap();
    println!("cargo:rustc-env=FOUND={}", fs::read_to_string(copy).unwrap().trim());

    let made = Command::new(tool_bin::program()).arg("made").output().unwrap();
    assert!(made.status.success());
    println!("cargo:rustc-env=MADE={}", String::from_utf8(made.stdout).unwrap().trim());
}
