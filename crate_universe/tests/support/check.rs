//! Compares cargo with both package sources of the program, for every pair of a matrix in both modes. Two
//! cargos run at a time, because each is one short process.

use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::cargo;
use super::compare;
use super::declarations::Declarations;
use super::feature_choice::EditedManifests;
use super::matrix::{MODES, Matrix, Mode, Selection};
use super::seeds;
use super::tool::{self, Source};
use super::unit_graph;
use super::units::Units;

const WORKERS: usize = 2;

/// What one comparison cost and covered, for the line a test prints.
#[derive(Default)]
pub struct ComparisonCounts {
    pub graphs: usize,
    pub units: usize,
    /// How often a member had other features.
    pub sets: usize,
    pub cargo: Duration,
    pub ours: Duration,
    /// Why the native source referred the workspace to cargo.
    pub fallback: Option<String>,
}

/// Why a workspace has no tally, as a text for the reader.
pub enum ComparisonFailure {
    /// cargo itself does not accept the workspace.
    Rejected(String),
    /// The program failed, or differs.
    Wrong(String),
}

/// Compares both modes, of the whole workspace; of each member by itself, where there are several; and of the whole workspace with other
/// features of a member.
pub fn workspace(
    dir: &Path,
    matrix: &Matrix,
    resolver: Option<&str>,
) -> Result<ComparisonCounts, ComparisonFailure> {
    let declarations = Declarations::of_workspace(dir).map_err(ComparisonFailure::Rejected)?;
    let mut tally = ComparisonCounts::default();
    let of_manifest = selected(dir, &declarations, Selection::default(), matrix, resolver, &mut tally)?;
    let pairs = if seeds::is_full() { matrix.clone() } else { matrix.first_pairs() };
    let apart = declarations.members();
    for member in apart.iter().filter(|_| apart.len() > 1) {
        let asked = Selection { member: Some(member), ..Selection::default() };
        selected(dir, &declarations, asked, &pairs, resolver, &mut tally)?;
    }
    // With resolver 1, cargo's `--features` are only those of the package in whose folder it runs.
    let most = if seeds::is_full() { usize::MAX } else { 2 };
    let sets = if of_manifest == "1" { Vec::new() } else { declarations.other_features() };
    for features in sets.iter().take(most) {
        let asked = Selection { features: Some(features), ..Selection::default() };
        selected(dir, &declarations, asked, &pairs, resolver, &mut tally)?;
        tally.sets += 1;
    }
    Ok(tally)
}

/// Returns the version of the resolver.
fn selected(
    dir: &Path,
    declarations: &Declarations,
    asked: Selection<'_>,
    matrix: &Matrix,
    resolver: Option<&str>,
    tally: &mut ComparisonCounts,
) -> Result<String, ComparisonFailure> {
    let (mut wrong, mut found) = (Vec::new(), String::new());
    for mode in MODES {
        let start = Instant::now();
        let truth =
            cargo_units(dir, declarations, asked, matrix, *mode).map_err(ComparisonFailure::Rejected)?;
        tally.cargo += start.elapsed();
        tally.graphs += matrix.pairs().len();
        tally.units += truth.len();
        let start = Instant::now();
        let native = tool::printed(dir, asked, matrix, *mode, Source::Native);
        tally.ours += start.elapsed();
        let by_cargo =
            tool::printed(dir, asked, matrix, *mode, Source::Cargo).map_err(ComparisonFailure::Wrong)?;
        let printed = native.or_else(|error| match tool::fallback(&error) {
            Some(reason) => {
                tally.fallback = Some(reason);
                Ok(by_cargo.clone())
            }
            None => Err(ComparisonFailure::Wrong(error)),
        })?;
        let resolved = tool::parse(&printed).map_err(ComparisonFailure::Wrong)?;
        if printed != by_cargo {
            let other = tool::parse(&by_cargo).map_err(ComparisonFailure::Wrong)?;
            let text = compare::difference(&other.units, &resolved.units).unwrap_or_default();
            wrong.push(format!("{mode}: the native source against the one that asks cargo: {text}"));
        }
        if resolver.is_some_and(|resolver| resolver != resolved.resolver) {
            wrong.push(format!("{mode}: resolver {:?} instead of {resolver:?}\n", resolved.resolver));
        }
        wrong.extend(compare::difference(&truth, &resolved.units).map(|text| format!("{mode}: {text}")));
        found = resolved.resolver;
    }
    if wrong.is_empty() {
        return Ok(found);
    }
    let of = asked.member.map(|member| format!("-p {}: ", member.name));
    let of = of.or(asked.features.map(|features| format!("{features}: "))).unwrap_or_default();
    Err(ComparisonFailure::Wrong(of + &wrong.concat()))
}

/// The units of every pair, from one run of cargo each.
pub fn cargo_units(
    dir: &Path,
    declarations: &Declarations,
    asked: Selection<'_>,
    matrix: &Matrix,
    mode: Mode,
) -> Result<Units, String> {
    let _edited = asked.features.map(EditedManifests::new);
    let pairs = matrix.pairs();
    let next = AtomicUsize::new(0);
    let gathered: Mutex<Result<Units, String>> = Mutex::new(Ok(Units::new()));
    let work = || {
        while let Some((host, target)) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let one = cargo::unit_graph(dir, asked, (host, target), mode)
                .and_then(|printed| unit_graph::units(&printed, declarations, host, target));
            let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
            match (one, gathered.as_mut()) {
                (Ok(one), Ok(all)) => all.extend(one),
                (Err(error), Ok(_)) => *gathered = Err(error),
                (_, Err(_)) => return,
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(work);
        }
    });
    gathered.into_inner().unwrap_or_else(PoisonError::into_inner)
}
