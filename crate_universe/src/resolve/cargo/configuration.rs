//! Cargo's configuration, as far as it changes resolution: rustflags, patches, registry indexes, source replacement.
//! Files are merged as cargo does. `RUSTFLAGS` is not read, because Bazel does not pass it on.
//! See <https://doc.rust-lang.org/cargo/reference/config.html>.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::disk;
use crate::error::{Code, Error, Result};
use crate::input::Toolchain;
use crate::registry;
use crate::resolve::git_source;
use crate::splice::manifest::wire::{DependencyTable, DependencyValue};
use crate::toml_size;
use crate::user_home::{cargo_home, utf8_cargo_home};

use super::config_env::{self, EnvVariables};
use super::config_includes::ConfigIncludes;
use super::config_links::{self, PlatformTable};
use super::config_values::{ConfigRustflags, FlagList, LinksOverrides, flag_words, merge_flags};

#[derive(Debug)]
pub struct CargoConfiguration {
    pub rustflags: ConfigRustflags,
    /// Patched source -> its `[patch]` table, with absolute paths.
    pub patch: BTreeMap<String, DependencyTable>,
    sources: BTreeMap<String, SourceTable>,
    registries: BTreeMap<String, RegistryTable>,
    pub env: EnvVariables,
    pub links: LinksOverrides,
    /// Which file names each library of these tables.
    pub links_places: config_links::OverridePlaces,
    /// Warnings about what is ignored.
    pub warnings: Vec<String>,
    /// Why only cargo can resolve with this configuration.
    pub odd: Option<&'static str>,
    /// Every file that was read, or would have been read if it existed.
    pub files: Vec<Utf8PathBuf>,
}

impl CargoConfiguration {
    /// The directory that replaces a source of Cargo.lock.
    pub fn directory_of(&self, source: &str) -> Option<&Utf8Path> {
        self.replacement_of(source)?.directory.as_deref()
    }

    /// The local registry, a folder of `.crate` files, that replaces a source of Cargo.lock.
    pub fn local_registry_of(&self, source: &str) -> Option<&Utf8Path> {
        self.replacement_of(source)?.local_registry.as_deref()
    }

    /// See <https://doc.rust-lang.org/cargo/reference/source-replacement.html>.
    fn replacement_of(&self, source: &str) -> Option<&SourceTable> {
        let (_, mut table) = self.sources.iter().find(|(name, table)| table.is_for_source(name, source))?;
        // A replacement may itself be replaced. Cargo rejects a cycle.
        for _ in 0..self.sources.len() {
            match &table.replace_with {
                Some(next) => table = self.sources.get(next)?,
                None => return Some(table),
            }
        }
        None
    }

    /// The index of a registry, by the registry's name. As in cargo, the environment variable wins over the files.
    /// See <https://doc.rust-lang.org/cargo/reference/registries.html>.
    pub fn index_of_registry(&self, registry: &str) -> Option<String> {
        let variable = format!("CARGO_REGISTRIES_{}_INDEX", registry.to_uppercase().replace('-', "_"));
        disk::text_variable(&variable).or_else(|| self.registries.get(registry)?.index.clone())
    }

    /// The names of the registries in the files.
    pub fn registry_names(&self) -> impl Iterator<Item = &str> {
        self.registries.keys().map(String::as_str)
    }
}

/// The keys that are read here. Cargo reads the others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ConfigFile {
    include: Vec<ConfigInclude>,
    build: TargetTable,
    target: BTreeMap<String, PlatformTable>,
    env: BTreeMap<String, config_env::WrittenVariable>,
    patch: BTreeMap<String, DependencyTable>,
    source: BTreeMap<String, SourceTable>,
    registries: BTreeMap<String, RegistryTable>,
    paths: Option<IgnoredAny>,
}

/// Its token is never read. Cargo itself sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RegistryTable {
    index: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct SourceTable {
    replace_with: Option<String>,
    directory: Option<Utf8PathBuf>,
    local_registry: Option<Utf8PathBuf>,
    registry: Option<String>,
    git: Option<String>,
    branch: Option<String>,
    tag: Option<String>,
    rev: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TargetTable {
    rustflags: Option<FlagList>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a path, or a table with `path`")]
pub enum ConfigInclude {
    Path(Utf8PathBuf),
    Table {
        path: Utf8PathBuf,
        #[serde(default)]
        optional: bool,
    },
}

impl ConfigInclude {
    /// The path of the included file. `by` is the file that includes it.
    pub fn included_path(&self, by: &Utf8Path) -> Utf8PathBuf {
        let (ConfigInclude::Path(path) | ConfigInclude::Table { path, .. }) = self;
        by.parent().unwrap_or(Utf8Path::new("")).join(path)
    }

    pub fn is_optional(&self) -> bool {
        matches!(self, ConfigInclude::Table { optional: true, .. })
    }
}

pub fn read(toolchain: &Toolchain, root: &Utf8Path) -> Result<CargoConfiguration> {
    check_home(toolchain)?;
    let mut merged = MergedConfig::default();
    let workspace = root;
    let root = toolchain.apart.as_deref().unwrap_or(root);
    for path in files(toolchain, root) {
        merged.add_file(&path)?;
    }
    merged.files.extend(config_folders(toolchain, root).iter().flat_map(|folder| config_names(folder)));
    if let Some(named) = &toolchain.config {
        merged.add_file(named)?;
    }
    let rustflags = merged.rustflags();
    let MergedConfig { patch, sources, registries, env, links, mut warnings, odd, files, .. } = merged;
    let links_places = links.override_places().clone();
    let (links, of_links) = links.links_overrides(workspace);
    warnings.extend(of_links);
    Ok(CargoConfiguration {
        rustflags,
        patch,
        sources,
        registries,
        env,
        links,
        links_places,
        warnings,
        odd,
        files,
    })
}

/// All files that cargo reads or would read if they existed. Of a file that is broken, not all includes are known.
pub fn possible_files(toolchain: &Toolchain, root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let root = toolchain.apart.as_deref().unwrap_or(root);
    let mut found: Vec<Utf8PathBuf> =
        config_folders(toolchain, root).iter().flat_map(|folder| config_names(folder)).collect();
    for path in files(toolchain, root).into_iter().chain(toolchain.config.clone()) {
        let mut merged = MergedConfig::default();
        // The run has told what is wrong with the file.
        let _ = merged.add_file(&path);
        found.extend(merged.files);
    }
    found
}

/// The files that cargo finds by itself, weakest first.
pub fn files(toolchain: &Toolchain, root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let folders = config_folders(toolchain, root).into_iter().rev();
    // A path that exists but is not a file causes an error when it is read, as in cargo.
    folders.filter_map(|folder| config_names(&folder).into_iter().find(|path| disk::exists(path))).collect()
}

/// Rejects a home whose path is not UTF-8 if it contains a configuration: cargo would read it, but this program cannot.
fn check_home(toolchain: &Toolchain) -> Result<()> {
    let Err(home) = utf8_cargo_home() else { return Ok(()) };
    // Such a path has no place among the noted inputs.
    disk::note_other_input();
    if toolchain.cargo_home.is_none() && config_names("".into()).iter().any(|name| home.join(name).exists()) {
        let what = format!("the path of Cargo's home is not UTF-8: {}", home.display());
        return Err(
            Error::new(Code::Configuration, what).help("set CARGO_HOME to a directory whose path is UTF-8")
        );
    }
    Ok(())
}

/// If a folder has both files, cargo prefers the old name.
fn config_names(folder: &Utf8Path) -> [Utf8PathBuf; 2] {
    [folder.join("config"), folder.join("config.toml")]
}

/// Reads a file and deserializes it.
pub fn parse_file<T: DeserializeOwned>(path: &Utf8Path) -> Result<T> {
    let text = crate::disk::read_to_string(path).map_err(|error| {
        Error::new(Code::Read, format!("Cargo's configuration file cannot be read: {error}"))
            .at_path(path)
            .help("make the file readable, or remove it")
    })?;
    if let Some(why) = toml_size::refusal_reason(&text) {
        return Err(Error::new(
            Code::Configuration,
            format!("Cargo's configuration file is too large: {why}"),
        )
        .at_path(path)
        .help("shorten the file, or remove it"));
    }
    toml::from_str(&text).map_err(|error| {
        let what = format!("Cargo's configuration file is invalid: {}", error.message());
        let offset = error.span().map_or(0, |span| span.start);
        Error::new(Code::Configuration, what)
            .at_offset(path, &text, offset)
            .help("see https://doc.rust-lang.org/cargo/reference/config.html for what each key accepts")
    })
}

/// The folder that paths in a file are relative to: the parent of the folder that contains the file.
pub fn base_dir(path: &Utf8Path) -> &Utf8Path {
    path.ancestors().nth(2).unwrap_or(Utf8Path::new(""))
}

/// The folders in which cargo looks for a configuration, strongest first: in the workspace, in the folders above it,
/// cargo's home.
fn config_folders(toolchain: &Toolchain, root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let users = cargo_home();
    let mut folders: Vec<Utf8PathBuf> = root.ancestors().map(|dir| dir.join(".cargo")).collect();
    match &toolchain.cargo_home {
        // An isolated cargo ignores the user's own home, even if the workspace is below it.
        Some(own) => {
            folders.retain(|folder| Some(folder) != users.as_ref());
            folders.push(own.clone());
        }
        None => folders.extend(users.filter(|home| !root.ancestors().any(|dir| dir.join(".cargo") == *home))),
    }
    folders
}

#[derive(Default)]
struct MergedConfig {
    build: Option<FlagList>,
    target: BTreeMap<String, FlagList>,
    patch: BTreeMap<String, DependencyTable>,
    sources: BTreeMap<String, SourceTable>,
    registries: BTreeMap<String, RegistryTable>,
    env: EnvVariables,
    links: config_links::LinksTables,
    warnings: Vec<String>,
    odd: Option<&'static str>,
    files: Vec<Utf8PathBuf>,
    includes: ConfigIncludes,
}

impl MergedConfig {
    fn add_file(&mut self, path: &Utf8Path) -> Result<()> {
        self.includes.enter_file(path)?;
        self.files.push(path.to_owned());
        let file: ConfigFile = parse_file(path)?;
        // An included file is weaker than the file that includes it.
        for include in &file.include {
            let included = include.included_path(path);
            match include.is_optional() && !disk::exists(&included) {
                true => self.files.push(included),
                false => self.add_file(&included)?,
            }
        }
        self.includes.leave_file();
        merge_flags(&mut self.build, file.build.rustflags);
        for (key, mut table) in file.target {
            let mut flags = self.target.remove(&key);
            merge_flags(&mut flags, table.rustflags.take());
            self.links.add(path, &key, table);
            self.target.extend(flags.map(|flags| (key, flags)));
        }
        if file.paths.is_some() {
            self.odd = Some("Cargo's configuration sets `paths`");
        }
        let base = base_dir(path);
        self.warnings.extend(config_env::merge_env(&mut self.env, file.env, base, path));
        for (source, table) in file.patch {
            self.add_patch(source, table, base);
        }
        for (name, mut source) in file.source {
            source.directory = source.directory.map(|directory| base.join(directory));
            source.local_registry = source.local_registry.map(|directory| base.join(directory));
            let weaker = self.sources.remove(&name).unwrap_or_default();
            self.sources.insert(name, source.merge_over(weaker));
        }
        // If a stronger file configures a registry without an index, the index of a weaker file stays.
        self.registries.extend(file.registries.into_iter().filter(|(_, registry)| registry.index.is_some()));
        Ok(())
    }

    fn add_patch(&mut self, source: String, table: DependencyTable, base: &Utf8Path) {
        let patches = self.patch.entry(source).or_default();
        for (name, mut dependency) in table {
            if let DependencyValue::Detailed(detailed) = &mut dependency {
                detailed.path = detailed.path.take().map(|path| base.join(path).into_string());
            }
            if patches.insert(name, dependency).is_some() {
                self.odd = Some("two of Cargo's configuration files patch the same package");
            }
        }
    }

    fn rustflags(&self) -> ConfigRustflags {
        let target = self.target.iter().map(|(key, flags)| (key.clone(), flag_words(flags)));
        let file = self.files.iter().rev().find(|file| disk::is_file(file)).cloned();
        ConfigRustflags {
            build: self.build.as_ref().map(flag_words).unwrap_or_default(),
            target: target.collect(),
            file,
        }
    }
}

impl SourceTable {
    /// Whether this table is for that source of Cargo.lock.
    fn is_for_source(&self, name: &str, source: &str) -> bool {
        let references = [("branch", &self.branch), ("tag", &self.tag), ("rev", &self.rev)];
        (name == registry::CRATES_IO_NAME && registry::is_crates_io(source))
            || self.registry.as_ref().is_some_and(|index| registry::is_index_of(source, index))
            || self.git.as_ref().is_some_and(|address| {
                git_source::is_same_source(&git_source::format_source(address, references), source)
            })
    }

    fn merge_over(self, weaker: SourceTable) -> SourceTable {
        SourceTable {
            replace_with: self.replace_with.or(weaker.replace_with),
            directory: self.directory.or(weaker.directory),
            local_registry: self.local_registry.or(weaker.local_registry),
            registry: self.registry.or(weaker.registry),
            git: self.git.or(weaker.git),
            branch: self.branch.or(weaker.branch),
            tag: self.tag.or(weaker.tag),
            rev: self.rev.or(weaker.rev),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test prepares its files")]
    fn files_are_merged_as_in_cargo() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = Utf8Path::from_path(dir.path()).expect("a path").join("a/b");
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder"))
                .and_then(|()| std::fs::write(path, text))
                .expect("a file");
        };
        write("a/b/.cargo/config.toml", "include = ['more.toml']\n[build]\nrustflags = ['c']");
        write("a/b/.cargo/more.toml", "build.rustflags = ['b']\ntarget.'cfg(unix)'.rustflags = 'u v'");
        write("a/.cargo/config", "build.rustflags = ['a']\ntarget.'cfg(unix)'.rustflags = 'w'");
        write("a/.cargo/config.toml", "build.rustflags = ['never: cargo prefers the old name']");
        write("named.toml", "include = [{ path = 'gone.toml', optional = true }]\nbuild.rustflags = ['d']");
        let toolchain = Toolchain {
            cargo_home: Some(root.join("home")),
            config: Utf8PathBuf::from_path_buf(dir.path().join("named.toml")).ok(),
            ..Toolchain::default()
        };
        let CargoConfiguration { rustflags: flags, files, .. } =
            read(&toolchain, &root).expect("files are read");
        assert_eq!(flags.build, ["a", "b", "c", "d"]);
        assert_eq!(flags.target, [("cfg(unix)".to_owned(), vec!["u".to_owned(), "v".to_owned()])]);
        assert!(files.contains(&root.join(".cargo/more.toml")), "{files:?}");
    }
}
