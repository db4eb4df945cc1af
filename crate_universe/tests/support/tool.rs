//! Runs `crate-universe resolve` and parses its units, with checks of the schema, the order and the absence
//! of duplicates.

use std::path::Path;
use std::process::Command;

use semver::Version;
use serde::Deserialize;

use super::cargo;
use super::matrix::{Matrix, Mode, Selection};
use super::units::{DependencyKind, Side, Unit, UnitEdge, UnitKey, UnitPackage, Units};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResolveJson {
    schema: u32,
    resolver: String,
    units: Vec<WireUnit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireUnit {
    name: String,
    version: Version,
    source: Option<String>,
    side: String,
    host: String,
    target: String,
    features: Vec<String>,
    deps: Vec<WireEdge>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEdge {
    name: String,
    version: Version,
    source: Option<String>,
    side: String,
    kind: String,
    extern_name: String,
}

pub struct ResolveOutput {
    pub resolver: String,
    pub units: Units,
}

/// Where the program takes the facts of packages from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Native,
    Cargo,
}

/// Why the native source refers a workspace to cargo, from the text of its error.
pub fn fallback(error: &str) -> Option<String> {
    const MARK: &str = "this workspace cannot be resolved without running cargo: ";
    Some(error.lines().find_map(|line| line.split_once(MARK))?.1.to_owned())
}

/// What the program prints, as it stands.
pub fn printed(
    dir: &Path,
    asked: Selection<'_>,
    matrix: &Matrix,
    mode: Mode,
    source: Source,
) -> Result<Vec<u8>, String> {
    let mut command = units_command(dir, matrix, mode, source);
    command.args(asked.member.iter().flat_map(|member| ["--package", &member.name]));
    command.args(asked.features.iter().flat_map(|set| ["--member-features".to_owned(), set.to_string()]));
    cargo::run(command)
}

pub fn parse(printed: &[u8]) -> Result<ResolveOutput, String> {
    let answer: ResolveJson =
        serde_json::from_slice(printed).map_err(|error| format!("the JSON of resolve: {error}"))?;
    assert_eq!(answer.schema, 1, "resolve prints another schema");
    let keys: Vec<UnitKey> = answer.units.iter().map(key).collect();
    assert_order(&keys, "units");
    let units = keys.into_iter().zip(answer.units.iter().map(unit)).collect();
    Ok(ResolveOutput { resolver: answer.resolver, units })
}

/// `crate-universe resolve` without a network, and with a facts cache of the tests' own.
pub fn command(dir: &Path, source: Source) -> Command {
    as_resolve(env!("CARGO_BIN_EXE_crate-universe"), dir, source)
}

/// The same of a program that is called as it is.
pub fn as_resolve(program: &str, dir: &Path, source: Source) -> Command {
    let mut command = Command::new(program);
    cargo::clear(&mut command);
    command.current_dir(dir).arg("resolve").arg("--manifest-path").arg(dir.join("Cargo.toml"));
    command.args(["--source", if source == Source::Native { "native" } else { "cargo" }]);
    command.env("CARGO_NET_OFFLINE", "true");
    command.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    command
}

pub fn units_command(dir: &Path, matrix: &Matrix, mode: Mode, source: Source) -> Command {
    let mut command = command(dir, source);
    for host in &matrix.hosts {
        command.args(["--host", host]);
    }
    for target in &matrix.targets {
        command.args(["--target", target]);
    }
    if mode == Mode::AllTargets {
        command.arg("--all-targets");
    }
    command.args(["--format", "json"]);
    command
}

fn key(unit: &WireUnit) -> UnitKey {
    UnitKey {
        package: UnitPackage {
            name: unit.name.clone(),
            version: unit.version.clone(),
            source: unit.source.clone(),
        },
        side: side(&unit.side),
        host: unit.host.clone(),
        target: unit.target.clone(),
    }
}

fn unit(unit: &WireUnit) -> Unit {
    assert_order(&unit.features, "features");
    let edges: Vec<UnitEdge> = unit.deps.iter().map(edge).collect();
    assert_order(&edges, "deps");
    Unit { features: unit.features.iter().cloned().collect(), edges: edges.into_iter().collect() }
}

fn edge(edge: &WireEdge) -> UnitEdge {
    UnitEdge {
        package: UnitPackage {
            name: edge.name.clone(),
            version: edge.version.clone(),
            source: edge.source.clone(),
        },
        side: side(&edge.side),
        kind: DependencyKind::parse(&edge.kind)
            .unwrap_or_else(|| panic!("resolve prints the kind {:?}", edge.kind)),
        extern_name: edge.extern_name.clone(),
    }
}

fn side(text: &str) -> Side {
    Side::parse(text).unwrap_or_else(|| panic!("resolve prints the side {text:?}"))
}

/// The contract sorts every list; equal neighbours would be one thing said twice.
fn assert_order<T: Ord + std::fmt::Debug>(list: &[T], what: &str) {
    for pair in list.windows(2) {
        assert!(
            pair[0] < pair[1],
            "the {what} of resolve are not sorted, or not unique: {:?} before {:?}",
            pair[0],
            pair[1]
        );
    }
}
