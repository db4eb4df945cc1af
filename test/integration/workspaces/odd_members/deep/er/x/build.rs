// As scripts that write completions for shells.
fn main() {
    println!("cargo:rustc-cfg=of_script");
    println!("cargo:rustc-check-cfg=cfg(of_script)");
    std::fs::write("completions/x.txt", "new\n").unwrap();
    std::fs::write("completions/y.txt", "new\n").unwrap();
    assert_eq!(std::fs::read_to_string("completions/x.txt").unwrap(), "new\n");
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    assert_eq!(std::fs::read_to_string(package + "/completions/x.txt").unwrap(), "new\n");
}
