//! What the program costs, outside of Bazel: each round runs every row once, so that what else the machine does falls on all of
//! them alike.

use side_by_side::Outcome;
use side_by_side::measure::{Sample, measure};
use side_by_side::ours::{FIFTY_FOUR, Found, Ours, SEVEN};
use side_by_side::tools::checked;
use side_by_side::upstream::Upstream;

use crate::results::Figures;
use crate::rows::Row;
use crate::subject::Subject;

pub fn measure_ours(subject: &Subject, rounds: usize, figures: &mut Figures) -> Outcome<()> {
    let ours =
        |triples: &[&str]| Ours::new(&subject.our_tools, &subject.project, &subject.project.dir, triples);
    for triples in [&SEVEN[..], &FIFTY_FOUR] {
        // Fills the facts cache.
        let first = ours(triples)?;
        checked(&mut first.command(Found::Facts)?)?;
        first.check()?;
    }
    let run = |found: Found, triples: &[&str]| -> Outcome<Sample> {
        let ours = ours(triples)?;
        if found == Found::Everything {
            checked(&mut ours.command(Found::Facts)?)?;
        }
        let sample = measure(&ours.command(found)?, &subject.project.scratch)?;
        ours.check()?;
        Ok(sample)
    };
    for _ in 0..rounds {
        let mut metadata = subject.tools.cargo();
        metadata.args(["metadata", "--format-version", "1", "--locked"]).current_dir(&subject.project.dir);
        figures.add(Row::Metadata, measure(&metadata, &subject.project.scratch)?);
        figures.add(Row::Warm7, run(Found::Facts, &SEVEN)?);
        figures.add(Row::Warm54, run(Found::Facts, &FIFTY_FOUR)?);
        figures.add(Row::Unchanged, run(Found::Everything, &SEVEN)?);
    }
    Ok(())
}

pub fn measure_upstream(subject: &Subject, rounds: usize, figures: &mut Figures) -> Outcome<()> {
    for _ in 0..rounds {
        let upstream = Upstream::new(&subject.tools, &subject.project, &SEVEN)?;
        let run = |command| measure(command, &subject.project.scratch);
        let [splice, generate] = upstream.repin()?;
        let repin = run(&splice)?.then(run(&generate)?);
        upstream.check()?;
        figures.add(Row::UpstreamRepin, repin);
        let [query, generate] = upstream.no_op();
        figures.add(Row::UpstreamUnchanged, run(&query)?.then(run(&generate)?));
    }
    Ok(())
}
