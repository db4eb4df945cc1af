//! Adds specs as dependencies: to the root package of a workspace if there is one, else to a package of our own.

use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Code, Error, Result};
use crate::input::{CrateSpec, SpecSource};

use super::manifest::CargoManifest;
use super::manifest::wire::{DependencyTable, DependencyValue, DetailedDependency};
use super::workspace::{DIRECT, LocalPackage, WorkspaceRoot};

/// The folders of specs with a path; an error if one of them is not a package.
pub fn spec_folders(specs: &[CrateSpec]) -> Result<Vec<Utf8PathBuf>> {
    let mut folders = Vec::new();
    for spec in specs {
        let SpecSource::Path(path) = &spec.source else { continue };
        let manifest = path.join("Cargo.toml");
        if !crate::disk::is_file(&manifest) {
            let what = format!("the crate.spec of {} has a `path` without a Cargo.toml", spec.package);
            let help = "correct `path`, which is relative to the root of the main repository";
            return Err(spec.with_declaring_file(Error::new(Code::Spec, what).at_path(&manifest).help(help)));
        }
        folders.push(path.clone());
    }
    Ok(folders)
}

pub fn add_package(
    specs: &[CrateSpec],
    single: Option<&Rc<WorkspaceRoot>>,
    dir: &Utf8Path,
    locals: &mut Vec<LocalPackage>,
) -> Result<()> {
    let added: DependencyTable = specs.iter().map(|spec| (spec.name.clone(), to_dependency(spec))).collect();
    if let Some(root) = single.filter(|root| root.manifest.package.is_some()) {
        let both = specs.iter().find(|spec| root.manifest.dependencies.contains_key(&spec.name));
        if let Some(spec) = both {
            let what = format!("{} is both a dependency in the root manifest and a crate.spec", spec.name);
            return Err(spec.with_declaring_file(
                Error::new(Code::Spec, what)
                    .at_path(&root.dir.join("Cargo.toml"))
                    .help("remove the crate.spec, or rename it with `package_alias`"),
            ));
        }
        locals.iter_mut().filter(|local| local.dir == root.dir).for_each(|local| local.added = added.clone());
        return Ok(());
    }
    let manifest = Rc::new(CargoManifest::parse(Utf8Path::new("Cargo.toml"), &manifest_text())?);
    let root = Rc::new(WorkspaceRoot { dir: dir.to_owned(), manifest: manifest.clone() });
    locals.push(LocalPackage { dir: dir.to_owned(), manifest, root, member: true, added });
    Ok(())
}

/// The manifest of our own package. It disables everything that cargo would look for in the package's folder.
pub fn manifest_text() -> String {
    format!(
        "[package]\nname = \"{DIRECT}\"\nversion = \"0.0.1\"\nedition = \"2018\"\nbuild = false\nreadme = false\n\
         autobins = false\nautoexamples = false\nautotests = false\nautobenches = false\n\n\
         [lib]\npath = \"none.rs\"\n"
    )
}

fn to_dependency(spec: &CrateSpec) -> DependencyValue {
    let mut detailed = DetailedDependency {
        version: spec.version.clone(),
        registry: spec.registry.clone(),
        package: spec.renamed().then(|| spec.package.clone()),
        default_features: Some(spec.attributes.default_features),
        features: spec.attributes.features.clone(),
        ..DetailedDependency::default()
    };
    match &spec.source {
        SpecSource::Registry => {}
        SpecSource::Path(path) => detailed.path = Some(path.to_string()),
        SpecSource::Git { url, branch, tag, rev } => {
            detailed.git = Some(url.clone());
            (detailed.branch, detailed.tag, detailed.rev) = (branch.clone(), tag.clone(), rev.clone());
        }
    }
    DependencyValue::Detailed(Box::new(detailed))
}
