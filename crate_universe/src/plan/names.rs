//! The names of packages in the hub, of their repositories and of their targets.
//!
//! A package is called `name-version`. If two sources have a package with the same name and version, a few digits of
//! the source's sha256 are added. Repository names and labels follow the user's templates.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use crate::digest;
use crate::error::{Code, Error, Result};
use crate::ids::{PackageId, crate_name};
use crate::input::template::NameTemplate;
use crate::input::{VendorConfig, VendorMode};
use crate::resolve::packages::{LockedPackage, PackageIx};

use super::plan_input::PlanInput;

pub struct TargetNames<'a> {
    input: &'a PlanInput<'a>,
    /// Packages with a repository or folder of their own.
    spokes: BTreeMap<PackageIx, SpokeName>,
    /// All other packages in a vendored tree, with the names of their folders.
    unused: BTreeMap<PackageIx, String>,
    /// Set if the BUILD files are in a tree in the workspace, instead of one repository for each package.
    tree: Option<&'a VendorConfig>,
    /// Names and series that several packages have.
    shared_series: BTreeSet<(&'a str, String)>,
    /// By package: the label of its library. Cached, since every dependent needs it.
    libraries: Vec<Option<String>>,
}

struct SpokeName {
    key: String,
    repository: String,
}

impl<'a> TargetNames<'a> {
    pub fn new(input: &'a PlanInput<'a>) -> Result<Self> {
        let list = &input.packages.list;
        let tree = input.config.vendor.as_ref().filter(|vendor| vendor.mode == VendorMode::Local);
        let mut names = TargetNames {
            input,
            spokes: BTreeMap::new(),
            unused: BTreeMap::new(),
            tree,
            shared_series: BTreeSet::new(),
            libraries: Vec::new(),
        };
        let built = |ix: &PackageIx| !input.graph.nodes[*ix].own.built.is_empty();
        // cargo expects every locked package in a vendored tree, even one that nothing needs.
        let kept = input.config.vendor.as_ref().is_some_and(|vendor| vendor.mode.keeps_packages());
        let outer = |ix: &PackageIx| !names.has_users_build_file(&list[*ix]) && (built(ix) || kept);
        let outer: Vec<PackageIx> = (0..list.len()).filter(outer).collect();
        let ambiguous = ambiguous_names(outer.iter().map(|ix| &list[*ix].id));
        let mut seen = BTreeSet::new();
        let in_series = outer.iter().map(|ix| (list[*ix].id.name.as_str(), series(&list[*ix].id.version)));
        names.shared_series = in_series.filter(|both| !seen.insert(both.clone())).collect();
        let of_conditions = input.config.conditions_repository();
        let mut owners: BTreeMap<String, PackageIx> = BTreeMap::new();
        for ix in outer {
            let plain = list[ix].id.folder_name();
            let key = if ambiguous.contains(&plain) { unique_name(&list[ix].id) } else { plain };
            if !built(&ix) {
                names.unused.insert(ix, key);
                continue;
            }
            let repository = names.fill_for(&input.config.render.repository, ix, &key, "");
            if repository == of_conditions {
                let what = format!("{} gets the repository name {repository}", list[ix].id);
                return Err(Error::new(Code::NameTwice, what)
                    .note("the config settings of the hub have this name")
                    .help("use {name} and {version} in `crate_repository_template`"));
            }
            if let Some(other) = owners.insert(repository.clone(), ix) {
                let what = format!(
                    "{} and {} both get the repository name {repository}",
                    list[other].id, list[ix].id
                );
                return Err(Error::new(Code::NameTwice, what)
                    .help("use {name} and {version} in `crate_repository_template`"));
            }
            names.spokes.insert(ix, SpokeName { key, repository });
        }
        names.libraries = (0..list.len()).map(|ix| names.build_library_label(ix, "")).collect();
        Ok(names)
    }

    pub fn spokes(&self) -> impl Iterator<Item = (PackageIx, &str)> {
        self.spokes.iter().map(|(ix, spoke)| (*ix, spoke.key.as_str()))
    }

    /// The packages of a vendored tree that no chosen platform needs.
    pub fn unused(&self) -> impl Iterator<Item = (PackageIx, &str)> {
        self.unused.iter().map(|(ix, key)| (*ix, key.as_str()))
    }

    /// Whether the user writes the BUILD file of a package. Beside a tree, this includes path packages: they stay
    /// where they are and have no repository in which we could write one.
    fn has_users_build_file(&self, package: &LockedPackage) -> bool {
        package.member || (self.tree.is_some() && package.id.source.is_path())
    }

    /// `None` for members and for packages that are not built.
    pub fn key_of(&self, ix: PackageIx) -> Option<&str> {
        self.spokes.get(&ix).map(|spoke| spoke.key.as_str())
    }

    /// The repository of a package that is built and is no member.
    pub fn repository_of(&self, ix: PackageIx) -> &str {
        &self.spokes[&ix].repository
    }

    /// The label of a target in a package that has a repository.
    pub fn label_of(&self, ix: PackageIx, target: &str) -> String {
        match (&self.input.config.render.crate_label, self.key_of(ix), self.tree) {
            (_, Some(key), Some(tree)) => format!("{}:{target}", tree.folder(key)),
            (Some(template), Some(key), None) => self.fill_for(template, ix, key, target),
            _ => format!("@{}//:{target}", self.repository_of(ix)),
        }
    }

    /// The label of a target in the root package of the hub.
    pub fn hub_label(&self, target: &str) -> String {
        match self.tree {
            Some(tree) => format!("//{}:{target}", tree.package),
            None => format!("@{}//:{target}", self.input.config.hub),
        }
    }

    /// The label of a package's library for other spokes. `suffix`: that of a variant. `None` for a library that only
    /// C can link.
    pub fn library_label(&self, ix: PackageIx, package: &LockedPackage, suffix: &str) -> Option<String> {
        match suffix.is_empty() || self.has_users_build_file(package) {
            true => self.libraries[ix].clone(),
            false => self.build_library_label(ix, suffix),
        }
    }

    /// The name of a package's library in its BUILD file.
    pub fn library_target(&self, package: &LockedPackage, suffix: &str) -> Option<String> {
        Some(format!("{}{suffix}", crate_name(&package.rust_library()?.name)))
    }

    /// Fills a template with the names of a package.
    pub fn fill_for(&self, template: &NameTemplate, ix: PackageIx, key: &str, target: &str) -> String {
        let PackageId { name, version, .. } = &self.input.packages.list[ix].id;
        let mut series = series(version);
        // Another source has a package of this series, too.
        if self.shared_series.contains(&(name, series.clone())) {
            version_in_key(name, key).clone_into(&mut series);
        }
        fill_template(template, &self.input.config.hub, (name, key), &series, target)
    }

    /// `@@//path:crate` for a member, `@hub__name-version//:crate` for a package with a repository.
    fn build_library_label(&self, ix: PackageIx, suffix: &str) -> Option<String> {
        let config = self.input.config;
        let package = &self.input.packages.list[ix];
        let name = crate_name(&package.rust_library()?.name);
        if self.has_users_build_file(package) {
            let dir = package.dir.strip_prefix(&config.repository_dir).ok()?.as_str().replace('\\', "/");
            return Some(format!("{}//{dir}:{name}", config.repository));
        }
        self.key_of(ix)?;
        Some(label_of_variant(|target| self.label_of(ix, target), &name, suffix))
    }
}

/// The suffix is part of the target name, which may occur more than once in a template.
fn label_of_variant(label: impl Fn(&str) -> String, target: &str, suffix: &str) -> String {
    label(&format!("{target}{suffix}"))
}

/// Fills a template with the names of a package. `{version}` is the part of the key after the name, so that name and
/// version together are unique and contain only characters that repository names may have.
pub fn fill_template(
    template: &NameTemplate,
    hub: &str,
    (name, key): (&str, &str),
    series: &str,
    target: &str,
) -> String {
    template.fill(&[
        ("repository", hub),
        ("name", name),
        ("version", version_in_key(name, key)),
        ("series", series),
        ("target", target),
    ])
}

/// The part of a version that compatible updates keep: `1` of `1.2.3`, `0.2` of `0.2.3`, `0.0.3` of `0.0.3`. Cargo locks
/// at most one package of a source in each series, see
/// <https://doc.rust-lang.org/cargo/reference/resolver.html#semver-compatibility>.
pub fn series(version: &Version) -> String {
    match (version.major, version.minor) {
        (0, 0) => format!("0.0.{}", version.patch),
        (0, minor) => format!("0.{minor}"),
        (major, _) => major.to_string(),
    }
}

/// The part of a key after the name. Every key begins with the name and a dash.
pub fn version_in_key<'a>(name: &str, key: &'a str) -> &'a str {
    &key[name.len() + 1..]
}

/// The `name-version` names that several packages have.
pub fn ambiguous_names<'a>(ids: impl Iterator<Item = &'a PackageId>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    ids.map(PackageId::folder_name).filter(|plain| !seen.insert(plain.clone())).collect()
}

/// The name of a package whose `name-version` is not unique.
pub fn unique_name(id: &PackageId) -> String {
    let identity = format!("{} {}", id.version, id.source.as_str().unwrap_or("path"));
    format!("{}-{}", id.folder_name(), digest::short_sha256(identity))
}

/// The alias names of a direct dependency: the plain name, and two with the version. Repository names cannot contain
/// the `+` of a version, so the first of these has a dash instead.
pub fn alias_spellings(name: &str, version: &Version) -> [String; 3] {
    let full = format!("{name}-{version}");
    [name.to_owned(), full.replace('+', "-"), full]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_target_has_the_suffix_of_a_variant() -> Result<()> {
        let template =
            NameTemplate::parse("crate_label_template", "@@//rust/{target}:{target}", &["target"])?;
        let label =
            |target: &str| fill_template(&template, "crates", ("shared", "shared-1.0.0"), "1", target);
        assert_eq!(label_of_variant(label, "shared", ""), "@@//rust/shared:shared");
        assert_eq!(label_of_variant(label, "shared", "__host"), "@@//rust/shared__host:shared__host");
        Ok(())
    }
}
