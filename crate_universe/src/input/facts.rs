//! Where what is known of packages may be found: the facts cache, the committed lockfile, what was downloaded, mirrors, and
//! whether cargo may be asked. Takes the environment's folders, gives plain values; never opens a file.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::package_metadata::PackageMetadata;

/// Where the facts of packages may be found without cargo.
#[derive(Clone, Debug, Default)]
pub struct FactSources {
    /// The folder of the facts cache.
    pub cache: Option<Utf8PathBuf>,
    pub lockfile: Option<Lockfile>,
    /// Checksum -> a `.crate` file, and source of a registry -> the config.json of its index.
    pub crate_files: BTreeMap<String, Utf8PathBuf>,
    /// Registry, by name or index -> the addresses that come before its own.
    pub mirrors: BTreeMap<String, Vec<String>>,
    /// Whether the addresses of packages are needed, too.
    pub addresses: bool,
    /// Whether the caller will download what is missing and ask again.
    pub may_download: bool,
    pub ask: Ask,
    /// The packages that are read for what they say of their own BUILD files.
    pub metadata: PackageMetadata,
}

/// The committed facts.
#[derive(Clone, Debug)]
pub struct Lockfile {
    pub path: Utf8PathBuf,
    /// Whether this run writes it anew.
    pub rewrite: bool,
    /// The command that writes it anew.
    pub repin: String,
}

/// Whether cargo is asked for facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ask {
    /// Where reading is not enough.
    #[default]
    Needed,
    Never,
    Always,
}

impl FactSources {
    /// The cache of this user; see the XDG base directory specification.
    pub fn from_environment() -> FactSources {
        let named = |name| std::env::var(name).ok().map(Utf8PathBuf::from).filter(|path| path.is_absolute());
        let base = match cfg!(windows) {
            true => named("LOCALAPPDATA"),
            false => named("XDG_CACHE_HOME").or_else(|| named("HOME").map(|home| home.join(".cache"))),
        };
        FactSources { cache: base.map(|base| base.join("crate_universe")), ..FactSources::default() }
    }
}
