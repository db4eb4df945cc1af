//! Registries: which source strings mean crates.io, how source strings name other registries, and the download
//! addresses of `.crate` files.
//!
//! Only this file contains crates.io's canonical address. Generated files always use it, never the address of a
//! mirror. See <https://doc.rust-lang.org/cargo/reference/registry-index.html>.

use semver::Version;

/// Cargo's name for crates.io.
pub const CRATES_IO_NAME: &str = "crates-io";

/// The source strings for crates.io in Cargo.lock.
const CRATES_IO: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// The download address of crates.io, from the config.json of its index.
pub const CRATES_IO_DOWNLOAD: &str = "https://static.crates.io/crates";

/// The prefixes of the two kinds of index: a git repository, or files on an HTTP server.
const GIT: &str = "registry+";
const SPARSE: &str = "sparse+";

pub fn is_crates_io(source: &str) -> bool {
    CRATES_IO.contains(&source)
}

/// Whether a source string refers to the index at an address.
pub fn is_index_of(source: &str, index: &str) -> bool {
    source == index || source.strip_prefix(GIT) == Some(index)
}

/// The name of an index as an index entry writes it: a git index by its address without the prefix.
pub fn name_of_index(source: &str) -> &str {
    source.strip_prefix(GIT).unwrap_or(source)
}

/// The address of an index without the prefix, for a browser.
pub fn browser_url(source: &str) -> &str {
    source.strip_prefix(GIT).or_else(|| source.strip_prefix(SPARSE)).unwrap_or(source)
}

/// The address of the config.json of a sparse index, which has the download address. `None` for a git index, and for
/// plain HTTP: only the server's certificate proves that this file is the right one.
pub fn config_url(source: &str) -> Option<String> {
    let index = source.strip_prefix(SPARSE).filter(|index| index.starts_with("https://"))?;
    Some(format!("{}/config.json", index.trim_end_matches('/')))
}

/// The path of a package's entry in an index.
pub fn index_entry_path(name: &str) -> String {
    let name = name.to_lowercase();
    format!("{}/{name}", prefix(&name))
}

fn prefix(name: &str) -> String {
    let part = |from, to| name.get(from..to).unwrap_or_default();
    match name.len() {
        1 => "1".to_owned(),
        2 => "2".to_owned(),
        3 => format!("3/{}", part(0, 1)),
        _ => format!("{}/{}", part(0, 2), part(2, 4)),
    }
}

/// The address of a package's `.crate` file. `template`: the key `dl` of a registry's config.json.
pub fn download_url(template: &str, name: &str, version: &Version, checksum: &str) -> String {
    let markers = [
        ("{crate}", name.to_owned()),
        ("{version}", version.to_string()),
        ("{prefix}", prefix(name)),
        ("{lowerprefix}", prefix(&name.to_lowercase())),
        ("{sha256-checksum}", checksum.to_owned()),
    ];
    if !markers.iter().any(|(marker, _)| template.contains(marker)) {
        return format!("{template}/{name}/{version}/download");
    }
    markers.iter().fold(template.to_owned(), |url, (marker, value)| url.replace(marker, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_is_filled() {
        let url = |template| download_url(template, "Serde", &Version::new(1, 0, 2), "abc");
        assert_eq!(url("https://x/dl"), "https://x/dl/Serde/1.0.2/download");
        assert_eq!(url("https://x/{crate}-{version}.crate"), "https://x/Serde-1.0.2.crate");
        assert_eq!(url("https://x/{prefix}/{lowerprefix}/{sha256-checksum}"), "https://x/Se/rd/se/rd/abc");
    }

    #[test]
    fn short_names_have_places_of_their_own() {
        let paths: Vec<String> =
            ["a", "ab", "abc", "AbCd"].iter().map(|name| index_entry_path(name)).collect();
        assert_eq!(paths, ["1/a", "2/ab", "3/a/abc", "ab/cd/abcd"]);
    }
}
