fn main() {
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    let round = std::env::var("CARGO_FEATURE_ROUND").is_ok();
    let table = std::fs::read_to_string("shapes.txt").expect("a file of the package");
    let lines: Vec<String> = table.lines().map(|line| format!("{line:?}")).collect();
    let text = format!(
        "pub const NAMES: &[&str] = &[{}];\npub const ROUND: bool = {round};\n",
        lines.join(", ")
    );
    std::fs::write(format!("{out}/names.rs"), text).expect("OUT_DIR can be written");
    println!("cargo:rerun-if-changed=shapes.txt");
}
