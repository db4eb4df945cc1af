/// The program, which is no Rust.
pub fn program() -> String {
    format!("{}/bin/tool", env!("CARGO_MANIFEST_DIR"))
}
