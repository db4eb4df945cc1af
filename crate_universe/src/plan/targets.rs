//! The rules of one package's BUILD file. Takes a package and its node of the graph, gives calls of rules with values
//! factored over platforms. Names a condition by its set of platforms only; the text is render's.

use crate::ids::crate_name;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::{About, Kind, Package, PackageIx, Target, TargetKind};

use super::names::Names;
use super::{BuildFile, Known, Rule, RuleKind, Value};

/// The target that runs the build script: short, because paths on Windows are.
const BUILD_SCRIPT: &str = "_bs";
/// The name that other rules use for it, as Cargo names the target.
const BUILD_SCRIPT_ALIAS: &str = "build_script_build";

/// Files that Bazel cannot take as inputs, or that are not the package's.
const NEVER_DATA: [&str; 6] =
    ["**/* *", ".tmp_git_root/**/*", "BUILD", "BUILD.bazel", "WORKSPACE", "WORKSPACE.bazel"];

pub fn build_file(known: &Known<'_>, names: &Names<'_>, ix: PackageIx) -> BuildFile {
    let package = &known.packages.list[ix];
    let package_rules = PackageRules { known, names, ix, package };
    let mut rules = Vec::new();
    for target in &package.targets {
        match target.kind {
            TargetKind::Lib if target.linkable => {
                rules.push(package_rules.library(target, RuleKind::RustLibrary))
            }
            TargetKind::ProcMacro => rules.push(package_rules.library(target, RuleKind::RustProcMacro)),
            TargetKind::BuildScript if known.config.generate_build_scripts => {
                rules.extend(package_rules.build_script(target));
            }
            _ => {}
        }
    }
    rules.extend(binaries(known, ix).map(|target| package_rules.binary(target)));
    rules.sort_by(|left, right| (left.rule, &left.name).cmp(&(right.rule, &right.name)));
    BuildFile { environment: environment(package), rules }
}

struct PackageRules<'a> {
    known: &'a Known<'a>,
    names: &'a Names<'a>,
    ix: PackageIx,
    package: &'a Package,
}

impl PackageRules<'_> {
    fn library(&self, target: &Target, rule: RuleKind) -> Rule {
        let mut attrs = self.compiled(target);
        attrs.push(("deps", Value::Texts(self.linked(Kind::Normal, false, self.build_script_dep()))));
        attrs.push(("rustc_env", Value::Environment(Vec::new())));
        Rule { rule, name: crate_name(&target.name), attrs }
    }

    fn binary(&self, target: &Target) -> Rule {
        let mut attrs = self.compiled(target);
        let mut own = self.build_script_dep();
        own.extend(self.package.rust_library().map(|library| format!(":{}", crate_name(&library.name))));
        attrs.push(("crate_name", Value::Text(crate_name(&target.name))));
        attrs.push(("deps", Value::Texts(self.linked(Kind::Normal, false, own))));
        attrs.push(("rustc_env", Value::Environment(vec![("CARGO_BIN_NAME".into(), target.name.clone())])));
        Rule { rule: RuleKind::RustBinary, name: binary_name(target), attrs }
    }

    /// What libraries, proc macros and binaries have in common.
    fn compiled(&self, target: &Target) -> Vec<(&'static str, Value)> {
        let mut attrs = self.sources(target);
        attrs.extend([
            ("aliases", Value::Entries(self.renamed(Kind::Normal))),
            ("compile_data", Value::Glob { include: vec!["**"], exclude: NEVER_DATA.to_vec() }),
            ("proc_macro_deps", Value::Texts(self.linked(Kind::Normal, true, Vec::new()))),
            ("target_compatible_with", Value::ChosenPlatforms),
        ]);
        attrs
    }

    /// What every target has that rustc compiles.
    fn sources(&self, target: &Target) -> Vec<(&'static str, Value)> {
        let node = &self.known.graph.nodes[self.ix];
        let features = node.features.iter().map(|(name, set)| (name.to_string(), *set));
        let text = |text: &str| Value::Text(text.to_owned());
        let tags = ["cargo-bazel", "manual", "noclippy", "norustfmt"].map(str::to_owned);
        let crate_tag = format!("crate-name={}", self.package.id.name);
        let mut tags: Vec<String> = tags.into_iter().chain([crate_tag]).collect();
        tags.sort();
        vec![
            ("srcs", Value::Glob { include: vec!["**/*.rs"], exclude: Vec::new() }),
            ("crate_features", Value::Texts(PerPlatform::factor(features, node.built))),
            ("crate_root", text(&target.root)),
            ("edition", text(&target.edition)),
            ("rustc_flags", Value::Texts(PerPlatform::everywhere(["--cap-lints=allow".to_owned()]))),
            ("tags", Value::Texts(PerPlatform::everywhere(tags))),
            ("version", Value::Text(self.package.id.version.to_string())),
        ]
    }

    fn build_script(&self, target: &Target) -> [Rule; 2] {
        let mut data_exclude = vec!["**/*.rs"];
        data_exclude.extend(NEVER_DATA);
        let mut attrs = self.sources(target);
        attrs.extend([
            ("aliases", Value::Entries(self.renamed(Kind::Build))),
            ("build_script_env", Value::Environment(Vec::new())),
            ("compile_data", Value::Glob { include: vec!["**"], exclude: data_exclude }),
            ("crate_name", Value::Text(crate_name(&target.name))),
            ("data", Value::Glob { include: vec!["**"], exclude: NEVER_DATA.to_vec() }),
            ("deps", Value::Texts(self.linked(Kind::Build, false, Vec::new()))),
            ("link_deps", Value::Texts(self.native_libraries())),
            ("pkg_name", Value::Text(self.package.id.name.clone())),
            ("proc_macro_deps", Value::Texts(self.linked(Kind::Build, true, Vec::new()))),
            ("rustc_env", Value::Environment(Vec::new())),
        ]);
        if let Some(links) = &self.package.links {
            attrs.push(("links", Value::Text(links.clone())));
        }
        let script = Rule { rule: RuleKind::CargoBuildScript, name: BUILD_SCRIPT.into(), attrs };
        let alias = Rule {
            rule: RuleKind::Alias,
            name: BUILD_SCRIPT_ALIAS.into(),
            attrs: vec![
                ("actual", Value::Text(format!(":{BUILD_SCRIPT}"))),
                ("tags", Value::Texts(PerPlatform::everywhere(["manual".to_owned()]))),
            ],
        };
        [script, alias]
    }

    fn build_script_dep(&self) -> Vec<String> {
        let has = self.package.has_build_script() && self.known.config.generate_build_scripts;
        has.then(|| format!(":{BUILD_SCRIPT_ALIAS}")).into_iter().collect()
    }

    /// The platforms over which dependencies of a kind are factored: build scripts are compiled for hosts only.
    fn over(&self, kind: Kind) -> PlatformSet {
        match kind {
            Kind::Build => self.known.graph.hosts,
            Kind::Normal | Kind::Dev => self.known.graph.nodes[self.ix].built,
        }
    }

    /// The libraries, or the proc macros, that dependencies of a kind link, and labels of the package itself.
    fn linked(&self, kind: Kind, proc_macros: bool, own: Vec<String>) -> PerPlatform<String> {
        let over = self.over(kind);
        let dependencies =
            self.dependencies(kind).filter(|linked| linked.package.is_proc_macro() == proc_macros);
        let own = own.into_iter().map(|label| (label, over));
        PerPlatform::factor(dependencies.map(|linked| (linked.label, linked.set)).chain(own), over)
    }

    /// Label -> the name that the code of this package uses, where it is not the library's own.
    fn renamed(&self, kind: Kind) -> PerPlatform<(String, String)> {
        let renamed = self
            .dependencies(kind)
            .filter(|linked| linked.renamed())
            .map(|linked| ((linked.label, linked.extern_name.to_owned()), linked.set));
        PerPlatform::factor(renamed, self.over(kind))
    }

    /// The dependencies that hand `DEP_*` variables to the build script.
    /// See <https://doc.rust-lang.org/cargo/reference/build-scripts.html#the-links-manifest-key>.
    fn native_libraries(&self) -> PerPlatform<String> {
        let native = self
            .dependencies(Kind::Normal)
            .filter(|linked| linked.package.links.is_some() && !linked.package.is_proc_macro());
        PerPlatform::factor(native.map(|linked| (linked.label, linked.set)), self.over(Kind::Normal))
    }

    fn dependencies(&self, kind: Kind) -> impl Iterator<Item = Linked<'_>> {
        let edges = &self.known.graph.nodes[self.ix].edges;
        self.package.dependencies.iter().zip(edges).filter_map(move |(dependency, set)| {
            let ix = dependency.package.filter(|_| dependency.kind == kind && *set != 0)?;
            let package = &self.known.packages.list[ix];
            let label = self.names.library(ix, package)?;
            Some(Linked { label, package, extern_name: &dependency.extern_name, set: *set })
        })
    }
}

/// A dependency that is linked somewhere.
struct Linked<'a> {
    label: String,
    package: &'a Package,
    extern_name: &'a str,
    set: PlatformSet,
}

impl Linked<'_> {
    fn renamed(&self) -> bool {
        self.package.library().is_some_and(|library| crate_name(&library.name) != self.extern_name)
    }
}

/// The binaries of a package that get a rule. One whose required features are on nowhere is not one that cargo builds.
pub fn binaries<'a>(known: &'a Known<'_>, ix: PackageIx) -> impl Iterator<Item = &'a Target> {
    let features = &known.graph.nodes[ix].features;
    let wanted = known.packages.list[ix].targets.iter().filter(|target| target.kind == TargetKind::Bin);
    wanted.filter(|_| known.config.generate_binaries).filter(|target| {
        target.required_features.iter().all(|required| features.iter().any(|(name, _)| name == required))
    })
}

/// The target of a binary in its package's BUILD file.
pub fn binary_name(target: &Target) -> String {
    format!("{}__bin", target.name)
}

/// The variables that cargo sets and rules_rust does not: the others follow from `version` and the target's name.
/// Cargo sets all of them, to nothing where the manifest says nothing.
fn environment(package: &Package) -> Vec<(String, String)> {
    let About { authors, description, homepage, repository, license, license_file, readme, rust_version } =
        &package.about;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let variables = [
        ("AUTHORS", authors.join(":")),
        ("DESCRIPTION", text(description)),
        ("HOMEPAGE", text(homepage)),
        ("LICENSE", text(license)),
        ("LICENSE_FILE", text(license_file)),
        ("NAME", package.id.name.clone()),
        ("README", text(readme)),
        ("REPOSITORY", text(repository)),
        ("RUST_VERSION", text(rust_version)),
    ];
    // rules_rust expands make variables in these values, so a dollar sign is doubled.
    variables
        .into_iter()
        .map(|(name, value)| (format!("CARGO_PKG_{name}"), value.replace('$', "$$")))
        .collect()
}
