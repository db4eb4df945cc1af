//! The targets of a package: those that its manifest names, and those that Cargo finds by where files are. Takes the
//! manifest and a listing, gives targets. Opens no file.
//! See <https://doc.rust-lang.org/cargo/reference/cargo-targets.html>.

use crate::ids::crate_name;
use crate::resolve::packages::{Target, TargetKind};
use crate::splice::manifest::wire::{self, Manifest, TextOrFlag};

use super::Unsupported;

/// The files of a package: a folder, or an archive.
pub trait Listing {
    fn is_file(&self, path: &str) -> Result<bool, Unsupported>;
    /// Names in a folder, and whether each is a folder; nothing where there is none.
    fn entries(&self, dir: &str) -> Result<Vec<(String, bool)>, Unsupported>;
}

pub fn targets(
    manifest: &Manifest,
    package: &wire::Package,
    edition: &str,
    listing: &dyn Listing,
    everything: bool,
) -> Result<Vec<Target>, Unsupported> {
    let finder = Finder { package, edition, listing };
    let mut targets = Vec::new();
    targets.extend(finder.library(manifest.lib.as_ref())?);
    let mut several = vec![(TargetKind::Bin, &manifest.bin, package.autobins)];
    if everything {
        several.push((TargetKind::Example, &manifest.example, package.autoexamples));
        several.push((TargetKind::Test, &manifest.test, package.autotests));
        several.push((TargetKind::Bench, &manifest.bench, package.autobenches));
    }
    for (kind, named, auto) in several {
        targets.extend(finder.several(kind, named.as_deref(), auto)?);
    }
    targets.extend(finder.build_script()?);
    Ok(targets)
}

struct Finder<'a> {
    package: &'a wire::Package,
    edition: &'a str,
    listing: &'a dyn Listing,
}

impl Finder<'_> {
    fn library(&self, named: Option<&wire::Target>) -> Result<Option<Target>, Unsupported> {
        const PATH: &str = "src/lib.rs";
        let nothing = wire::Target::default();
        let table = match named {
            Some(table) => table,
            None if self.package.autolib == Some(false) || !self.listing.is_file(PATH)? => return Ok(None),
            None => &nothing,
        };
        let name = table.name.clone().unwrap_or_else(|| crate_name(&self.package.name));
        let path = match &table.path {
            Some(path) => path.clone(),
            None if self.edition == "2015" && !self.listing.is_file(PATH)? => format!("src/{name}.rs"),
            None => PATH.to_owned(),
        };
        let types = table.crate_type().unwrap_or_default();
        let proc_macro = table.proc_macro() == Some(true) || types.iter().any(|kind| kind == "proc-macro");
        let kind = if proc_macro { TargetKind::ProcMacro } else { TargetKind::Lib };
        let mut target = self.target(kind, name, path, table);
        let linked = |kind: &String| ["lib", "rlib", "dylib", "proc-macro"].contains(&kind.as_str());
        target.linkable = proc_macro || types.is_empty() || types.iter().any(linked);
        Ok(Some(target))
    }

    /// The named targets of a kind, and the found ones where finding is on.
    fn several(
        &self,
        kind: TargetKind,
        named: Option<&[wire::Target]>,
        auto: Option<bool>,
    ) -> Result<Vec<Target>, Unsupported> {
        let named_all = named.unwrap_or_default();
        // In the first edition, naming one target turned finding off.
        let finding = auto.unwrap_or(named.is_none() || self.edition != "2015");
        let complete = named_all.iter().all(|table| table.path.is_some());
        let found = if finding || !complete { self.found(kind)? } else { Vec::new() };
        let mut targets = Vec::new();
        for table in named_all {
            let name = table.name.clone().ok_or(Unsupported("a target without name"))?;
            let path = match &table.path {
                Some(path) => path.clone(),
                None => self.inferred(kind, &name, &found)?,
            };
            targets.push(self.target(kind, name, path, table));
        }
        if finding {
            for (name, path) in found {
                if !targets.iter().any(|target| target.name == name || target.root == path) {
                    targets.push(self.target(kind, name, path, &wire::Target::default()));
                }
            }
        }
        Ok(targets)
    }

    fn inferred(
        &self,
        kind: TargetKind,
        name: &str,
        found: &[(String, String)],
    ) -> Result<String, Unsupported> {
        if let Some((_, path)) = found.iter().find(|(found, _)| found == name) {
            return Ok(path.clone());
        }
        if kind == TargetKind::Bin {
            for path in [format!("src/{name}.rs"), "src/bin/main.rs".to_owned(), "src/main.rs".to_owned()] {
                if self.listing.is_file(&path)? {
                    return Ok(path);
                }
            }
        }
        Err(Unsupported("a target whose file is not found"))
    }

    /// Name and path of each target of a kind that Cargo finds by itself.
    fn found(&self, kind: TargetKind) -> Result<Vec<(String, String)>, Unsupported> {
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

    fn build_script(&self) -> Result<Option<Target>, Unsupported> {
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
        Ok(Some(self.target(TargetKind::BuildScript, name, path, &wire::Target::default())))
    }

    fn target(&self, kind: TargetKind, name: String, path: String, table: &wire::Target) -> Target {
        let built = matches!(kind, TargetKind::Lib | TargetKind::ProcMacro | TargetKind::Bin);
        Target {
            kind,
            name,
            root: crate::paths::normalized(path.as_str().into()).as_str().replace('\\', "/"),
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
        }
    }
}
