//! Matches the edges of cargo's graph to the declarations of each package. Every edge is kept: cargo's graph is right
//! even where it differs from the declarations.

use std::collections::BTreeMap;

use cargo_metadata as cm;

use crate::error::{Code, Error, Result};
use crate::ids::crate_name;
use crate::resolve::packages::PackageIx;
use crate::source_id::{GitSource, parse_git_source};

/// The package that a declaration resolves to.
#[derive(Clone, Copy)]
pub struct CargoEdge<'a> {
    pub package: PackageIx,
    /// The name that code uses for it, if cargo reports it.
    pub extern_name: Option<&'a str>,
}

/// The resolved edges of one package, for matching with its declarations.
pub struct PackageEdges<'a> {
    pub edges: &'a [cm::NodeDep],
    /// Whether cargo's graph contains the package.
    pub listed: bool,
    pub places: &'a BTreeMap<&'a cm::PackageId, PackageIx>,
    pub order: &'a [&'a cm::Package],
}

impl<'a> PackageEdges<'a> {
    /// The edge of each declaration of a package, in the same order.
    pub fn edges_of(&self, package: &cm::Package) -> Result<Vec<Option<CargoEdge<'a>>>> {
        let mut found: Vec<Option<CargoEdge<'a>>> =
            package.dependencies.iter().map(|declared| self.find_edge(declared)).collect();
        let drawn = self.edges.iter().flat_map(|edge| edge.dep_kinds.iter().map(move |place| (edge, place)));
        for (edge, place) in drawn {
            let Some(&ix) = self.places.get(&edge.pkg) else { continue };
            let claims = |(declared, found): (&cm::Dependency, &Option<CargoEdge<'_>>)| {
                found.is_some_and(|found| found.package == ix) && is_at_place(declared, place)
            };
            if package.dependencies.iter().zip(&found).any(claims) {
                continue;
            }
            let nearest = self.nearest_declaration(package, &found, (edge, place), ix);
            let nearest = nearest.ok_or_else(|| undeclared_edge(package, self.order[ix]))?;
            let extern_name = Some(edge.name.as_str()).filter(|name| !name.is_empty());
            found[nearest] = Some(CargoEdge { package: ix, extern_name });
        }
        let declared = package.dependencies.iter().zip(found);
        Ok(declared.map(|(declared, found)| found.or_else(|| self.edge_without_library(declared))).collect())
    }

    /// The declaration for an edge that matches none. If `paths` of the configuration or a registry's index provides
    /// another version than the manifest requires, the name and the kind still identify the declaration.
    fn nearest_declaration(
        &self,
        package: &cm::Package,
        found: &[Option<CargoEdge<'_>>],
        (edge, place): (&cm::NodeDep, &cm::DepKindInfo),
        ix: PackageIx,
    ) -> Option<usize> {
        let declared = package.dependencies.iter().enumerate();
        let named = declared.filter(|(at, declared)| {
            found[*at].is_none() && declared.name == *self.order[ix].name && declared.kind == place.kind
        });
        let fit = |declared: &cm::Dependency| {
            let name = declared.rename.as_deref().unwrap_or(&declared.name);
            (declared.target == place.target, crate_name(name) == edge.name)
        };
        // Of equally good matches, the first wins.
        let mut best: Option<(usize, (bool, bool))> = None;
        for (at, declared) in named {
            if best.is_none_or(|(_, known)| known < fit(declared)) {
                best = Some((at, fit(declared)));
            }
        }
        best.map(|(at, _)| at)
    }

    /// Rule 9: a declaration matches an edge of the same kind and platform whose package has its name and satisfies its
    /// requirement. If several match, the source decides.
    fn find_edge(&self, declared: &cm::Dependency) -> Option<CargoEdge<'a>> {
        let mut fits: Vec<CargoEdge<'a>> = Vec::new();
        for edge in self.edges {
            let Some(&ix) = self.places.get(&edge.pkg) else { continue };
            let package = self.order[ix];
            let placed = edge.dep_kinds.iter().any(|place| is_at_place(declared, place));
            let named = declared.rename.as_ref().is_none_or(|rename| crate_name(rename) == edge.name);
            let here =
                declared.path.as_deref().is_none_or(|path| package.manifest_path.parent() == Some(path));
            if placed && named && here && *package.name == declared.name && satisfies(declared, package) {
                fits.push(CargoEdge { package: ix, extern_name: Some(&edge.name) });
            }
        }
        let same_source = |fit: &&CargoEdge<'_>| {
            let source = self.order[fit.package].source.as_ref().map(|source| source.repr.as_str());
            let wanted = declared.source.as_ref().map(|source| source.repr.as_str());
            match (source, wanted) {
                (Some(source), Some(wanted)) => manifest_source(source) == manifest_source(wanted),
                (source, wanted) => source == wanted,
            }
        };
        fits.iter().find(same_source).or(fits.first()).copied()
    }

    /// Cargo's graph has no edge to a package without a library, although cargo enables features there. Such a package,
    /// and a dependency of one, is found by its folder. If any other package has no edge, cargo's graph does not reach
    /// it.
    fn edge_without_library(&self, declared: &cm::Dependency) -> Option<CargoEdge<'a>> {
        let path = declared.path.as_deref()?;
        let at = self.order.iter().position(|package| package.manifest_path.parent() == Some(path))?;
        let counts = !self.listed || !self.order[at].targets.iter().any(is_library);
        counts.then_some(CargoEdge { package: at, extern_name: None })
    }
}

fn is_at_place(declared: &cm::Dependency, place: &cm::DepKindInfo) -> bool {
    declared.kind == place.kind && declared.target == place.target
}

fn is_library(raw: &cm::Target) -> bool {
    use cm::TargetKind as K;
    is_linkable(raw) || raw.kind.iter().any(|kind| matches!(kind, K::CDyLib | K::StaticLib))
}

fn undeclared_edge(package: &cm::Package, child: &cm::Package) -> Error {
    let what = format!(
        "according to cargo, {} {} depends on {} {}, but its Cargo.toml does not declare that dependency",
        package.name, package.version, child.name, child.version
    );
    Error::new(Code::Metadata, what)
        .at_path(&package.manifest_path)
        .note("the registry's index entry for the package differs from its Cargo.toml")
        .help("select another version with `cargo update --precise`, or replace the package with a corrected copy through [patch]")
}

/// A source as a manifest names it. A git source has no commit there; only a locked one does.
fn manifest_source(source: &str) -> std::result::Result<GitSource<'_>, &str> {
    parse_git_source(source).map(|git| GitSource { commit: None, ..git }).ok_or(source)
}

/// Accepts a pre-release of a path or git package even if the requirement has no pre-release tag.
fn satisfies(declared: &cm::Dependency, package: &cm::Package) -> bool {
    if declared.req.matches(&package.version) {
        return true;
    }
    let registry = package.source.as_ref().is_some_and(|source| !crate::source_id::is_git(&source.repr));
    let mut release = package.version.clone();
    release.pre = semver::Prerelease::EMPTY;
    !registry && declared.req.matches(&release)
}

pub fn is_linkable(raw: &cm::Target) -> bool {
    use cm::TargetKind as K;
    raw.kind.iter().any(|kind| matches!(kind, K::ProcMacro | K::Lib | K::RLib | K::DyLib))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use serde_json::json;

    use super::*;

    fn package(name: &str, version: &str, dependencies: &[(&str, &str)]) -> cm::Package {
        let dependencies = dependencies.iter().map(|(name, req)| {
            json!({ "name": name, "req": req, "source": "registry+https://acme.test/index", "kind": null, "rename": null,
                    "optional": false, "uses_default_features": true, "features": [], "target": null, "registry": null })
        });
        let dependencies: Vec<Value> = dependencies.collect();
        serde_json::from_value(json!({
            "name": name, "version": version, "id": name, "dependencies": dependencies, "targets": [], "features": {},
            "manifest_path": "/p/Cargo.toml", "source": null, "license": null, "license_file": null, "description": null,
            "metadata": null, "publish": null, "authors": [], "categories": [], "keywords": [], "readme": null,
            "repository": null, "homepage": null, "documentation": null, "edition": "2021", "links": null, "default_run": null,
            "rust_version": null,
        }))
        .expect("a package")
    }

    fn leads_to(declared: &[(&str, &str)], drawn: &str) -> Result<Vec<Option<PackageIx>>> {
        let order = [
            package("app", "0.1.0", declared),
            package("leaf", "2.0.0", &[]),
            package("other", "1.0.0", &[]),
        ];
        let order: Vec<&cm::Package> = order.iter().collect();
        let places = order.iter().enumerate().map(|(ix, package)| (&package.id, ix)).collect();
        let edge = json!({ "name": drawn, "pkg": drawn, "dep_kinds": [{ "kind": null, "target": null }] });
        let edges = [serde_json::from_value(edge).expect("an edge")];
        let linked = PackageEdges { edges: &edges, listed: true, places: &places, order: &order };
        let found = linked.edges_of(order[0])?;
        Ok(found.into_iter().map(|edge| edge.map(|edge| edge.package)).collect())
    }

    #[test]
    fn edge_goes_to_the_declaration_of_its_name_whatever_version_that_wants() -> Result<()> {
        assert_eq!(leads_to(&[("leaf", "^2"), ("other", "^1")], "leaf")?, [Some(1), None]);
        assert_eq!(leads_to(&[("other", "^1"), ("leaf", "^1")], "leaf")?, [None, Some(1)]);
        Ok(())
    }

    #[test]
    fn edge_that_no_declaration_names_is_an_error() {
        let error = leads_to(&[("other", "^1")], "leaf").expect_err("leaf is not declared");
        assert_eq!(error.code(), Code::Metadata);
        assert!(error.to_string().contains("leaf 2.0.0"), "{error}");
    }
}
