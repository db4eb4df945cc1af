//! The data of a random workspace, which the generator fills in, the shrinker reduces and the writer writes
//! to disk.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkspaceMembership {
    Root,
    Member,
    /// Below the workspace root, under `exclude`.
    Excluded,
    /// Beside the workspace.
    Outside,
    /// Taken away by the shrinker; the others keep their indices.
    Absent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LibraryKind {
    Plain,
    ProcMacro,
    /// `crate-type = ["cdylib"]`: nothing that Rust code could link.
    Foreign,
    Missing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencySection {
    Normal,
    Build,
    Dev,
}

/// One key in one table of a manifest.
#[derive(Clone, Debug)]
pub struct RandomDependency {
    pub to: usize,
    pub key: String,
    pub section: DependencySection,
    /// The platform of the table as it stands between `target.` and the section.
    pub platform: Option<&'static str>,
    pub optional: bool,
    pub default_features: Option<bool>,
    pub features: Vec<String>,
    pub inherited: bool,
}

/// A binary, test, bench or example of a package.
#[derive(Clone, Debug)]
pub struct RandomTarget {
    /// The table's name: `bin`, `test`, `bench` or `example`.
    pub table: &'static str,
    pub required_features: Vec<String>,
    pub test: Option<bool>,
    pub bench: Option<bool>,
}

#[derive(Clone, Debug)]
pub struct RandomPackage {
    pub name: String,
    pub version: &'static str,
    pub edition: &'static str,
    pub place: WorkspaceMembership,
    pub library: LibraryKind,
    pub library_name: Option<String>,
    pub library_test: Option<bool>,
    pub library_bench: Option<bool>,
    pub targets: Vec<RandomTarget>,
    pub build_script: bool,
    pub links: bool,
    pub inherits_version: bool,
    pub features: Vec<(String, Vec<String>)>,
    pub dependencies: Vec<RandomDependency>,
}

/// A line of `[workspace.dependencies]`.
#[derive(Clone, Debug)]
pub struct WorkspaceDependency {
    pub to: usize,
    pub key: String,
    pub default_features: bool,
    pub features: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct RandomWorkspace {
    pub resolver: Option<&'static str>,
    pub inheritable: Vec<WorkspaceDependency>,
    pub packages: Vec<RandomPackage>,
}

impl RandomWorkspace {
    /// The manifest's folder, relative to the scratch folder.
    pub fn folder(&self, index: usize) -> String {
        let name = format!("p{index}");
        match self.packages[index].place {
            WorkspaceMembership::Root => "ws".to_owned(),
            WorkspaceMembership::Member => format!("ws/members/{name}"),
            WorkspaceMembership::Excluded => format!("ws/excluded/{name}"),
            WorkspaceMembership::Outside | WorkspaceMembership::Absent => format!("outside/{name}"),
        }
    }
}

impl RandomPackage {
    pub fn is_member(&self) -> bool {
        matches!(self.place, WorkspaceMembership::Root | WorkspaceMembership::Member)
    }

    /// The features that others may name: the explicit ones and the implicit ones of optional dependencies.
    pub fn feature_names(&self) -> Vec<String> {
        let explicit = self.features.iter().map(|(name, _)| name.clone());
        explicit.chain(self.optional_keys().into_iter().filter(|key| !self.hides(key))).collect()
    }

    pub fn is_linkable(&self) -> bool {
        matches!(self.library, LibraryKind::Plain | LibraryKind::ProcMacro)
    }

    pub fn optional_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self
            .dependencies
            .iter()
            .filter(|dependency| dependency.optional)
            .map(|dependency| dependency.key.clone())
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// Whether some feature says `dep:key`, which takes the implicit feature away.
    pub fn hides(&self, key: &str) -> bool {
        let hidden = format!("dep:{key}");
        self.features.iter().any(|(_, values)| values.contains(&hidden))
    }
}
