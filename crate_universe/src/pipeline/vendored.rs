//! The second half of `crates_vendor`: a tree that is rendered, against the disk. Takes what the way through has found
//! out, writes files, and says what it did; where it shall only check, it says what differs.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::input::{Config, FactSources, Toolchain, Vendor};
use crate::render::tree::{File, Form, Piece, Tree};
use crate::resolve::packages::Packages;
use crate::{cli, paths, render, resolve, write};

use super::{complete, named};

/// The packages that are to be vendored. Where the workspace's configuration names the tree as their place, and the tree
/// lacks what Cargo.lock has now, only a cargo that does not see it can say anything.
pub fn locked(config: &Config, vendor: &Vendor, facts: &FactSources) -> Result<Packages> {
    let ask = |toolchain: &Toolchain| complete(toolchain, &named(config), facts);
    match ask(&config.toolchain) {
        Err(error) if vendor.mode.keeps_packages() => {
            ask(&Toolchain { apart: true, ..config.toolchain.clone() }).or(Err(error))
        }
        packages => packages,
    }
}

/// Makes the disk hold a tree, or says where it does not.
pub fn vendored(
    config: &Config,
    vendor: &Vendor,
    packages: &Packages,
    tree: &Tree,
    check: bool,
) -> Result<()> {
    let patches = resolve::sources::patches(&vendor.workspace_dir, tree.patches())?;
    let root = vendor.dir();
    let cache = FactSources::from_environment().cache;
    let wanted = write::Wanted {
        root: &root,
        texts: &tree.texts,
        pieces: pieces(tree, packages, &patches),
        is_ours: render::is_ours,
        cache: cache.as_deref(),
    };
    let config_file = source_config(vendor, packages, tree)?;
    if check {
        let mut wrong = write::differences(&wanted);
        wrong.extend(
            config_file.filter(|file| file.present != file.text).map(|file| format!("{} differs", file.path)),
        );
        wrong.extend(
            config.lock.iter().filter(|_| !packages.committed).map(|lock| format!("{lock} is empty")),
        );
        return write::differ(&root, &wrong, &vendor.cure());
    }
    let survey = write::survey(&wanted)?;
    for damaged in &survey.damaged {
        write::stderr(&format!("warning: {damaged}: the package is written anew"));
    }
    let missing = survey.missing().into_iter().map(|place| tree.pieces[place].ix).collect::<Vec<_>>();
    let sources = resolve::sources::find(&config.toolchain, &config.facts, packages, &missing)?;
    let changes = survey.commit(&wanted, &|place| {
        let piece = &tree.pieces[place];
        if let Form::Archive = piece.form {
            return Ok(vec![File {
                path: String::new(),
                bytes: sources.archive(piece.ix)?,
                executable: false,
            }]);
        }
        let seal = wanted.pieces[place].seal.clone();
        render::tree::content(piece, &packages.list[piece.ix], sources.read(piece.ix)?, &patches, seal)
    })?;
    if let Some(file) = config_file {
        write::file(&file.path, file.text.as_bytes())?;
    } else if vendor.mode.keeps_packages() {
        write::stdout(&render::tree::snippet(packages, &tree.pieces, &vendor.package))?;
    }
    let count = tree.texts.len() + tree.pieces.len();
    write::stderr(&format!("{}: {count} files and packages, {changes}", vendor.package));
    Ok(())
}

fn pieces<'a>(
    tree: &'a Tree,
    packages: &Packages,
    patches: &BTreeMap<String, String>,
) -> Vec<write::Piece<'a>> {
    let of = |piece: &'a Piece| write::Piece {
        name: &piece.name,
        seal: piece.seal(packages, patches),
        is_file: matches!(piece.form, Form::Archive),
    };
    tree.pieces.iter().map(of).collect()
}

/// cargo's configuration as it is, and as it shall be.
struct ConfigFile {
    path: Utf8PathBuf,
    present: String,
    text: String,
}

/// None where the user wants none to be written.
fn source_config(vendor: &Vendor, packages: &Packages, tree: &Tree) -> Result<Option<ConfigFile>> {
    let Some(path) = vendor.source_config.as_ref().filter(|_| vendor.mode.keeps_packages()) else {
        return Ok(None);
    };
    // Paths in it start from the folder that `.cargo` is in.
    let base = path.parent().and_then(Utf8Path::parent).unwrap_or(path);
    let directory = paths::relative(base, &vendor.dir());
    let snippet = render::tree::snippet(packages, &tree.pieces, directory.as_str());
    let present = std::fs::read_to_string(path).unwrap_or_default();
    let text = render::tree::joined(&present, &snippet).map_err(|error| error.at(path))?;
    Ok(Some(ConfigFile { path: path.clone(), present, text }))
}

/// Hashes every file of a vendored tree.
pub fn verify(arguments: &cli::Verify) -> Result<()> {
    let named = arguments.tree.canonicalize_utf8().map_err(|error| {
        Error::new(Code::Read, format!("there is no vendored tree: {error}")).at(&arguments.tree)
    })?;
    let root = if named.is_dir() { named.as_path() } else { named.parent().unwrap_or(&named) };
    let (packages, files) = write::tree(root, &arguments.cure)?;
    write::stdout(&format!("{packages} packages, {files} files, all as their checksums say\n"))
}
