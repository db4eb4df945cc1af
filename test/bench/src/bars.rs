//! The bars of docs/benchmark.md. Takes the figures of one run, gives for each bar what was reached: all are ratios or
//! differences within the run, so that the machine matters little.

use crate::results::Results;
use crate::rows::Row;
use side_by_side::measure::Sample;

pub struct Bar {
    pub what: &'static str,
    pub wanted: &'static str,
    pub project: String,
    pub got: String,
    /// None: not measured in this run.
    pub reached: Option<bool>,
}

pub fn judge(results: &Results) -> Vec<Bar> {
    let projects = results.projects();
    let with = |least: usize| projects.iter().copied().filter(move |name| results.packages[*name] >= least);
    let judge = Judge { results };
    let mut bars = Vec::new();
    for name in with(800).take(1) {
        bars.push(judge.times(
            "repin warm, 7 triples: CPU, cargo-bazel's over ours",
            "at least 30x",
            name,
            (Row::Upstream7, Row::Warm7),
            30.0,
        ));
        bars.push(judge.bumped(name));
    }
    for name in projects.iter().copied().filter(|name| results.count(name, Row::Upstream54) > 0) {
        // The bar is for large projects; a start of a program weighs on small ones.
        if results.packages[name] >= 250 {
            bars.push(judge.times(
                "repin warm, 54 triples: CPU, cargo-bazel's over ours",
                "at least 500x",
                name,
                (Row::Upstream54, Row::Warm54),
                500.0,
            ));
        }
    }
    for name in with(250) {
        bars.push(judge.at_most(
            "54 triples: CPU over that of 7",
            "at most 1.15x",
            name,
            (Row::Warm54, Row::Warm7),
            |sample| sample.cpu,
            1.15,
        ));
    }
    for name in with(250) {
        bars.push(judge.at_most(
            "native, warm: CPU over one `cargo metadata`",
            "at most 0.35x",
            name,
            (Row::Warm7, Row::Metadata),
            |sample| sample.cpu,
            0.35,
        ));
    }
    for name in with(1000) {
        bars.push(judge.at_most(
            "nothing changed: wall over cargo-bazel's",
            "at most 0.4x",
            name,
            (Row::NoOp, Row::UpstreamNoOp),
            |sample| sample.wall,
            0.4,
        ));
        bars.push(judge.at_most(
            "nothing changed: CPU over cargo-bazel's",
            "at most 0.4x",
            name,
            (Row::NoOp, Row::UpstreamNoOp),
            |sample| sample.cpu,
            0.4,
        ));
    }
    for name in projects.iter().copied().filter(|name| results.count(name, Row::Evaluation) > 0) {
        bars.push(judge.at_most(
            "cold: wall of the evaluation over a cold `cargo fetch --locked`",
            "at most 0.5x",
            name,
            (Row::Evaluation, Row::FetchCold),
            |sample| sample.wall,
            0.5,
        ));
    }
    for name in with(1000) {
        bars.push(judge.peak(name));
        bars.push(judge.solver(name));
    }
    bars
}

struct Judge<'a> {
    results: &'a Results,
}

impl Judge<'_> {
    fn pair(&self, project: &str, rows: (Row, Row)) -> Option<(Sample, Sample)> {
        Some((self.results.median(project, rows.0)?, self.results.median(project, rows.1)?))
    }

    fn bar(
        &self,
        what: &'static str,
        wanted: &'static str,
        project: &str,
        got: Option<(String, bool)>,
    ) -> Bar {
        let (got, reached) = match got {
            Some((got, reached)) => (got, Some(reached)),
            None => ("not measured".to_owned(), None),
        };
        Bar { what, wanted, project: project.to_owned(), got, reached }
    }

    fn times(
        &self,
        what: &'static str,
        wanted: &'static str,
        project: &str,
        rows: (Row, Row),
        least: f64,
    ) -> Bar {
        let ratio = self.pair(project, rows).map(|(left, right)| left.cpu / right.cpu);
        self.bar(what, wanted, project, ratio.map(|ratio| (format!("{ratio:.0}x"), ratio >= least)))
    }

    fn at_most(
        &self,
        what: &'static str,
        wanted: &'static str,
        project: &str,
        rows: (Row, Row),
        figure: fn(&Sample) -> f64,
        most: f64,
    ) -> Bar {
        let ratio = self.pair(project, rows).map(|(left, right)| figure(&left) / figure(&right));
        self.bar(what, wanted, project, ratio.map(|ratio| (format!("{ratio:.2}x"), ratio <= most)))
    }

    fn bumped(&self, project: &str) -> Bar {
        let more = self.pair(project, (Row::Bumped, Row::Update)).map(|(both, update)| both.cpu - update.cpu);
        let got = more.map(|more| (format!("+ {more:.2} s"), more <= 0.3));
        self.bar("new version: CPU beyond `cargo update --workspace`", "at most + 0.3 s", project, got)
    }

    fn peak(&self, project: &str) -> Bar {
        let rows = [Row::Warm7, Row::Warm54, Row::Crates, Row::NoOp];
        let peak = rows
            .into_iter()
            .filter_map(|row| self.results.median(project, row))
            .map(|sample| sample.peak_kib)
            .max();
        let got = peak.map(|peak| (format!("{:.0} MiB", peak as f64 / 1024.0), peak <= 40 * 1024));
        self.bar("peak memory, the worst of our rows", "at most 40 MiB", project, got)
    }

    fn solver(&self, project: &str) -> Bar {
        let solver = self.results.solver.get(project);
        let got = solver.map(|solver| (format!("{:.1} ms", solver.solve), solver.solve <= 8.0));
        self.bar("solver alone, 36 targets x 22 hosts: CPU", "at most 8 ms", project, got)
    }
}
