//! Keys that cargo reads in two spellings, such as `dev_dependencies` for `dev-dependencies` and `[project]` for
//! `[package]`. If both are present, the usual spelling wins. Cargo warns about the old one, and rejects it since
//! edition 2024.

use super::wire::{
    CargoManifest, DependencyTable, DependencyValue, DetailedDependency, ManifestTarget, PlatformTables,
    WorkspaceTable,
};

static NONE: DependencyTable = DependencyTable::new();

fn prefer_usual<'a, T>(usual: &'a Option<T>, old: &'a Option<T>) -> Option<&'a T> {
    usual.as_ref().or(old.as_ref())
}

impl CargoManifest {
    pub(super) fn with_project_as_package(mut self) -> CargoManifest {
        let project = self.project.take();
        self.has_project = project.is_some();
        self.package = self.package.or(project);
        self
    }

    pub fn dev_dependencies(&self) -> &DependencyTable {
        prefer_usual(&self.dev_dependencies, &self.old_dev_dependencies).unwrap_or(&NONE)
    }

    pub fn build_dependencies(&self) -> &DependencyTable {
        prefer_usual(&self.build_dependencies, &self.old_build_dependencies).unwrap_or(&NONE)
    }

    /// The keys in their old spelling. `shared`: the workspace that the manifest inherits from.
    pub fn old_spellings(&self, shared: Option<&WorkspaceTable>) -> Vec<OldSpelling> {
        let mut found = SpellingSearch(Vec::new());
        if self.has_project {
            found.0.push(OldSpelling { old: "[project]".into(), usual: "[package]".into(), both: false });
        }
        let package = self.package.as_ref().map_or("", |package| package.name.as_str());
        let name = || format!("the package `{package}`");
        found.add_if_old("dev-dependencies", &self.dev_dependencies, &self.old_dev_dependencies, name);
        found.add_if_old("build-dependencies", &self.build_dependencies, &self.old_build_dependencies, name);
        for (platform, tables) in &self.target {
            let name = || format!("the target `{platform}`");
            found.add_if_old(
                "dev-dependencies",
                &tables.dev_dependencies,
                &tables.old_dev_dependencies,
                name,
            );
            found.add_if_old(
                "build-dependencies",
                &tables.build_dependencies,
                &tables.old_build_dependencies,
                name,
            );
        }
        let libraries = self.lib.iter().map(|lib| ("library", lib));
        let others =
            [("binary", &self.bin), ("example", &self.example), ("test", &self.test), ("bench", &self.bench)];
        let others = others
            .into_iter()
            .flat_map(|(kind, tables)| tables.iter().flatten().map(move |table| (kind, table)));
        for (kind, table) in libraries.chain(others) {
            let name = || format!("the {kind} `{}`", table.name.as_deref().unwrap_or(package));
            found.add_if_old("proc-macro", &table.proc_macro, &table.old_proc_macro, name);
            found.add_if_old("crate-type", &table.crate_type, &table.old_crate_type, name);
        }
        for (name, dependency) in self.dependency_tables().flatten() {
            let DependencyValue::Detailed(own) = dependency else { continue };
            // Beside `workspace = true`, a member may use either spelling.
            let detailed = match own.workspace {
                Some(true) => match shared.and_then(|shared| shared.dependencies.get(name)) {
                    Some(DependencyValue::Detailed(inherited)) => inherited,
                    _ => continue,
                },
                _ => own,
            };
            let name = || format!("the dependency `{name}`");
            found.add_if_old(
                "default-features",
                &detailed.default_features,
                &detailed.old_default_features,
                name,
            );
        }
        found.0
    }
}

impl PlatformTables {
    pub fn dev_dependencies(&self) -> &DependencyTable {
        prefer_usual(&self.dev_dependencies, &self.old_dev_dependencies).unwrap_or(&NONE)
    }

    pub fn build_dependencies(&self) -> &DependencyTable {
        prefer_usual(&self.build_dependencies, &self.old_build_dependencies).unwrap_or(&NONE)
    }
}

impl ManifestTarget {
    pub fn proc_macro(&self) -> Option<bool> {
        self.proc_macro.or(self.old_proc_macro)
    }

    pub fn crate_type(&self) -> Option<&[String]> {
        prefer_usual(&self.crate_type, &self.old_crate_type).map(Vec::as_slice)
    }
}

impl DetailedDependency {
    pub fn default_features(&self) -> Option<bool> {
        self.default_features.or(self.old_default_features)
    }
}

/// A key that is present in its old spelling.
pub struct OldSpelling {
    old: String,
    /// The usual spelling, with the table that it is in.
    usual: String,
    /// Whether the usual spelling is also present.
    both: bool,
}

impl OldSpelling {
    pub fn to_warning(&self) -> String {
        let OldSpelling { old, usual, both } = self;
        match both {
            true => format!("`{old}` is ignored in favor of {usual}; remove the old spelling"),
            false => format!("`{old}` is deprecated, and edition 2024 rejects it; use {usual}"),
        }
    }
}

struct SpellingSearch(Vec<OldSpelling>);

impl SpellingSearch {
    fn add_if_old<T>(&mut self, usual: &str, new: &Option<T>, old: &Option<T>, of: impl Fn() -> String) {
        if old.is_some() {
            let usual_of = format!("`{usual}` in {}", of());
            self.0.push(OldSpelling { old: usual.replace('-', "_"), usual: usual_of, both: new.is_some() });
        }
    }
}
