//! Cargo's configuration, as far as it changes what a workspace resolves to: rustflags. Takes the workspace's root and
//! the toolchain, gives the flags of all files that cargo would read, merged as cargo merges them. Never looks at the
//! environment's own flags: Bazel does not hand them on. See <https://doc.rust-lang.org/cargo/reference/config.html>.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::error::{Code, Error, Result};
use crate::input::Toolchain;

use super::packages::Rustflags;

/// The keys that are read here; all others are cargo's business.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    include: Vec<Include>,
    build: Table,
    target: BTreeMap<String, Table>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Table {
    rustflags: Option<Flags>,
}

/// One string is split at spaces.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Flags {
    Text(String),
    List(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Include {
    Path(Utf8PathBuf),
    Table {
        path: Utf8PathBuf,
        #[serde(default)]
        optional: bool,
    },
}

/// The flags, and every file that was read or would have been if it existed.
pub fn read(toolchain: &Toolchain, root: &Utf8Path) -> Result<(Rustflags, Vec<Utf8PathBuf>)> {
    let mut merged = Merged::default();
    // From the weakest to the strongest.
    for folder in folders(toolchain, root).into_iter().rev() {
        let names = [folder.join("config"), folder.join("config.toml")];
        if let Some(found) = names.iter().find(|path| path.is_file()) {
            merged.add(found)?;
        }
        merged.files.extend(names);
    }
    if let Some(named) = &toolchain.config {
        merged.add(named)?;
    }
    Ok((merged.flags(), merged.files))
}

/// The folders in which cargo looks for a configuration, the strongest first: the workspace's, those above it, its home.
fn folders(toolchain: &Toolchain, root: &Utf8Path) -> Vec<Utf8PathBuf> {
    let users = users_home();
    let mut folders: Vec<Utf8PathBuf> = root.ancestors().map(|dir| dir.join(".cargo")).collect();
    match &toolchain.cargo_home {
        // Isolation is from what one user has set up for all projects, even where it lies above the workspace.
        Some(own) => {
            folders.retain(|folder| Some(folder) != users.as_ref());
            folders.push(own.clone());
        }
        None => folders.extend(users.filter(|home| !root.ancestors().any(|dir| dir.join(".cargo") == *home))),
    }
    folders
}

fn users_home() -> Option<Utf8PathBuf> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty()).map(Utf8PathBuf::from);
    let home = || variable(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
    variable("CARGO_HOME").or_else(|| home().map(|home| home.join(".cargo")))
}

#[derive(Default)]
struct Merged {
    build: Option<Flags>,
    target: BTreeMap<String, Flags>,
    files: Vec<Utf8PathBuf>,
}

impl Merged {
    fn add(&mut self, path: &Utf8Path) -> Result<()> {
        self.files.push(path.to_owned());
        let text = std::fs::read_to_string(path).map_err(|error| {
            Error::new(Code::Read, format!("the configuration cannot be read: {error}")).at(path)
        })?;
        let file: File = toml::from_str(&text).map_err(|error| {
            let what = format!("a configuration of cargo is not valid: {}", error.message());
            let offset = error.span().map_or(0, |span| span.start);
            Error::new(Code::Configuration, what).at_offset(path, &text, offset)
        })?;
        // What a file includes is weaker than the file.
        for include in &file.include {
            let (included, optional) = match include {
                Include::Path(path) => (path, false),
                Include::Table { path, optional } => (path, *optional),
            };
            let included = path.parent().unwrap_or(Utf8Path::new("")).join(included);
            match optional && !included.exists() {
                true => self.files.push(included),
                false => self.add(&included)?,
            }
        }
        merge(&mut self.build, file.build.rustflags);
        for (key, table) in file.target {
            let mut flags = self.target.remove(&key);
            merge(&mut flags, table.rustflags);
            self.target.extend(flags.map(|flags| (key, flags)));
        }
        Ok(())
    }

    fn flags(&self) -> Rustflags {
        let target = self.target.iter().map(|(key, flags)| (key.clone(), words(flags)));
        Rustflags { build: self.build.as_ref().map(words).unwrap_or_default(), target: target.collect() }
    }
}

/// A stronger list comes behind a weaker one, a stronger string replaces it.
fn merge(weaker: &mut Option<Flags>, stronger: Option<Flags>) {
    match (&mut *weaker, stronger) {
        (_, None) => {}
        (Some(Flags::List(weaker)), Some(Flags::List(stronger))) => weaker.extend(stronger),
        (_, stronger) => *weaker = stronger,
    }
}

fn words(flags: &Flags) -> Vec<String> {
    match flags {
        Flags::Text(text) => {
            text.split(' ').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        }
        Flags::List(list) => list.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_merged_as_in_cargo() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = Utf8Path::from_path(dir.path()).expect("a path").join("a/b");
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            #[expect(clippy::disallowed_methods, reason = "a test prepares its files")]
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
        let (flags, files) = read(&toolchain, &root).expect("files are read");
        assert_eq!(flags.build, ["a", "b", "c", "d"]);
        assert_eq!(flags.target, [("cfg(unix)".to_owned(), vec!["u".to_owned(), "v".to_owned()])]);
        assert!(files.contains(&root.join(".cargo/more.toml")), "{files:?}");
    }
}
