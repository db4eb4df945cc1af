//! Copies the workspace's configuration of cargo, but without the sources that are vendored trees, because a tree must
//! be written from the original sources. Cargo then runs in a separate folder with this configuration. The
//! configuration in cargo's home is not copied: cargo finds it wherever it runs.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

use crate::error::{Code, Error, Result};
use crate::input::Toolchain;
use crate::paths::is_same_file;
use crate::resolve::cargo::config_includes::ConfigIncludes;
use crate::resolve::cargo::configuration::{self, ConfigInclude};
use crate::resolve::facts::directory_contents::is_vendored_by_us;

/// The keys of a source that is a folder.
const PLACES: [&str; 2] = ["directory", "local-registry"];

/// See <https://doc.rust-lang.org/cargo/reference/config.html#credentials>.
const SECRETS: [&str; 2] = ["token", "secret-key"];

/// Where cargo looks for a configuration, from the folder in which it runs.
pub const FILE: &str = ".cargo/config.toml";

/// A configuration without our vendored trees.
pub struct IsolatedConfiguration {
    pub text: String,
    /// The files that name such a tree as a source.
    pub leading: Vec<Utf8PathBuf>,
}

pub fn isolate_configuration(
    toolchain: &Toolchain,
    root: &Utf8Path,
    tree: &Utf8Path,
) -> Result<IsolatedConfiguration> {
    let mut merged = IsolatedTables { table: Table::new(), leading: Vec::new() };
    let home = toolchain.home();
    let files = configuration::files(toolchain, root).into_iter();
    let outside = files.filter(|path: &Utf8PathBuf| path.parent() != home.as_deref());
    let mut includes = ConfigIncludes::default();
    for path in outside.chain(toolchain.config.clone()) {
        add_file(&path, tree, &mut merged, &mut includes)?;
    }
    let text = toml::to_string(&merged.table)
        .map_err(|error| Error::new(Code::Internal, format!("Cargo's configuration: {error}")))?;
    Ok(IsolatedConfiguration { text, leading: merged.leading })
}

struct IsolatedTables {
    table: Table,
    leading: Vec<Utf8PathBuf>,
}

/// Merges a file that takes precedence over those before it. The file itself takes precedence over what it includes.
fn add_file(
    path: &Utf8Path,
    tree: &Utf8Path,
    merged: &mut IsolatedTables,
    open: &mut ConfigIncludes,
) -> Result<()> {
    open.enter_file(path)?;
    let mut table: Table = configuration::parse_file(path)?;
    let includes =
        table.remove("include").and_then(|includes| includes.try_into::<Vec<ConfigInclude>>().ok());
    for include in includes.iter().flatten() {
        let included = include.included_path(path);
        if included.exists() || !include.is_optional() {
            add_file(&included, tree, merged, open)?;
        }
    }
    open.leave_file();
    let base = configuration::base_dir(path);
    change_paths(&mut table, &mut |value| {
        let absolute = value.as_str().map(|path| base.join(path).into_string());
        absolute.into_iter().for_each(|path| *value = Value::String(path));
    });
    if remove_tree_sources(&mut table, tree) {
        merged.leading.push(path.to_owned());
    }
    remove_secrets(&mut table);
    merge_tables(&mut merged.table, table);
    Ok(())
}

/// Applies `change` to every path that is relative to the folder of its file.
/// See <https://doc.rust-lang.org/cargo/reference/config.html#config-relative-paths>.
fn change_paths(table: &mut Table, change: &mut dyn FnMut(&mut Value)) {
    for source in subtables(table.get_mut("source")) {
        for key in PLACES {
            source.get_mut(key).into_iter().for_each(&mut *change);
        }
    }
    for patched in subtables(table.get_mut("patch")) {
        for (_, patch) in patched.iter_mut() {
            patch.get_mut("path").into_iter().for_each(&mut *change);
        }
    }
    for variable in subtables(table.get_mut("env")) {
        if variable.get("relative").and_then(Value::as_bool) == Some(true) {
            variable.get_mut("value").into_iter().for_each(&mut *change);
        }
    }
    table.get_mut("paths").and_then(Value::as_array_mut).into_iter().flatten().for_each(&mut *change);
    table.get_mut("http").and_then(|http| http.get_mut("cainfo")).into_iter().for_each(change);
}

fn subtables(parent: Option<&mut Value>) -> impl Iterator<Item = &mut Table> {
    let entries = parent.and_then(Value::as_table_mut).into_iter().flatten();
    entries.filter_map(|(_, entry)| entry.as_table_mut())
}

/// Removes sources that are this tree or another one of ours, and the replacements that refer to them. Returns whether
/// there were any.
fn remove_tree_sources(table: &mut Table, tree: &Utf8Path) -> bool {
    let Some(sources) = table.get_mut("source").and_then(Value::as_table_mut) else { return false };
    let is_tree = |source: &Value| {
        let mut places = PLACES.into_iter().filter_map(|key| source.get(key)?.as_str().map(Utf8Path::new));
        places.any(|place| is_same_file(place, tree) || is_vendored_by_us(place))
    };
    let own: BTreeSet<String> =
        sources.iter().filter(|(_, source)| is_tree(source)).map(|(name, _)| name.clone()).collect();
    sources.retain(|name, source| {
        let stand_in = source.get("replace-with").and_then(Value::as_str);
        !own.contains(name) && !stand_in.is_some_and(|name| own.contains(name))
    });
    !own.is_empty()
}

/// The tables that this program, or the isolated cargo, needs.
const NEEDED: [&str; 14] = [
    "build",
    "credential-alias",
    "env",
    "host",
    "http",
    "net",
    "patch",
    "paths",
    "registries",
    "registry",
    "resolver",
    "source",
    "target",
    "unstable",
];

/// The written configuration contains no credentials, even though it is temporary.
fn remove_secrets(table: &mut Table) {
    table.retain(|key, _| NEEDED.contains(&key));
    let forget = |registry: &mut Table| SECRETS.into_iter().for_each(|key| drop(registry.remove(key)));
    table.get_mut("registry").and_then(Value::as_table_mut).into_iter().for_each(forget);
    subtables(table.get_mut("registries")).for_each(forget);
}

/// Merges as cargo does: tables key by key, lists joined with the stronger one last. Otherwise the stronger value wins.
/// See <https://doc.rust-lang.org/cargo/reference/config.html#hierarchical-structure>.
fn merge_tables(weaker: &mut Table, stronger: Table) {
    for (key, value) in stronger {
        match (weaker.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge_tables(below, above),
            (Some(Value::Array(below)), Value::Array(above)) => below.extend(above),
            (_, value) => drop(weaker.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test prepares its files")]
    fn all_is_there_but_the_tree() {
        let dir = tempfile::tempdir().expect("a folder");
        let outer = Utf8Path::from_path(dir.path()).expect("a path");
        let root = outer.join("workspace");
        let tree = root.join("third_party/crates");
        std::fs::create_dir_all(outer.join(".cargo")).expect("a folder");
        std::fs::create_dir_all(root.join(".cargo")).expect("a folder");
        std::fs::create_dir_all(&tree).expect("a folder");
        let write = |path: &str, text: &str| std::fs::write(outer.join(path), text).expect("a file");
        write(
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = 'mirror'\n[source.mirror]\nregistry = 'https://mirror.test'\n\
             [net]\nretry = 1\noffline = false\n[http]\ncainfo = 'ca.pem'\n",
        );
        write(
            "workspace/.cargo/config.toml",
            "include = ['more.toml']\npaths = ['over']\n[net]\nretry = 2\n\
             [env]\nA = 'a'\nB = { value = 'b', relative = true }\n\
             [patch.crates-io]\none = { path = 'one' }\ntwo = { git = 'https://forge.test/two' }\n\
             [source.crates-io]\nreplace-with = 'vendored-sources'\n\
             [source.'git+https://forge.test/two']\ngit = 'https://forge.test/two'\nreplace-with = 'vendored-sources'\n\
             [source.vendored-sources]\ndirectory = 'third_party/crates'\n",
        );
        write(
            "workspace/.cargo/more.toml",
            "registries.acme = { index = 'https://acme.test', token = 'a' }\nregistry.token = 'b'\nnet.retry = 3\n",
        );
        let toolchain = Toolchain { cargo_home: Some(outer.join("home")), ..Toolchain::default() };
        let text = isolate_configuration(&toolchain, &root, &tree).expect("a configuration").text;
        let wanted = format!(
            "paths = ['{root}/over']\n[env]\nA = 'a'\nB = {{ value = '{root}/b', relative = true }}\n[http]\ncainfo = '{outer}/ca.pem'\n[net]\nretry = 2\noffline = false\n\
             [patch.crates-io]\none = {{ path = '{root}/one' }}\ntwo = {{ git = 'https://forge.test/two' }}\n\
             [source.crates-io]\nreplace-with = 'mirror'\n[source.mirror]\nregistry = 'https://mirror.test'\n\
             [registries.acme]\nindex = 'https://acme.test'\n[registry]\n",
        );
        let parsed = |text: &str| toml::from_str::<Table>(text).expect("TOML");
        assert_eq!(parsed(&text), parsed(&wanted), "{text}");
    }
}
