//! The targets of a package: those that its manifest names, and those that Cargo discovers by file names. Opens no
//! files.
//! See <https://doc.rust-lang.org/cargo/reference/cargo-targets.html>. Rules that the reference leaves out cite Cargo's
//! own functions (src/cargo/util/toml/targets.rs of cargo 0.98).

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::ids::crate_name;
use crate::resolve::packages::{PackageTarget, TargetKind};
use crate::splice::manifest::wire::{self, CargoManifest, TextOrFlag};

use super::fallback_reason::FallbackReason;

const NO_FILE: FallbackReason = FallbackReason("the source file of a target was not found");

/// The files of a package: a folder, or an archive.
pub trait FileListing {
    fn is_file(&self, path: &str) -> Result<bool, FallbackReason>;
    /// The names in a folder, and whether each is a folder. Empty if there is no such folder.
    fn entries(&self, dir: &str) -> Result<Vec<(String, bool)>, FallbackReason>;
}

pub fn find_targets(
    manifest: &CargoManifest,
    package: &wire::PackageTable,
    edition: &str,
    listing: &dyn FileListing,
    everything: bool,
) -> Result<Vec<PackageTarget>, FallbackReason> {
    let mut targets = Vec::new();
    let mut finder = TargetFinder { package, edition, listing, has_library: false, everything };
    targets.extend(finder.find_library(manifest.lib.as_ref())?);
    finder.has_library = !targets.is_empty();
    targets.extend(finder.find_targets_of_kind(
        TargetKind::Bin,
        manifest.bin.as_deref(),
        package.autobins,
    )?);
    let others = [
        (TargetKind::Example, &manifest.example, package.autoexamples),
        (TargetKind::Test, &manifest.test, package.autotests),
        (TargetKind::Bench, &manifest.bench, package.autobenches),
    ];
    if everything || targets.is_empty() {
        let mut more = Vec::new();
        for (kind, named, auto) in others {
            more.extend(finder.find_targets_of_kind(kind, named.as_deref(), auto)?);
        }
        if targets.is_empty() && more.is_empty() {
            return Err(FallbackReason("a package has no targets"));
        }
        targets.extend(more.into_iter().filter(|_| everything));
    }
    targets.extend(finder.find_build_script()?);
    Ok(targets)
}

struct TargetFinder<'a> {
    package: &'a wire::PackageTable,
    edition: &'a str,
    listing: &'a dyn FileListing,
    has_library: bool,
    everything: bool,
}

impl TargetFinder<'_> {
    fn find_library(
        &self,
        named: Option<&wire::ManifestTarget>,
    ) -> Result<Option<PackageTarget>, FallbackReason> {
        const PATH: &str = "src/lib.rs";
        let nothing = wire::ManifestTarget::default();
        let table = match named {
            Some(table) => table,
            None if self.package.autolib == Some(false) || !self.listing.is_file(PATH)? => return Ok(None),
            None => &nothing,
        };
        let name = table.name.clone().unwrap_or_else(|| crate_name(&self.package.name));
        let path = match &table.path {
            Some(path) => path.clone(),
            None if self.listing.is_file(PATH)? => PATH.to_owned(),
            None => self.first_file(&[&format!("src/{name}.rs")])?.ok_or(NO_FILE)?,
        };
        let types = table.crate_type().unwrap_or_default();
        let proc_macro = table.proc_macro() == Some(true) || types.iter().any(|kind| kind == "proc-macro");
        let kind = if proc_macro { TargetKind::ProcMacro } else { TargetKind::Lib };
        let mut target = self.to_target(kind, name, path, table);
        let any_of = |kinds: &[&str]| types.iter().any(|kind| kinds.contains(&kind.as_str()));
        target.linkable = proc_macro || types.is_empty() || any_of(&["lib", "rlib", "dylib", "proc-macro"]);
        let doctestable = proc_macro || types.is_empty() || any_of(&["lib", "rlib", "proc-macro"]);
        if self.everything {
            target.doctested = doctestable && table.doctest.unwrap_or(true);
            target.crate_types = match types {
                [] if proc_macro => vec!["proc-macro".to_owned()],
                [] => vec!["lib".to_owned()],
                types => types.to_vec(),
            };
        }
        Ok(Some(target))
    }

    /// The named targets of a kind and, if discovery is on, the discovered ones.
    fn find_targets_of_kind(
        &self,
        kind: TargetKind,
        named: Option<&[wire::ManifestTarget]>,
        auto: Option<bool>,
    ) -> Result<Vec<PackageTarget>, FallbackReason> {
        let named_all = named.unwrap_or_default();
        // In edition 2015, naming a target turns discovery off.
        let finding = auto.unwrap_or(named.is_none() || self.edition != "2015");
        let complete = named_all.iter().all(|table| table.path.is_some());
        let found = if finding || !complete { self.discovered_targets(kind)? } else { Vec::new() };
        let mut targets = Vec::new();
        let mut roots = Vec::new();
        for table in named_all {
            let name = table.name.clone().ok_or(FallbackReason("a target has no name"))?;
            let path = match &table.path {
                Some(path) => path.clone(),
                None => match self.inferred_path(kind, &name, &found)? {
                    Some(path) => path,
                    None if kind == TargetKind::Bin => return Err(NO_FILE),
                    // Cargo ignores such a target, and reports it when it builds the package.
                    None => continue,
                },
            };
            roots.extend(table.path.as_deref().map(normalize_path));
            targets.push(self.to_target(kind, name, path, table));
        }
        // toml_targets_and_inferred: a target named with a path is not discovered again, in whatever way the path is
        // written.
        if finding {
            let names: Vec<_> = named_all.iter().filter_map(|table| table.name.as_ref()).collect();
            for (name, path) in found {
                if !names.contains(&&name) && !roots.contains(&normalize_path(&path)) {
                    targets.push(self.to_target(kind, name, path, &wire::ManifestTarget::default()));
                }
            }
        }
        // validate_unique_names
        let names: BTreeSet<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        if names.len() < targets.len() {
            return Err(FallbackReason("two targets have the same kind and name"));
        }
        Ok(targets)
    }

    /// The file of a target that is named without a path: that of the discovered target with this name or, in edition
    /// 2015, one of the old default paths (target_path, legacy_bin_path, legacy_bench_path).
    fn inferred_path(
        &self,
        kind: TargetKind,
        name: &str,
        found: &[(String, String)],
    ) -> Result<Option<String>, FallbackReason> {
        let mut matching = found.iter().filter(|(found, _)| found == name);
        if let (Some((_, path)), None) = (matching.next(), matching.next()) {
            return Ok(Some(path.clone()));
        }
        let own = format!("src/{name}.rs");
        let places: &[&str] = match kind {
            TargetKind::Bin if self.has_library => &["src/main.rs", "src/bin/main.rs"],
            TargetKind::Bin => &[&own, "src/main.rs", "src/bin/main.rs"],
            TargetKind::Bench if name == "bench" => &["src/bench.rs"],
            _ => &[],
        };
        self.first_file(places)
    }

    /// The first of these files that exists; only in edition 2015.
    fn first_file(&self, paths: &[&str]) -> Result<Option<String>, FallbackReason> {
        for path in paths.iter().filter(|_| self.edition == "2015") {
            if self.listing.is_file(path)? {
                return Ok(Some((*path).to_owned()));
            }
        }
        Ok(None)
    }

    /// The name and path of each target of a kind that Cargo discovers.
    fn discovered_targets(&self, kind: TargetKind) -> Result<Vec<(String, String)>, FallbackReason> {
        let dir = match kind {
            TargetKind::Bin => "src/bin",
            TargetKind::Example => "examples",
            TargetKind::Test => "tests",
            _ => "benches",
        };
        let mut found = Vec::new();
        if kind == TargetKind::Bin && self.listing.is_file("src/main.rs")? {
            found.push((self.package.name.clone(), "src/main.rs".to_owned()));
        }
        for (entry, folder) in self.listing.entries(dir)? {
            let main = format!("{dir}/{entry}/main.rs");
            match entry.strip_suffix(".rs") {
                _ if entry.starts_with('.') => {}
                Some(stem) if !folder => found.push((stem.to_owned(), format!("{dir}/{entry}"))),
                _ if folder && self.listing.is_file(&main)? => found.push((entry, main)),
                _ => {}
            }
        }
        found.sort();
        Ok(found)
    }

    fn find_build_script(&self) -> Result<Option<PackageTarget>, FallbackReason> {
        const PATH: &str = "build.rs";
        let path = match &self.package.build {
            Some(TextOrFlag::Text(path)) => path.clone(),
            Some(TextOrFlag::Flag(true)) => PATH.to_owned(),
            Some(TextOrFlag::Flag(false)) => return Ok(None),
            None if self.listing.is_file(PATH)? => PATH.to_owned(),
            None => return Ok(None),
        };
        let stem = path.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or(PATH);
        let name = format!("build-script-{stem}");
        Ok(Some(self.to_target(TargetKind::BuildScript, name, path, &wire::ManifestTarget::default())))
    }

    fn to_target(
        &self,
        kind: TargetKind,
        name: String,
        path: String,
        table: &wire::ManifestTarget,
    ) -> PackageTarget {
        let built = matches!(kind, TargetKind::Lib | TargetKind::ProcMacro | TargetKind::Bin);
        PackageTarget {
            kind,
            name,
            root: crate::paths::normalize(path.as_str().into()).as_str().replace('\\', "/"),
            edition: table.edition.clone().unwrap_or_else(|| self.edition.to_owned()),
            required_features: table.required_features.clone().unwrap_or_default(),
            tested: table.test.unwrap_or(built || kind == TargetKind::Test),
            benched: table.bench.unwrap_or(built || kind == TargetKind::Bench),
            linkable: false,
            for_host: match kind {
                TargetKind::Example => table.host_example(),
                TargetKind::Test | TargetKind::Bench => table.host_test(),
                _ => false,
            },
            own_main: self.everything && table.harness == Some(false),
            doctested: false,
            crate_types: match (kind, self.everything) {
                (TargetKind::Example, true) => table.example_types(),
                _ => Vec::new(),
            },
        }
    }
}

/// The components of a path, for comparisons: a leading `./` does not matter, but `..` does.
fn normalize_path(path: &str) -> Utf8PathBuf {
    Utf8Path::new(".").join(path)
}
