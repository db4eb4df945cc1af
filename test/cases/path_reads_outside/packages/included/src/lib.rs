#[path = "../../../shared/both.rs"]
pub mod both;
pub const NOTICE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../notice.txt"));
