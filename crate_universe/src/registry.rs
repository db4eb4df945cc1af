//! Registries: which source strings mean crates.io, what those of all others say, and how the address of a `.crate` file
//! is made. The canonical address of crates.io stands here and nowhere else; generated files carry it, never that of a
//! mirror. See <https://doc.rust-lang.org/cargo/reference/registry-index.html>.

use semver::Version;

/// The name that cargo has for it.
pub const CRATES_IO_NAME: &str = "crates-io";

/// The source strings that Cargo.lock has for crates.io.
const CRATES_IO: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// crates.io's own download address, as its index names it.
pub const CRATES_IO_DOWNLOAD: &str = "https://static.crates.io/crates";

/// The kinds of an index: a git repository, or files behind an HTTP server.
const GIT: &str = "registry+";
const SPARSE: &str = "sparse+";

pub fn is_crates_io(source: &str) -> bool {
    CRATES_IO.contains(&source)
}

/// Whether a source string, of a registry or not, is the one that the address of an index stands for.
pub fn is_index_of(source: &str, index: &str) -> bool {
    source == index || source.strip_prefix(GIT) == Some(index)
}

/// An index as another one names it: a git index by its address alone.
pub fn name_of_index(source: &str) -> &str {
    source.strip_prefix(GIT).unwrap_or(source)
}

/// The address of an index, as a browser would have it.
pub fn browser_url(source: &str) -> &str {
    source.strip_prefix(GIT).or_else(|| source.strip_prefix(SPARSE)).unwrap_or(source)
}

/// The address of the file in which a sparse index says where its packages are; a git index has none. Nothing tells
/// whether that file is the right one but the server's certificate, so a plain HTTP server is none to ask.
pub fn config_url(source: &str) -> Option<String> {
    let index = source.strip_prefix(SPARSE).filter(|index| index.starts_with("https://"))?;
    Some(format!("{}/config.json", index.trim_end_matches('/')))
}

/// Where an index keeps the entry of a package.
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

/// Where the `.crate` file of a package is. `template`: the key `dl` of a registry's config.json.
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
