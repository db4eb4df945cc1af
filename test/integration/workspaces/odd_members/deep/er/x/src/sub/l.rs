/// ```
/// assert_eq!(xx::h(), 3);
/// assert!(cfg!(feature = "on") && cfg!(of_script));
/// ```
pub fn h() -> u8 { 3 }
#[test] fn manifest() { assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sub/l.rs").exists()) }
