//! Compares hubs whose members have features of their own with cargo, on random workspaces: walks from each
//! member through the generated tables and BUILD files, and compares every crate with `resolve -p` of the
//! members that share it. The rule is that of docs/members.md, applied here to what the files link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::build_files;
use super::requests;
use super::support::cargo;
use super::support::matrix::{Matrix, Mode};
use super::support::tool::{self, Source};
use super::support::units::{DependencyKind, Units};

const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// What is compared, and whether anything differed from the whole workspace.
#[derive(Default)]
pub struct MemberCounts {
    pub crates: usize,
    pub variants: usize,
}

/// The hub of a workspace, as files.
struct GeneratedHub {
    /// By Bazel package.
    members: Value,
    aliases: BTreeMap<String, String>,
    /// By spoke, `name-version`: its BUILD file.
    spokes: BTreeMap<String, String>,
}

/// A member, or a target of a spoke: `name-version` and the target's name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum LinkedTarget {
    Member(String),
    Spoke(String, String),
}

type ReachedTargets = BTreeSet<LinkedTarget>;

/// `dev`: whether features count that only dev-dependencies ask for.
pub fn check(root: &Path, dev: bool) -> Result<MemberCounts, String> {
    let hub = GeneratedHub::generate(root, dev)?;
    let names: Vec<String> = hub.members.as_object().expect("a table").keys().cloned().collect();
    let of = |start: &String, tests: bool| hub.walk(start, tests);
    let full: BTreeMap<&String, ReachedTargets> = names.iter().map(|name| (name, of(name, true))).collect();
    let linked: BTreeMap<&String, BTreeSet<String>> = names
        .iter()
        .map(|name| (name, of(name, false).iter().map(LinkedTarget::package).collect()))
        .collect();
    let mut comparison = MemberComparison {
        root,
        dev,
        ids: ids(root, &names)?,
        known: BTreeMap::new(),
        tally: MemberCounts::default(),
    };
    for name in &names {
        let mut once: BTreeMap<String, &LinkedTarget> = BTreeMap::new();
        for target in &full[name] {
            if let Some(other) = once.insert(target.package(), target) {
                return Err(format!("{name} links {other} and {target}"));
            }
        }
        for (package, target) in once {
            let group = group(name, &package, &full, &linked);
            comparison.compare(&hub, name, target, &group)?;
        }
    }
    Ok(comparison.tally)
}

/// The members that share a package with one: those that depend on each other, and both need it.
fn group(
    start: &str,
    package: &str,
    full: &BTreeMap<&String, ReachedTargets>,
    linked: &BTreeMap<&String, BTreeSet<String>>,
) -> BTreeSet<String> {
    let needs = |name: &String| full[name].iter().any(|target| target.package() == package);
    let depends = |one: &String, other: &String| full[one].contains(&LinkedTarget::Member(other.clone()));
    let mut group = BTreeSet::from([start.to_owned()]);
    loop {
        let joins = |name: &&&String| {
            let connects = |other: &String| {
                depends(name, other) && linked[other].contains(package)
                    || depends(other, name) && linked[**name].contains(package)
            };
            !group.contains(**name) && needs(name) && group.iter().any(connects)
        };
        let Some(name) = full.keys().find(joins) else { return group };
        group.insert((*name).clone());
    }
}

impl LinkedTarget {
    fn package(&self) -> String {
        match self {
            LinkedTarget::Member(name) => format!("//{name}"),
            LinkedTarget::Spoke(package, _) => package.clone(),
        }
    }
}

impl std::fmt::Display for LinkedTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LinkedTarget::Member(name) => write!(f, "//{name}"),
            LinkedTarget::Spoke(package, name) => write!(f, "{package}:{name}"),
        }
    }
}

impl GeneratedHub {
    fn generate(root: &Path, dev: bool) -> Result<GeneratedHub, String> {
        let scratch = root.parent().expect("a workspace is in a folder");
        let file = |path: &str| json!({ "label": format!("@@//:{path}"), "path": scratch.join(path) });
        let request = requests::with(json!({
            "manifests": [file("ws/Cargo.toml")], "cargo_lockfile": file("ws/Cargo.lock"), "main": file("MODULE.bazel"),
            "rustc": "rustc", "supported_platform_triples": [TRIPLE], "host_features": "union",
            "feature_scope": "member", "dev_features": dev, "member_deps": true,
        }));
        let (request_file, out) = (scratch.join("request.json"), scratch.join("out"));
        fs::write(&request_file, request.to_string()).map_err(|error| error.to_string())?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        cargo::clear(&mut command);
        command.env("CARGO_NET_OFFLINE", "true");
        command.arg("generate").arg("--request").arg(&request_file).arg("--output-dir").arg(&out);
        cargo::run(command)?;
        let plan = fs::read_to_string(out.join("plan.json")).map_err(|error| error.to_string())?;
        let plan: Value = serde_json::from_str(&plan).expect("the plan is JSON");
        let mut hub =
            GeneratedHub { members: Value::Null, aliases: BTreeMap::new(), spokes: BTreeMap::new() };
        for repository in plan["repositories"].as_array().expect("a list") {
            let (name, attrs) = (repository["name"].as_str().expect("a name"), &repository["attrs"]);
            if let (Some(spoke), Some(text)) =
                (name.strip_prefix("crates__"), attrs["build_file_content"].as_str())
            {
                hub.spokes.insert(spoke.to_owned(), text.to_owned());
            }
            if name == "crates" {
                hub.members = table(attrs["files"]["crates.bzl"].as_str().expect("its macros"));
                let build = attrs["files"]["BUILD.bazel"].as_str().expect("its aliases");
                let targets = build_files::targets(build).into_iter();
                let aliases = targets.filter(|(_, statement)| statement.starts_with("alias("));
                let actual = |statement: &str| list(statement, "actual").concat();
                hub.aliases = aliases.map(|(name, text)| (name.to_owned(), actual(text))).collect();
            }
        }
        Ok(hub)
    }

    fn walk(&self, start: &str, tests: bool) -> ReachedTargets {
        let mut reached = ReachedTargets::from([LinkedTarget::Member(start.to_owned())]);
        let mut queue = self.of_member(start, tests);
        while let Some(target) = queue.pop() {
            // The member where it begins has been opened, with or without its tests.
            if target == LinkedTarget::Member(start.to_owned()) || !reached.insert(target.clone()) {
                continue;
            }
            match &target {
                LinkedTarget::Member(name) => queue.extend(self.of_member(name, false)),
                LinkedTarget::Spoke(package, name) => queue.extend(self.linked(package, name)),
            }
        }
        reached
    }

    fn of_member(&self, name: &str, tests: bool) -> Vec<LinkedTarget> {
        let kinds = self.members[name]["common"].as_object().expect("a table of kinds").iter();
        let kinds = kinds.filter(|(kind, _)| tests || !kind.ends_with("_dev"));
        let entries = kinds.flat_map(|(_, entries)| entries.as_object().expect("a table of names").values());
        entries.map(|entry| self.target("", entry["target"].as_str().expect("a label"))).collect()
    }

    /// `package`: of the file that has the label.
    fn target(&self, package: &str, label: &str) -> LinkedTarget {
        if let Some(own) = label.strip_prefix(':') {
            return LinkedTarget::Spoke(package.to_owned(), own.to_owned());
        }
        if let Some((member, _)) = label.strip_prefix("@@//").and_then(|label| label.split_once(':')) {
            return LinkedTarget::Member(member.to_owned());
        }
        let label = self.aliases.get(label).map_or(label, String::as_str);
        let spoke = label.strip_prefix("@crates__").and_then(|label| label.split_once("//:"));
        let (package, name) = spoke.unwrap_or_else(|| panic!("the label {label}"));
        LinkedTarget::Spoke(package.to_owned(), name.to_owned())
    }

    fn statement(&self, package: &str, name: &str) -> &str {
        build_files::targets(&self.spokes[package])[name]
    }

    /// The name and version of a package.
    fn id(&self, package: &str) -> (&str, &str) {
        let of_line = |head: &str| {
            let line = self.spokes[package].lines().find_map(|line| line.strip_prefix(head));
            line.and_then(|line| line.strip_suffix("\",")).expect("a BUILD file says it")
        };
        (of_line("    \"CARGO_PKG_NAME\": \""), of_line("    version = \""))
    }

    /// Whether a package is none whose library only C can link: cargo builds such a one, and has an edge to it.
    fn is_linkable(&self, root: &Path, name: &str) -> bool {
        let mut named = self.spokes.keys().filter(|package| package.starts_with(&format!("{name}-")));
        let foreign = |package: &String| {
            !["rust_library(", "rust_proc_macro("].iter().any(|rule| self.spokes[package].contains(rule))
        };
        let members =
            self.members.as_object().into_iter().flatten().map(|(member, _)| manifest(root, member));
        let foreign_member =
            |text: &String| text.contains(&format!("name = \"{name}\"")) && text.contains("cdylib");
        !named.any(foreign) && !members.into_iter().any(|text| foreign_member(&text))
    }

    /// The libraries and members that a library links, its build script's included.
    fn linked(&self, package: &str, name: &str) -> Vec<LinkedTarget> {
        let mut found = Vec::new();
        let mut pending = vec![name.to_owned()];
        while let Some(name) = pending.pop() {
            let statement = self.statement(package, &name);
            for label in
                ["actual", "deps", "proc_macro_deps"].into_iter().flat_map(|attr| list(statement, attr))
            {
                match label.strip_prefix(':') {
                    Some(own) => pending.push(own.to_owned()),
                    None => found.push(self.target(package, label)),
                }
            }
        }
        found
    }
}

/// The table of a hub's macros, which is JSON but for its commas and labels.
fn table(text: &str) -> Value {
    let start = text.find("_PACKAGES = {").expect("a table") + "_PACKAGES = ".len();
    let rest = &text[start..];
    let end = rest.find("\n}\n").map_or_else(|| rest.find("}\n").expect("its end") + 1, |end| end + 2);
    let json = rest[..end]
        .replace("Label(", "")
        .replace("\")", "\"")
        .replace(",\n", ",")
        .replace(": True", ": true");
    let mut plain = String::new();
    for piece in json.split(',') {
        if !plain.is_empty() && !piece.trim_start().starts_with(['}', ']']) {
            plain.push(',');
        }
        plain.push_str(piece);
    }
    serde_json::from_str(&plain).unwrap_or_else(|error| panic!("{error}: {plain}"))
}

/// The texts of an attribute.
fn list<'a>(statement: &'a str, attr: &str) -> Vec<&'a str> {
    let head = format!("    {attr} = ");
    let mut found = Vec::new();
    let mut inside = false;
    for line in statement.lines() {
        inside |= line.starts_with(&head);
        if inside {
            assert!(!line.contains("select("), "one platform needs no select: {statement}");
            found.extend(build_files::strings(line));
            if !line.ends_with('[') && !line.starts_with("        ") {
                break;
            }
        }
    }
    found
}

struct MemberComparison<'a> {
    root: &'a Path,
    dev: bool,
    ids: BTreeMap<String, (String, String)>,
    known: BTreeMap<BTreeSet<String>, Units>,
    tally: MemberCounts,
}

impl MemberComparison<'_> {
    fn compare(
        &mut self,
        hub: &GeneratedHub,
        member: &str,
        target: &LinkedTarget,
        group: &BTreeSet<String>,
    ) -> Result<(), String> {
        let (root, dev) = (self.root, self.dev);
        let is_exact = dev && group.iter().all(|member| is_regular(root, member));
        let units = self.known.entry(group.clone()).or_insert_with(|| units(root, group, dev, &self.ids));
        let of_target = |(name, version): (&str, &str)| {
            let same = units.iter().filter(move |(key, _)| {
                key.package.name == name && key.package.version.to_string() == version
            });
            same.map(|(_, unit)| unit).collect::<Vec<_>>()
        };
        let (found, features): (_, BTreeSet<String>) = match target {
            LinkedTarget::Member(name) => {
                let (own, version) = &self.ids[name];
                let common = hub.members[name]["features"]["common"].as_array();
                let features = common.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
                (of_target((own, version)), features.collect())
            }
            LinkedTarget::Spoke(package, name) => {
                self.tally.crates += 1;
                self.tally.variants += usize::from(name.contains("__for_"));
                let statement = hub.statement(package, name);
                let (own, version) = hub.id(package);
                (
                    of_target((own, version)),
                    list(statement, "crate_features").into_iter().map(str::to_owned).collect(),
                )
            }
        };
        let wanted: BTreeSet<String> = found.iter().flat_map(|unit| unit.features.iter().cloned()).collect();
        if !wanted.is_subset(&features) || is_exact && !found.is_empty() && wanted != features {
            return Err(format!("{target} for {member} has {features:?}; with {group:?} it has {wanted:?}"));
        }
        if let (LinkedTarget::Spoke(package, name), true) = (target, is_exact && !found.is_empty()) {
            let edges =
                found.iter().flat_map(|unit| &unit.edges).filter(|edge| edge.kind != DependencyKind::Dev);
            let edges = edges.filter(|edge| hub.is_linkable(root, &edge.package.name));
            let wanted: BTreeSet<String> = edges.map(|edge| edge.package.name.clone()).collect();
            let of = |target: LinkedTarget| match target {
                LinkedTarget::Member(name) => self.ids[&name].0.clone(),
                LinkedTarget::Spoke(package, _) => hub.id(&package).0.to_owned(),
            };
            let linked: BTreeSet<String> = hub.linked(package, name).into_iter().map(of).collect();
            if wanted != linked {
                return Err(format!(
                    "{target} for {member} links {linked:?}; with {group:?} it links {wanted:?}"
                ));
            }
        }
        Ok(())
    }
}

/// Whether cargo builds a member whenever all its targets are asked for, as BUILD files state it.
fn is_regular(root: &Path, member: &str) -> bool {
    let text = manifest(root, member);
    !["proc-macro", "required-features", "test = false", "cdylib", "autobins"]
        .iter()
        .any(|odd| text.contains(odd))
}

fn manifest(root: &Path, member: &str) -> String {
    let scratch = root.parent().expect("a workspace is in a folder");
    fs::read_to_string(scratch.join(member).join("Cargo.toml")).expect("a member has a manifest")
}

/// The name and version of each member.
fn ids(root: &Path, members: &[String]) -> Result<BTreeMap<String, (String, String)>, String> {
    let scratch = root.parent().expect("a workspace is in a folder");
    let metadata: Value = serde_json::from_slice(&cargo::metadata(root)?).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let id = |member: &String| {
        let path = json!(scratch.join(member).join("Cargo.toml"));
        let own = packages.iter().find(|package| package["manifest_path"] == path);
        let text = |key: &str| own.and_then(|own| own[key].as_str()).expect("a member is listed").to_owned();
        (member.clone(), (text("name"), text("version")))
    };
    Ok(members.iter().map(id).collect())
}

fn units(
    root: &Path,
    group: &BTreeSet<String>,
    dev: bool,
    ids: &BTreeMap<String, (String, String)>,
) -> Units {
    let matrix = Matrix { hosts: vec![TRIPLE], targets: vec![TRIPLE] };
    let mode = if dev { Mode::AllTargets } else { Mode::Build };
    let mut command = tool::units_command(root, &matrix, mode, Source::Native);
    for member in group {
        command.args(["--package", &ids[member].0]);
    }
    let printed = cargo::run(command).unwrap_or_else(|error| panic!("{error}"));
    tool::parse(&printed).unwrap_or_else(|error| panic!("{error}")).units
}
