//! Generates a random workspace from a seed, one that cargo accepts in most cases: packages depend on later
//! packages only (dev-dependencies on any), a key leads to one package, and features form no cycle.

use super::features;
use super::model::{
    DependencySection, LibraryKind, RandomDependency, RandomPackage, RandomTarget, RandomWorkspace,
    WorkspaceDependency, WorkspaceMembership,
};
use super::random::SeededRandom;

const PLATFORMS: &[&str] = &[
    "'cfg(unix)'",
    "'cfg(windows)'",
    "'cfg(not(unix))'",
    "'cfg(target_os = \"linux\")'",
    "'cfg(all(unix, not(target_os = \"macos\")))'",
    "'cfg(any(target_arch = \"wasm32\", target_os = \"none\"))'",
    "'cfg(target_pointer_width = \"32\")'",
    "'cfg(panic = \"unwind\")'",
    "'cfg(any())'",
    "'cfg(all())'",
    "x86_64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
];

const EDITIONS: &[&str] = &["2018", "2021", "2021", "2024"];

pub fn workspace(seed: u64) -> RandomWorkspace {
    let random = &mut SeededRandom::new(seed);
    let count = random.between(3, 9);
    let root = random.chance(30);
    let mut packages: Vec<RandomPackage> =
        (0..count).map(|index| package(random, index, root && index == 0)).collect();
    if !packages.iter().any(RandomPackage::is_member) {
        packages[0].place = WorkspaceMembership::Member;
    }
    // Two members must not share a name.
    let mut members: Vec<String> = Vec::new();
    for package in packages.iter_mut().filter(|package| package.is_member()) {
        if members.contains(&package.name) {
            package.place = WorkspaceMembership::Outside;
        } else {
            members.push(package.name.clone());
        }
    }
    let inheritable = inheritable(random, &packages);
    let resolver = *random.pick(&[None, Some("1"), Some("2"), Some("2"), Some("2"), Some("3")]);
    let mut workspace = RandomWorkspace { resolver, inheritable, packages };
    for from in 0..count {
        workspace.packages[from].dependencies = dependencies(random, &workspace, from);
    }
    features::fill(random, &mut workspace);
    workspace
}

fn package(random: &mut SeededRandom, index: usize, root: bool) -> RandomPackage {
    let place = match random.below(10) {
        _ if root => WorkspaceMembership::Root,
        0..6 => WorkspaceMembership::Member,
        6 | 7 => WorkspaceMembership::Excluded,
        _ => WorkspaceMembership::Outside,
    };
    let library = match random.below(40) {
        0..26 => LibraryKind::Plain,
        26..37 => LibraryKind::ProcMacro,
        37 => LibraryKind::Foreign,
        _ => LibraryKind::Missing,
    };
    // Some packages share their name and differ in version.
    let (name, version) = match index {
        2 if random.chance(50) => ("many".to_owned(), "1.2.0"),
        5 if random.chance(50) => ("many".to_owned(), "2.0.1"),
        7 if random.chance(50) => ("many".to_owned(), "2.1.0-rc.1"),
        _ => (format!("pkg-{index}"), "0.1.0"),
    };
    let build_script = random.chance(40);
    let is_member = matches!(place, WorkspaceMembership::Member | WorkspaceMembership::Root);
    RandomPackage {
        inherits_version: place == WorkspaceMembership::Member && version == "0.1.0" && random.chance(20),
        name,
        version,
        edition: EDITIONS[random.below(EDITIONS.len())],
        place,
        library,
        library_name: random.chance(15).then(|| format!("library_{index}")),
        library_test: flag(random),
        library_bench: flag(random),
        targets: targets(random, is_member, library == LibraryKind::Missing),
        build_script,
        links: build_script && random.chance(30),
        features: Vec::new(),
        dependencies: Vec::new(),
    }
}

/// Mostly left unsaid, which means true.
fn flag(random: &mut SeededRandom) -> Option<bool> {
    random.chance(35).then(|| random.chance(20))
}

fn targets(random: &mut SeededRandom, is_member: bool, without_library: bool) -> Vec<RandomTarget> {
    let mut targets = Vec::new();
    for table in ["bin", "test", "bench", "example"] {
        let wanted = if table == "bin" { 25 } else { 20 };
        if (table == "bin" && without_library) || (is_member && random.chance(wanted)) {
            targets.push(RandomTarget {
                table,
                required_features: Vec::new(),
                test: flag(random),
                bench: flag(random),
            });
        }
    }
    targets
}

fn inheritable(random: &mut SeededRandom, packages: &[RandomPackage]) -> Vec<WorkspaceDependency> {
    if !random.chance(40) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for (to, package) in packages.iter().enumerate() {
        if random.chance(40) {
            let key = if random.chance(30) || package.name == "many" {
                format!("shared-{to}")
            } else {
                package.name.clone()
            };
            lines.push(WorkspaceDependency {
                to,
                key,
                default_features: random.chance(70),
                features: Vec::new(),
            });
        }
    }
    lines
}

fn dependencies(
    random: &mut SeededRandom,
    workspace: &RandomWorkspace,
    from: usize,
) -> Vec<RandomDependency> {
    let mut list = Vec::new();
    for to in 0..workspace.packages.len() {
        let (likely, only_dev) = if to > from { (45, false) } else { (12, true) };
        if !random.chance(likely) || (to == from && !random.chance(50)) {
            continue;
        }
        let declarations = RandomDeclarations::new(random, workspace, from, to, &list, only_dev);
        list.extend(declarations.grow(random));
    }
    list
}

/// All declarations of one package on another: cargo wants one key and one source for them.
struct RandomDeclarations<'a> {
    to: usize,
    key: String,
    line: Option<&'a WorkspaceDependency>,
    only_dev: bool,
}

impl<'a> RandomDeclarations<'a> {
    fn new(
        random: &mut SeededRandom,
        workspace: &'a RandomWorkspace,
        from: usize,
        to: usize,
        before: &[RandomDependency],
        only_dev: bool,
    ) -> Self {
        let is_member = workspace.packages[from].is_member();
        let line = workspace.inheritable.iter().find(|line| line.to == to && is_member && from != to);
        let name = &workspace.packages[to].name;
        let taken = |key: &str| before.iter().any(|dependency| dependency.key == key);
        let key = match line {
            Some(line) if !taken(&line.key) => line.key.clone(),
            _ if from != to && (taken(name) || random.chance(20)) => format!("re-{to}"),
            _ => name.clone(),
        };
        Self { to, line: line.filter(|line| line.key == key), key, only_dev }
    }

    fn grow(&self, random: &mut SeededRandom) -> Vec<RandomDependency> {
        let mut list: Vec<RandomDependency> = Vec::new();
        for _ in 0..*random.pick(&[1, 1, 1, 2, 2, 3, 4]) {
            let section = match random.below(10) {
                _ if self.only_dev => DependencySection::Dev,
                0..6 => DependencySection::Normal,
                6 | 7 => DependencySection::Build,
                _ => DependencySection::Dev,
            };
            let platform = random.chance(40).then(|| *random.pick(PLATFORMS));
            if list.iter().any(|known| known.section == section && known.platform == platform) {
                continue;
            }
            list.push(RandomDependency {
                to: self.to,
                key: self.key.clone(),
                section,
                platform,
                optional: section != DependencySection::Dev && random.chance(45),
                default_features: random.chance(30).then(|| random.chance(20)),
                features: Vec::new(),
                inherited: self.line.is_some() && random.chance(70),
            });
        }
        list.iter_mut().for_each(|dependency| self.correct(dependency));
        list
    }

    /// An inherited declaration may add default features to the workspace's, never take them away.
    fn correct(&self, dependency: &mut RandomDependency) {
        if let (true, Some(line)) = (dependency.inherited, self.line) {
            dependency.default_features =
                dependency.default_features.filter(|wanted| *wanted && !line.default_features);
        }
    }
}
