//! Reads `[target.<triple>.<links>]` of cargo's configuration, which replaces the build script of the package that
//! `links` that library.
//! See <https://doc.rust-lang.org/cargo/reference/build-scripts.html#overriding-build-scripts>.

use std::collections::BTreeMap;
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::{self, Code, did_you_mean};

use super::config_values::{FlagList, LinksOverride, LinksOverrides, SearchFolder, flag_words, merge_flags};

/// One table of `target`: rustflags, and a table for each library.
#[derive(Debug, Default)]
pub struct PlatformTable {
    pub rustflags: Option<FlagList>,
    pub links: BTreeMap<String, WrittenOverride>,
    /// Keys whose value is not a table.
    odd: Vec<String>,
}

/// An override as the file writes it.
#[derive(Debug, Default)]
pub struct WrittenOverride {
    lists: BTreeMap<&'static str, Option<FlagList>>,
    env: BTreeMap<String, String>,
    /// All keys that have no meaning for cargo.
    metadata: BTreeMap<String, String>,
}

const FLAGS: &str = "rustc-flags";
const LIBRARIES: &str = "rustc-link-lib";
const SEARCH: &str = "rustc-link-search";
const CFG: &str = "rustc-cfg";
const ARGUMENTS: &str = "rustc-link-arg";
const LISTS: [&str; 12] = [
    FLAGS,
    LIBRARIES,
    SEARCH,
    CFG,
    ARGUMENTS,
    // It affects only lints, which are capped anyway.
    "rustc-check-cfg",
    OTHER_ARGUMENTS[0],
    OTHER_ARGUMENTS[1],
    OTHER_ARGUMENTS[2],
    OTHER_ARGUMENTS[3],
    OTHER_ARGUMENTS[4],
    OTHER_ARGUMENTS[5],
];
/// Arguments for one kind of target only.
const OTHER_ARGUMENTS: [&str; 6] = [
    "rustc-cdylib-link-arg",
    "rustc-link-arg-benches",
    "rustc-link-arg-bins",
    "rustc-link-arg-cdylib",
    "rustc-link-arg-examples",
    "rustc-link-arg-tests",
];

/// What a flag specifies.
enum LinkFlagKind {
    Library,
    Folder,
}

pub type OverridePlaces = BTreeMap<String, Utf8PathBuf>;

#[derive(Debug, Default)]
pub struct LinksTables {
    /// Library -> triple -> override.
    written: BTreeMap<String, BTreeMap<String, WrittenOverride>>,
    /// Library -> the strongest file that configures it.
    places: OverridePlaces,
    warnings: Vec<String>,
}

impl LinksTables {
    /// Adds the table of a stronger file. A `cfg(...)` table cannot contain overrides.
    pub fn add(&mut self, path: &Utf8Path, triple: &str, table: PlatformTable) {
        if triple.starts_with("cfg(") {
            return;
        }
        for key in table.odd {
            let what =
                format!("`{key}` in [target.{triple}] is not a table, so it overrides no build script");
            self.warnings.push(format_warning(
                &what,
                "cargo rejects it when it builds for that target",
                "remove the key",
                Some(path),
            ));
        }
        for (library, written) in table.links {
            self.places.insert(library.clone(), path.to_owned());
            let known = self.written.entry(library).or_default().entry(triple.to_owned()).or_default();
            known.merge_stronger(written);
        }
    }

    pub fn override_places(&self) -> &OverridePlaces {
        &self.places
    }

    /// Returns the overrides and the warnings. Relative search folders start from `root`, because rustc runs there.
    pub fn links_overrides(&self, root: &Utf8Path) -> (LinksOverrides, Vec<String>) {
        let mut warnings = self.warnings.clone();
        let mut all = LinksOverrides::new();
        for (library, triples) in &self.written {
            for (triple, written) in triples {
                for key in OTHER_ARGUMENTS.iter().filter(|key| written.lists.contains_key(**key)) {
                    let what = format!("`{key}` in [target.{triple}.{library}] is ignored");
                    let help = format!("use `{ARGUMENTS}`, which applies to the whole package");
                    let place = self.places.get(library).map(Utf8PathBuf::as_path);
                    warnings.push(format_warning(
                        &what,
                        "Bazel rules cannot apply it to one kind of target only",
                        &help,
                        place,
                    ));
                }
                for flag in
                    written.link_flags().iter().filter_map(|(kind, value)| kind.is_none().then_some(value))
                {
                    let what = format!("`{flag}` in `{FLAGS}` of [target.{triple}.{library}] is ignored");
                    let place = self.places.get(library).map(Utf8PathBuf::as_path);
                    let note = "cargo accepts only -l and -L there";
                    warnings.push(format_warning(
                        &what,
                        note,
                        "use the matching key instead, such as `rustc-cfg`",
                        place,
                    ));
                }
                all.entry(library.clone()).or_default().insert(triple.clone(), written.to_override(root));
            }
        }
        (all, warnings)
    }
}

/// Warns of libraries that no package links, since most of them are typos. Omits files below `home`: they apply to all
/// projects of the user, so not every library needs to occur in each.
pub fn warn_of_unused<'a>(
    places: &OverridePlaces,
    home: Option<&Utf8Path>,
    linked: impl Iterator<Item = &'a str> + Clone,
) -> Vec<String> {
    let is_of_user = |place: &Utf8Path| home.is_some_and(|home| place.starts_with(home));
    let unknown = places
        .iter()
        .filter(|(library, place)| !is_of_user(place) && !linked.clone().any(|known| known == *library));
    let warning = |(library, place): (&String, &Utf8PathBuf)| {
        let what = format!(
            "[target.<triple>.{library}] overrides no build script: no package in Cargo.lock has links = \"{library}\""
        );
        let error = error::Error::new(Code::Configuration, what).at_path(place);
        let help = match did_you_mean(library, linked.clone()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove the table, or use the name in the package's `links` key".to_owned(),
        };
        error.help(help).to_string()
    };
    unknown.map(warning).collect()
}

fn format_warning(what: &str, note: &str, help: &str, place: Option<&Utf8Path>) -> String {
    let warning = error::Error::new(Code::Configuration, what).note(note).help(help);
    place.into_iter().fold(warning, |warning, place| warning.at_path(place)).to_string()
}

impl WrittenOverride {
    fn merge_stronger(&mut self, stronger: WrittenOverride) {
        for (key, list) in stronger.lists {
            merge_flags(self.lists.entry(key).or_default(), list);
        }
        self.env.extend(stronger.env);
        self.metadata.extend(stronger.metadata);
    }

    fn strings_of(&self, key: &str) -> Vec<String> {
        self.lists.get(key).and_then(Option::as_ref).map(flag_words).unwrap_or_default()
    }

    /// The libraries and search folders in [`FLAGS`]. Any other flag has no kind.
    fn link_flags(&self) -> Vec<(Option<LinkFlagKind>, String)> {
        let (mut found, flags) = (Vec::new(), self.strings_of(FLAGS));
        let mut flags = flags.into_iter();
        while let Some(flag) = flags.next() {
            let kind = match flag.get(..2) {
                Some("-l") => LinkFlagKind::Library,
                Some("-L") => LinkFlagKind::Folder,
                _ => {
                    found.push((None, flag));
                    continue;
                }
            };
            let value = flag[2..].to_owned();
            let value = if value.is_empty() { flags.next().unwrap_or_default() } else { value };
            found.push((Some(kind), value));
        }
        found
    }

    fn to_override(&self, root: &Utf8Path) -> LinksOverride {
        let mut libraries = Vec::new();
        let mut folders = Vec::new();
        for (kind, value) in self.link_flags() {
            match kind {
                Some(LinkFlagKind::Library) => libraries.push(value),
                Some(LinkFlagKind::Folder) => folders.push(value),
                None => {}
            }
        }
        libraries.extend(self.strings_of(LIBRARIES));
        folders.extend(self.strings_of(SEARCH));
        LinksOverride {
            cfgs: self.strings_of(CFG),
            env: self.env.clone(),
            link_libs: libraries,
            link_search: folders
                .iter()
                .map(|folder| SearchFolder { path: rebase(folder, root), relative: !is_absolute(folder) })
                .collect(),
            link_args: self.strings_of(ARGUMENTS),
            metadata: self.metadata.clone(),
        }
    }
}

fn is_absolute(folder: &str) -> bool {
    Utf8Path::new(folder.split_once('=').map_or(folder, |(_, folder)| folder)).is_absolute()
}

/// A folder may have a kind as its prefix: `native=/usr/lib`.
fn rebase(folder: &str, root: &Utf8Path) -> String {
    const KINDS: [&str; 5] = ["all", "crate", "dependency", "framework", "native"];
    match folder.split_once('=').filter(|(kind, _)| KINDS.contains(kind)) {
        Some((kind, folder)) => format!("{kind}={}", root.join(folder)),
        None => root.join(folder).into_string(),
    }
}

impl<'de> Deserialize<'de> for PlatformTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PlatformTable, D::Error> {
        deserializer.deserialize_map(PlatformVisitor)
    }
}

/// `#[serde(flatten)]` would lose the positions of errors.
struct PlatformVisitor;

impl<'de> Visitor<'de> for PlatformVisitor {
    type Value = PlatformTable;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PlatformTable, A::Error> {
        let mut table = PlatformTable::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "rustflags" => table.rustflags = Some(map.next_value()?),
                "ar" | "linker" | "runner" | "rustdocflags" => drop(map.next_value::<IgnoredAny>()?),
                _ => {
                    let LibraryTable(written) = map.next_value()?;
                    match written {
                        Some(written) => drop(table.links.insert(key, written)),
                        None => table.odd.push(key),
                    }
                }
            }
        }
        Ok(table)
    }
}

/// A table, or another value.
struct LibraryTable(Option<WrittenOverride>);

impl<'de> Deserialize<'de> for LibraryTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LibraryTable, D::Error> {
        deserializer.deserialize_any(LibraryVisitor)
    }
}

struct LibraryVisitor;

impl<'de> Visitor<'de> for LibraryVisitor {
    type Value = LibraryTable;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<LibraryTable, E> {
        Ok(LibraryTable(None))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<LibraryTable, E> {
        Ok(LibraryTable(None))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<LibraryTable, E> {
        Ok(LibraryTable(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<LibraryTable, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(LibraryTable(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LibraryTable, A::Error> {
        let mut written = WrittenOverride::default();
        while let Some(key) = map.next_key::<String>()? {
            if let Some(list) = LISTS.iter().find(|list| **list == key) {
                written.lists.insert(list, Some(map.next_value()?));
                continue;
            }
            match key.as_str() {
                "rustc-env" => written.env = map.next_value()?,
                "warning" | "rerun-if-changed" | "rerun-if-env-changed" => {
                    return Err(A::Error::custom(format!(
                        "`{key}` is not supported in a build script override"
                    )));
                }
                _ => drop(written.metadata.insert(key, map.next_value()?)),
            }
        }
        Ok(LibraryTable(Some(written)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> PlatformTable {
        toml::from_str(text).expect("a table")
    }

    #[test]
    fn override_is_read_and_stronger_files_add_to_it() {
        let weaker = table(
            "linker = 'x'\nodd = ['a']\n[z]\nrustc-cfg = ['a']\nrustc-link-search = 'native=lib /abs'\nversion = '1'",
        );
        let stronger = table(
            "[z]\nrustc-cfg = 'b'\nrustc-flags = '-l z --cfg x -Lmore'\nversion = '2'\nrustc-env = { K = 'v' }\nrustc-link-arg-bins = ['c']",
        );
        let mut tables = LinksTables::default();
        for found in [weaker, stronger] {
            tables.add(Utf8Path::new("/w/.cargo/config.toml"), "t", found);
        }
        let (found, warnings) = tables.links_overrides(Utf8Path::new("/w"));
        let found = &found["z"]["t"];
        assert_eq!(found.cfgs, ["b"], "a string replaces, as cargo has it");
        let folders = found.link_search.iter().map(|folder| (folder.path.as_str(), folder.relative));
        assert_eq!(
            folders.collect::<Vec<_>>(),
            [("/w/more", true), ("native=/w/lib", true), ("/abs", false)]
        );
        assert_eq!(found.link_libs, ["z"]);
        assert_eq!(found.metadata["version"], "2");
        assert_eq!(found.env["K"], "v");
        let count = |part: &str| warnings.iter().filter(|warning| warning.contains(part)).count();
        let parts = [
            "`odd` in [target.t] is not a table",
            "`rustc-link-arg-bins` in",
            "`--cfg` in",
            "`x` in `rustc-flags`",
        ];
        assert_eq!(parts.map(count), [1, 1, 1, 1], "{warnings:?}");
        assert_eq!(warnings.len(), 4, "{warnings:?}");
    }

    #[test]
    fn a_library_that_nobody_links_is_told() {
        let places: OverridePlaces = [
            ("ssl", "/w/.cargo/config.toml"),
            ("z", "/w/.cargo/config.toml"),
            ("curl", "/home/.cargo/config.toml"),
        ]
        .map(|(library, place)| (library.to_owned(), place.into()))
        .into();
        let one = warn_of_unused(&places, Some(Utf8Path::new("/home/.cargo")), ["openssl", "z"].into_iter());
        assert_eq!(one.len(), 1, "{one:?}");
        assert!(one[0].starts_with("CU0024: [target.<triple>.ssl]"), "{one:?}");
        assert!(one[0].contains("at /w/.cargo/config.toml"), "{one:?}");
    }

    #[test]
    fn what_cargo_refuses_is_an_error() {
        for text in ["[z]\nwarning = 'a'", "[z]\nrustc-cfg = 1", "[z]\nversion = 1", "rustflags = 1"] {
            assert!(toml::from_str::<PlatformTable>(text).is_err(), "{text}");
        }
    }
}
