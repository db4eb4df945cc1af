//! The tables in cargo's configuration that make cargo use a vendored tree for all packages.
//! See <https://doc.rust-lang.org/cargo/reference/source-replacement.html>.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Code, Error, Result};
use crate::resolve::packages::LockedPackages;
use crate::{registry, source_id};

use super::pieces::{PackageForm, TreePackage};

/// The names of the sources that the tree provides, and their keys.
const FOLDERS: (&str, &str) = ("vendored-sources", "directory");
const ARCHIVES: (&str, &str) = ("vendored-registry", "local-registry");

/// The lines around our section in the user's configuration file.
const BEGIN: &str = "# Begin of what crates_vendor writes: where cargo finds vendored packages.";
const END: &str = "# End of what crates_vendor writes.";

/// The tables, in the form that `cargo vendor` prints. `directory`: the tree, relative to the folder that contains
/// `.cargo`.
pub fn source_snippet(packages: &LockedPackages, pieces: &[TreePackage], directory: &str) -> String {
    let mut tables: BTreeMap<String, Vec<(&str, String)>> = BTreeMap::new();
    let kept = pieces.iter().filter_map(|piece| {
        let source = packages.list[piece.ix].id.source.as_str()?;
        Some((source, if matches!(piece.form, PackageForm::Archive { .. }) { ARCHIVES } else { FOLDERS }))
    });
    for (source, (tree, key)) in kept.collect::<BTreeSet<_>>() {
        let (name, mut entries) = replaced_source(source);
        entries.push(("replace-with", tree.to_owned()));
        tables.insert(name, entries);
        tables.insert(tree.to_owned(), vec![(key, directory.to_owned())]);
    }
    let table = |(name, entries): (String, Vec<(&str, String)>)| {
        let bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let name = if bare { name } else { quote_toml(&name) };
        let lines = entries.into_iter().map(|(key, value)| format!("{key} = {}\n", quote_toml(&value)));
        format!("[source.{name}]\n{}", lines.collect::<String>())
    };
    tables.into_iter().map(table).collect::<Vec<_>>().join("\n")
}

/// Cargo's name for a source, and the keys that define it.
fn replaced_source(source: &str) -> (String, Vec<(&'static str, String)>) {
    if registry::is_crates_io(source) {
        return (registry::CRATES_IO_NAME.to_owned(), Vec::new());
    }
    let Some(git) = source_id::parse_git_source(source) else {
        let address = registry::name_of_index(source);
        return (address.to_owned(), vec![("registry", address.to_owned())]);
    };
    let key = git.reference.and_then(|(key, value)| {
        let key = ["branch", "rev", "tag"].into_iter().find(|known| *known == key)?;
        Some((key, value.to_owned()))
    });
    let name = source_id::git_source(git.address, key.as_ref().map(|(key, value)| format!("{key}={value}")));
    (name, [("git", git.address.to_owned())].into_iter().chain(key).collect())
}

/// A TOML basic string; every JSON string is one.
fn quote_toml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The configuration file with the tables, or without our section if there are no tables. The user's own content is
/// kept.
pub fn join_snippet(present: &str, snippet: &str) -> Result<String> {
    let (before, after) = match present.split_once(BEGIN) {
        None if snippet.is_empty() => return Ok(present.to_owned()),
        None => (present, ""),
        Some((before, rest)) => match rest.split_once(END) {
            Some((ours, after)) if !ours.contains(BEGIN) => {
                check_only_sources(ours)?;
                (before, after)
            }
            _ => {
                let what = "the section that crates_vendor maintains in Cargo's configuration has no end";
                return Err(Error::new(Code::Configuration, what)
                    .note(format!("the line that ends it is missing: {END}"))
                    .help("restore that line after the [source] tables of crates_vendor, or remove the whole section"));
            }
        },
    };
    let (before, after) = (before.trim_end(), after.trim_start());
    let gap = if before.is_empty() { "" } else { "\n\n" };
    let text = match snippet {
        "" if before.is_empty() => after.to_owned(),
        "" if after.is_empty() => format!("{before}\n"),
        "" => format!("{before}\n\n{after}"),
        _ => format!("{before}{gap}{BEGIN}\n{snippet}{END}\n{after}"),
    };
    match toml::from_str::<toml::Table>(&text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let what = format!(
                "the [source] tables of the tree cannot be added to Cargo's configuration: {}",
                error.message()
            );
            Err(Error::new(Code::Configuration, what)
                .note("the tables are added at the end of the file, and a file can define a table only once")
                .help("remove your own definition of that table, or `source_config` from the target"))
        }
    }
}

/// Fails if our section contains keys that someone else added, because they would be lost.
fn check_only_sources(ours: &str) -> Result<()> {
    let table = toml::from_str::<toml::Table>(ours).map_err(|error| {
        let what = "the section that crates_vendor maintains in Cargo's configuration is not valid TOML";
        Error::new(Code::Configuration, what)
            .note(error.message())
            .help("remove the section with its two comment lines, and run this again")
    })?;
    let Some(key) = table.keys().find(|key| *key != "source") else { return Ok(()) };
    let what = format!(
        "the section that crates_vendor maintains in Cargo's configuration has a key of yours: `{key}`"
    );
    Err(Error::new(Code::Configuration, what)
        .note("crates_vendor replaces everything between its two comment lines")
        .help("move that key out of the section, and run this again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_wrote_stays() {
        let tables = "[source.crates-io]\nreplace-with = \"x\"\n";
        let own = "[net]\noffline = true";
        let once = join_snippet(own, tables).expect("a configuration");
        let behind = format!("{once}[build]\njobs = 1\n");
        let twice = join_snippet(&behind, tables).expect("a configuration");
        assert_eq!(twice, behind);
        assert!(twice.starts_with(own) && twice.ends_with("[build]\njobs = 1\n"));
        // If a merge removes our end line, everything after it would be lost.
        assert!(join_snippet(&behind.replace(END, ""), tables).is_err());
        assert!(join_snippet(&format!("{}{once}", once.replace(END, "")), tables).is_err());
        // Neither a key of the user's nor a text that is no TOML is written over.
        for own in ["[net]\nretry = 1\n", "<<<<<<< ours\n"] {
            assert!(join_snippet(&once.replace(END, &format!("{own}{END}")), tables).is_err(), "{own}");
        }
    }
}
