//! Registries: which source strings mean crates.io, and where its packages are downloaded from. The canonical address
//! stands here and nowhere else; generated files carry it, never that of a mirror.

use semver::Version;

/// The source strings that Cargo.lock has for crates.io.
const CRATES_IO: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// crates.io's own download address, as its index names it.
const CRATES_IO_DOWNLOAD: &str = "https://static.crates.io/crates";

pub fn is_crates_io(source: &str) -> bool {
    CRATES_IO.contains(&source)
}

/// Where the `.crate` file of a package is; none for a registry whose address is not known.
pub fn download_url(source: &str, name: &str, version: &Version) -> Option<String> {
    is_crates_io(source).then(|| format!("{CRATES_IO_DOWNLOAD}/{name}/{version}/download"))
}
