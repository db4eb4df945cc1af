//! What is measured, and in which order. Each round runs every row once, so that what else the machine does falls on
//! all of them alike. Takes a project, gives samples; what a row needs beforehand is made outside of its time.

use std::process::Command;

use crate::results::{Results, Solver};
use side_by_side::measure::{Sample, measure};
use side_by_side::ours::{FIFTY_FOUR, Found, Ours, SEVEN};
use side_by_side::project::{Project, remove};
use side_by_side::tools::{Tools, checked};
use side_by_side::upstream::Upstream;
use side_by_side::{Outcome, bazel};

use crate::Options;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Warm7,
    Warm54,
    Crates,
    NoOp,
    Bumped,
    Metadata,
    Tree,
    Fetch,
    Update,
    FetchCold,
    Evaluation,
    Upstream7,
    Upstream54,
    UpstreamNoOp,
}

/// What is measured beside the rows, by the names that `--only` has for them.
pub const BESIDE: [&str; 2] = ["starts", "solver"];

impl Row {
    pub const ALL: [Row; 14] = [
        Row::Warm7,
        Row::Warm54,
        Row::Crates,
        Row::NoOp,
        Row::Bumped,
        Row::Evaluation,
        Row::Metadata,
        Row::Tree,
        Row::Fetch,
        Row::Update,
        Row::FetchCold,
        Row::Upstream7,
        Row::Upstream54,
        Row::UpstreamNoOp,
    ];

    /// Its name in figures.json and for `--only`.
    pub fn key(self) -> &'static str {
        match self {
            Row::Warm7 => "warm-7",
            Row::Warm54 => "warm-54",
            Row::Crates => "crates",
            Row::NoOp => "no-op",
            Row::Bumped => "bumped",
            Row::Evaluation => "evaluation",
            Row::Metadata => "metadata",
            Row::Tree => "tree",
            Row::Fetch => "fetch",
            Row::Update => "update",
            Row::FetchCold => "fetch-cold",
            Row::Upstream7 => "upstream-7",
            Row::Upstream54 => "upstream-54",
            Row::UpstreamNoOp => "upstream-no-op",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Row::Warm7 => "repin, 7 triples",
            Row::Warm54 => "repin, 54 triples",
            Row::Crates => "repin, no facts yet, `.crate` files at hand",
            Row::NoOp => "nothing changed",
            Row::Bumped => "new version: `cargo update --workspace`, then repin",
            Row::Evaluation => "evaluation in Bazel, empty caches",
            Row::Metadata => "`cargo metadata --locked`",
            Row::Tree => "`cargo tree --locked`, one triple",
            Row::Fetch => "`cargo fetch --locked`",
            Row::Update => "`cargo update --workspace`, new version",
            Row::FetchCold => "`cargo fetch --locked`, empty CARGO_HOME",
            Row::Upstream7 => "repin, 7 triples",
            Row::Upstream54 => "repin, 54 triples",
            Row::UpstreamNoOp => "nothing changed (`query`, `generate`)",
        }
    }

    pub fn program(self) -> &'static str {
        match self {
            Row::Warm7 | Row::Warm54 | Row::Crates | Row::NoOp | Row::Bumped | Row::Evaluation => {
                "crate_universe"
            }
            Row::Metadata | Row::Tree | Row::Fetch | Row::Update | Row::FetchCold => "cargo",
            Row::Upstream7 | Row::Upstream54 | Row::UpstreamNoOp => "cargo-bazel",
        }
    }
}

const QUICK: [Row; 9] = [
    Row::Metadata,
    Row::Warm7,
    Row::Tree,
    Row::Warm54,
    Row::Fetch,
    Row::NoOp,
    Row::Crates,
    Row::Update,
    Row::Bumped,
];

pub fn measure_all(
    options: &Options,
    tools: &Tools,
    project: &Project,
    results: &mut Results,
) -> Outcome<()> {
    let wanted = |row: &Row| options.only.is_empty() || options.only.iter().any(|name| name == row.key());
    let quick: Vec<Row> = QUICK.into_iter().filter(wanted).collect();
    let mut slow: Vec<Row> = vec![Row::Upstream7, Row::UpstreamNoOp, Row::FetchCold];
    if options.cold.contains(&project.name) {
        slow.push(Row::Evaluation);
    }
    slow.retain(wanted);
    let many = options.many.contains(&project.name) && wanted(&Row::Upstream54);
    for row in quick.iter().chain(&slow).copied().chain(many.then_some(Row::Upstream54)) {
        results.clear(&project.name, row);
    }
    let bench = Bench::new(tools, project)?;
    for round in 0..options.rounds {
        eprintln!("{}: round {} of {}", project.name, round + 1, options.rounds);
        for row in &quick {
            results.add(&project.name, *row, bench.sample(*row)?);
        }
        if round < options.upstream_rounds {
            for row in &slow {
                results.add(&project.name, *row, bench.sample(*row)?);
            }
        }
    }
    if many {
        eprintln!("{}: cargo-bazel with 54 triples, once", project.name);
        results.add(&project.name, Row::Upstream54, bench.sample(Row::Upstream54)?);
    }
    if options.only.is_empty() || options.only.iter().any(|name| name == "starts") {
        starts(tools, project, results)?;
    }
    if options.only.is_empty() || options.only.iter().any(|name| name == "solver") {
        let mut solver = tools.command(&tools.solver);
        let printed = checked(solver.arg(project.dir.join("Cargo.toml")))?;
        let last = printed.lines().last().unwrap_or_default();
        results.solver.insert(project.name.clone(), serde_json::from_str::<Solver>(last)?);
    }
    Ok(())
}

struct Bench<'a> {
    tools: &'a Tools,
    project: &'a Project,
    bumped: std::path::PathBuf,
}

impl<'a> Bench<'a> {
    /// With the facts cache filled, by a run that is not measured.
    fn new(tools: &'a Tools, project: &'a Project) -> Outcome<Bench<'a>> {
        let bumped = project.copy("bumped-workspace")?;
        for triples in [&SEVEN[..], &FIFTY_FOUR] {
            let ours = Ours::new(tools, project, &project.dir, triples)?;
            checked(&mut ours.command(Found::Facts)?)?;
            ours.check()?;
        }
        Ok(Bench { tools, project, bumped })
    }

    fn run(&self, command: &Command) -> Outcome<Sample> {
        measure(command, &self.project.scratch)
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.tools.cargo();
        command.args(arguments).current_dir(&self.project.dir);
        command
    }

    fn ours(&self, found: Found, triples: &[&str]) -> Outcome<Sample> {
        let ours = Ours::new(self.tools, self.project, &self.project.dir, triples)?;
        let sample = self.run(&ours.command(found)?)?;
        ours.check()?;
        Ok(sample)
    }

    fn upstream(&self, triples: &[&str]) -> Outcome<Sample> {
        let upstream = Upstream::new(self.tools, self.project, triples)?;
        let [splice, generate] = upstream.repin()?;
        let sample = self.run(&splice)?.then(self.run(&generate)?);
        upstream.check()?;
        Ok(sample)
    }

    fn sample(&self, row: Row) -> Outcome<Sample> {
        match row {
            Row::Warm7 => self.ours(Found::Facts, &SEVEN),
            Row::Warm54 => self.ours(Found::Facts, &FIFTY_FOUR),
            Row::Crates => self.ours(Found::Crates, &SEVEN),
            Row::NoOp => {
                let ours = Ours::new(self.tools, self.project, &self.project.dir, &SEVEN)?;
                checked(&mut ours.command(Found::Facts)?)?;
                self.run(&ours.command(Found::Everything)?)
            }
            Row::Bumped => {
                self.project.bump(&self.bumped)?;
                let ours = Ours::new(self.tools, self.project, &self.bumped, &SEVEN)?;
                let repin = ours.command(Found::Facts)?;
                let sample = self.update()?.then(self.run(&repin)?);
                ours.check()?;
                Ok(sample)
            }
            Row::Update => {
                self.project.bump(&self.bumped)?;
                self.update()
            }
            Row::Metadata => self.run(&self.cargo(&["metadata", "--format-version", "1", "--locked"])),
            Row::Tree => self.run(&self.cargo(&[
                "tree",
                "--locked",
                "--workspace",
                "--target",
                "x86_64-unknown-linux-gnu",
            ])),
            Row::Fetch => self.run(&self.cargo(&["fetch", "--locked"])),
            Row::FetchCold => {
                let home = self.tools.work.join("cold-cargo-home");
                remove(&home)?;
                std::fs::create_dir_all(&home)?;
                let sample = self.run(self.cargo(&["fetch", "--locked"]).env("CARGO_HOME", &home))?;
                remove(&home)?;
                Ok(sample)
            }
            Row::Evaluation => bazel::evaluation(self.tools, self.project),
            Row::Upstream7 => self.upstream(&SEVEN),
            Row::Upstream54 => self.upstream(&FIFTY_FOUR),
            Row::UpstreamNoOp => {
                let upstream = Upstream::repinned(self.tools, self.project, &SEVEN)?;
                let [query, generate] = upstream.no_op();
                Ok(self.run(&query)?.then(self.run(&generate)?))
            }
        }
    }

    fn update(&self) -> Outcome<Sample> {
        self.run(self.cargo(&["update", "--workspace"]).current_dir(&self.bumped))
    }
}

/// One more run of some rows, not measured, with a cargo and a rustc that count their starts.
fn starts(tools: &Tools, project: &Project, results: &mut Results) -> Outcome<()> {
    let (counting, log) = tools.counting()?;
    let bench = Bench { tools: &counting, project, bumped: project.scratch.join("bumped-workspace") };
    for row in [Row::Warm7, Row::Warm54, Row::NoOp, Row::Metadata, Row::Upstream7] {
        std::fs::write(&log, "")?;
        bench.sample(row)?;
        let mut counts = std::collections::BTreeMap::new();
        for name in std::fs::read_to_string(&log)?.lines() {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
        let rows = results.starts.entry(project.name.clone()).or_default();
        rows.insert(row.key().to_owned(), counts);
    }
    Ok(())
}
