pub const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/variables"));

macro_rules! variables {
    ($($name:literal)*) => { &[$(($name, option_env!($name))),*] };
}

/// All that cargo's reference lists for what it compiles.
pub const RUSTC: &[(&str, Option<&str>)] = variables!(
    "CARGO" "CARGO_MANIFEST_DIR" "CARGO_MANIFEST_PATH" "CARGO_PKG_VERSION" "CARGO_PKG_VERSION_MAJOR" "CARGO_PKG_VERSION_MINOR"
    "CARGO_PKG_VERSION_PATCH" "CARGO_PKG_VERSION_PRE" "CARGO_PKG_AUTHORS" "CARGO_PKG_NAME" "CARGO_PKG_DESCRIPTION"
    "CARGO_PKG_HOMEPAGE" "CARGO_PKG_REPOSITORY" "CARGO_PKG_LICENSE" "CARGO_PKG_LICENSE_FILE" "CARGO_PKG_RUST_VERSION"
    "CARGO_PKG_README" "CARGO_CRATE_NAME" "CARGO_BIN_NAME" "OUT_DIR" "CARGO_PRIMARY_PACKAGE" "CARGO_TARGET_TMPDIR"
);

const _: &str = include_str!(env!("CARGO_MANIFEST_PATH"));
