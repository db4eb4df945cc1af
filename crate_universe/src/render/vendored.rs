//! The files of a vendored hub whose packages are repositories: BUILD files, and `crates.bzl` which declares them. Takes
//! the plan, gives text by path.

use camino::Utf8Path;

use crate::error::Result;
use crate::input::{Mode, Vendor};
use crate::label;
use crate::plan::{HubPlan, Origin, Patching, Spoke};

use super::crates::{self, Repositories};
use super::starlark::Star;
use super::style::{FileSet, Style, path_of};
use super::{hub, spoke};

pub fn files(style: &Style<'_>, vendor: &Vendor, plan: &HubPlan) -> Result<FileSet> {
    let mut files = FileSet::new();
    for planned in &plan.spokes {
        let text = spoke::build_file(style, &plan.conditions, planned)?;
        hub::join(&mut files, FileSet::from([(build_file_path(style, planned), text)]))?;
    }
    let repositories = repositories(style, vendor, plan)?;
    hub::join(&mut files, crates::files(style, plan, &vendor.package, Some(&repositories))?)?;
    // Labels name these files from repositories, so they are exported.
    let mut exported: Vec<String> = files.keys().filter(|path| !path.contains('/')).cloned().collect();
    exported.push("BUILD.bazel".to_owned());
    exported.sort();
    hub::join(&mut files, hub::build_files(style, plan, &exported)?)?;
    let tags = if vendor.mode == Mode::Repository { &[] } else { hub::MANUAL };
    hub::join(&mut files, hub::sub_packages(style, plan, tags)?)?;
    hub::make_packages(style, &mut files)?;
    Ok(files)
}

fn build_file_path(style: &Style<'_>, spoke: &Spoke) -> String {
    let version = spoke.key.get(spoke.name.len() + 1..).unwrap_or_default();
    path_of(&style.render.build_file.fill(&[("name", &spoke.name), ("version", version)]))
}

fn repositories(style: &Style<'_>, vendor: &Vendor, plan: &HubPlan) -> Result<Repositories> {
    let label = |path: &str| Star::Apply("Label", Box::new(Star::text(crates::label(&vendor.package, path))));
    let mut rules = Vec::new();
    // Labels, so that a module may bring its own tree; folders in it are no packages of Bazel.
    let within = |path: &str| {
        let label = Star::text(format!("//{}:{path}", vendor.package));
        (vendor.mode == Mode::Tarball).then(|| Star::Apply("Label", Box::new(label)))
    };
    let [crates_module, _] = crates::paths(style.render);
    let hub = vec![
        ("name", Star::text(style.hub)),
        ("build_file", label("BUILD.bazel")),
        ("cfg_build_file", label("cfg/BUILD.bazel")),
        ("crates_module", label(&crates_module)),
        ("packages", Star::texts(hub::packages(plan))),
    ];
    let mut statements = Vec::new();
    // A repository that holds these files is the hub itself.
    if vendor.mode != Mode::Repository {
        rules.push("crates_vendor_remote_repository");
        statements.push(Star::Call(rules[0], hub).write()?);
    }
    // A tree of archives has folders of what git repositories hold.
    for shared in plan.checkouts.iter().filter(|_| vendor.mode != Mode::Tarball) {
        let mut arguments = vec![
            ("name", Star::text(&shared.repository)),
            ("commit", Star::text(&shared.commit)),
            ("remote", Star::text(&shared.remote)),
        ];
        arguments.extend(said("shallow_since", &shared.shallow_since));
        rules.push("crate_git_checkout");
        statements.push(Star::Call("crate_git_checkout", arguments).write()?);
    }
    for planned in &plan.spokes {
        let (rule, mut arguments) = declaration(planned, vendor, &within);
        arguments.push(("name", Star::text(&planned.repository)));
        arguments.push(("build_file", label(&build_file_path(style, planned))));
        arguments.sort_by_key(|(name, _)| (*name != "name", *name));
        statements.push(Star::Call(rule, arguments).write()?);
        rules.push(rule);
    }
    rules.sort_unstable();
    rules.dedup();
    let direct = plan.direct.iter().map(|direct| {
        let arguments =
            vec![("repo", Star::text(&direct.repository)), ("is_dev_dep", Star::Flag(direct.dev_only))];
        Star::Call("struct", arguments)
    });
    statements.push(format!("return {}", Star::List(direct.collect()).write()?));
    let statements = statements.iter().map(|statement| indented(statement)).collect();
    Ok(Repositories { rules, statements })
}

/// `within`: the label of a file in the tree, where the tree holds the packages.
fn declaration<'a>(
    spoke: &'a Spoke,
    vendor: &Vendor,
    within: &dyn Fn(&str) -> Option<Star<'a>>,
) -> (&'static str, Vec<(&'static str, Star<'a>)>) {
    let archive = |place, sha256: &'a str, strip_prefix: &'a str, changes: &'a Patching| {
        let place = within(&format!("{strip_prefix}.crate")).map_or(place, |label| ("file", label));
        let mut arguments = vec![
            place,
            ("sha256", Star::text(sha256)),
            ("strip_prefix", Star::text(strip_prefix)),
            ("type", Star::text("tar.gz")),
        ];
        arguments.extend(patching(changes, vendor));
        ("crate_archive", arguments)
    };
    let manifest = within(&format!("{}/Cargo.toml", spoke.key)).filter(|_| has_folder(spoke, vendor));
    if let Some(manifest) = manifest {
        return ("crate_directory", vec![("manifest", manifest)]);
    }
    match &spoke.origin {
        Origin::Archive { urls, sha256, strip_prefix, patching: changes } => {
            archive(("urls", Star::texts(urls)), sha256, strip_prefix, changes)
        }
        Origin::File { path, sha256, strip_prefix, patching: changes } => {
            let path = Star::text(from_workspace(path, vendor));
            archive(("path", path), sha256, strip_prefix, changes)
        }
        Origin::Git { remote, commit, strip_prefix, shallow_since, checkout, patching: changes } => {
            let mut arguments = vec![
                ("commit", Star::text(commit)),
                ("remote", Star::text(remote)),
                ("strip_prefix", Star::text(strip_prefix)),
            ];
            arguments.extend(said("checkout", checkout));
            arguments.extend(said("shallow_since", shallow_since));
            arguments.extend(patching(changes, vendor));
            ("crate_git", arguments)
        }
        Origin::Directory { path } => {
            ("crate_directory", vec![("path", Star::text(from_workspace(path, vendor)))])
        }
    }
}

/// Whether the package of a spoke is kept in the tree.
pub fn is_in_tree(spoke: &Spoke, vendor: &Vendor) -> bool {
    match vendor.mode {
        Mode::Local => true,
        Mode::Tarball => has_folder(spoke, vendor),
        Mode::Remote | Mode::Repository => false,
    }
}

/// Whether a tree of archives holds a folder of a package: that of one from git, which cargo's configuration may have
/// there already.
pub fn has_folder(spoke: &Spoke, vendor: &Vendor) -> bool {
    match &spoke.origin {
        Origin::Git { .. } => true,
        Origin::Directory { path } => *path == vendor.dir().join(&spoke.key),
        Origin::Archive { .. } | Origin::File { .. } => false,
    }
}

/// A path within the workspace is the same for every user only when it is relative.
fn from_workspace(path: &Utf8Path, vendor: &Vendor) -> String {
    path.strip_prefix(&vendor.workspace_dir).unwrap_or(path).as_str().replace('\\', "/")
}

fn said<'a>(name: &'static str, text: &'a str) -> Option<(&'static str, Star<'a>)> {
    (!text.is_empty()).then(|| (name, Star::text(text)))
}

fn patching<'a>(patching: &'a Patching, vendor: &Vendor) -> Vec<(&'static str, Star<'a>)> {
    let Patching { patches, patch_args, patch_tool } = patching;
    // In a hub that a repository rule makes, `//` would be the hub.
    let main = if vendor.mode == Mode::Repository { "@" } else { "" };
    let labels = patches.iter().map(|patch| Star::text(label::seen_from(patch, main)));
    let labels = labels.map(|label| Star::Apply("Label", Box::new(label)));
    let arguments = [
        (!patches.is_empty(), "patches", Star::List(labels.collect())),
        (!patch_args.is_empty(), "patch_args", Star::texts(patch_args)),
        (!patch_tool.is_empty(), "patch_tool", Star::text(patch_tool)),
    ];
    arguments.into_iter().filter(|(said, ..)| *said).map(|(_, name, value)| (name, value)).collect()
}

/// A statement within the body of a function. Newlines within strings are escaped, so every line may be indented.
fn indented(statement: &str) -> String {
    statement.trim_end().replace('\n', "\n    ")
}
