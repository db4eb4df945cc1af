//! Where facts of packages may be found: the facts cache, the facts file, downloads, mirrors, and cargo.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::package_metadata::PackageMetadata;

/// Where the facts of packages may be found without cargo.
#[derive(Clone, Debug, Default)]
pub struct FactSources {
    /// The folder of the facts cache.
    pub cache: Option<Utf8PathBuf>,
    pub lockfile: Option<FactsFile>,
    /// Checksum -> a `.crate` file, and source of a registry -> the config.json of its index.
    pub crate_files: BTreeMap<String, Utf8PathBuf>,
    /// Registry, by name or index -> the addresses to try before its own.
    pub mirrors: BTreeMap<String, Vec<String>>,
    /// Whether download addresses of packages are needed, too.
    pub addresses: bool,
    /// Whether the caller will download missing files and run this program again.
    pub may_download: bool,
    pub ask: AskCargo,
    /// Whether members may have other features than their default ones.
    pub all_features: bool,
    /// The packages whose own `[package.metadata.bazel]` is needed.
    pub metadata: PackageMetadata,
}

/// The facts file.
#[derive(Clone, Debug)]
pub struct FactsFile {
    pub path: Utf8PathBuf,
    /// Whether this run rewrites the file.
    pub rewrite: bool,
    /// The command that rewrites the file.
    pub repin: String,
}

/// Whether to get facts from cargo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AskCargo {
    /// If reading files is not enough.
    #[default]
    Needed,
    Never,
    Always,
}

impl FactSources {
    /// The cache of the user, according to the XDG base directory specification.
    pub fn from_environment() -> FactSources {
        let named =
            |name| crate::disk::text_variable(name).map(Utf8PathBuf::from).filter(|path| path.is_absolute());
        let base = match cfg!(windows) {
            true => named("LOCALAPPDATA"),
            false => named("XDG_CACHE_HOME").or_else(|| named("HOME").map(|home| home.join(".cache"))),
        };
        FactSources { cache: base.map(|base| base.join("crate_universe")), ..FactSources::default() }
    }
}
