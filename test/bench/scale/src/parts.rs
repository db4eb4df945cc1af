//! The order of a run: each workspace in parts, after each of which the figures are kept. A part that is done is not measured
//! again.

use std::path::Path;

use side_by_side::Outcome;
use side_by_side::ours::{FIFTY_FOUR, SEVEN};
use side_by_side::tools::Tools;

use crate::curves::size_key;
use crate::results::{Figures, Results};
use crate::rows::{Row, Side};
use crate::subject::{Kind, Subject};
use crate::{Options, in_bazel, program, sizes};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Program,
    UpstreamProgram,
    Bazel,
    UpstreamBazel,
}

impl Part {
    pub const ALL: [Part; 4] = [Part::Program, Part::UpstreamProgram, Part::Bazel, Part::UpstreamBazel];

    /// Its name in figures.json and for `--parts`.
    pub fn key(self) -> &'static str {
        match self {
            Part::Program => "program",
            Part::UpstreamProgram => "upstream-program",
            Part::Bazel => "bazel",
            Part::UpstreamBazel => "upstream-bazel",
        }
    }

    fn is_upstream(self) -> bool {
        matches!(self, Part::UpstreamProgram | Part::UpstreamBazel)
    }

    fn rows(self) -> Vec<Row> {
        let in_bazel =
            |side| Row::in_bazel().filter(move |row| matches!(row, Row::InBazel(of, _) if *of == side));
        match self {
            Part::Program => vec![Row::Metadata, Row::Warm7, Row::Warm54, Row::Unchanged],
            Part::UpstreamProgram => vec![Row::UpstreamRepin, Row::UpstreamUnchanged],
            Part::Bazel => in_bazel(Side::Ours).collect(),
            Part::UpstreamBazel => in_bazel(Side::Upstream).collect(),
        }
    }

    fn measure(self, options: &Options, subject: &Subject, figures: &mut Figures) -> Outcome<()> {
        match self {
            Part::Program => {
                program::measure_ours(subject, options.rounds, figures)?;
                for triples in [&SEVEN[..], &FIFTY_FOUR] {
                    let sizes = sizes::of_plan(&subject.our_plan(triples.len()))?;
                    figures.sizes.insert(size_key(Side::Ours, triples.len()), sizes);
                }
            }
            Part::UpstreamProgram => {
                program::measure_upstream(subject, options.upstream_rounds, figures)?;
                let sizes = sizes::of_upstream(&subject.upstream_output(SEVEN.len()))?;
                figures.sizes.insert(size_key(Side::Upstream, SEVEN.len()), sizes);
            }
            Part::Bazel => in_bazel::measure(subject, Side::Ours, options.bazel_rounds, figures)?,
            Part::UpstreamBazel => in_bazel::measure(subject, Side::Upstream, options.bazel_rounds, figures)?,
        }
        Ok(())
    }
}

pub fn measure_all(options: &Options, tools: &Tools, results: &mut Results, path: &Path) -> Outcome<()> {
    let synthetic = options.synthetic.iter().map(|size| (Kind::Synthetic, *size));
    let published = options.published.iter().map(|size| (Kind::Published, *size));
    for (kind, size) in synthetic.chain(published) {
        let key = Subject::key(kind, size);
        let known = results.subjects.get(&key);
        let missing: Vec<Part> = options
            .parts
            .iter()
            .copied()
            .filter(|part| size <= options.upstream_most || !part.is_upstream())
            .filter(|part| known.is_none_or(|figures| !figures.done.contains(part.key())))
            .collect();
        if missing.is_empty() {
            continue;
        }
        eprintln!("{key}: preparing");
        let subject = Subject::prepare(kind, size, tools)?;
        for part in missing {
            eprintln!("{key}: {}", part.key());
            let new = || Figures::new(kind, size, subject.project.packages);
            let figures = results.subjects.entry(key.clone()).or_insert_with(new);
            figures.clear(part.rows());
            figures.failed.remove(part.key());
            match part.measure(options, &subject, figures) {
                Ok(()) => drop(figures.done.insert(part.key().to_owned())),
                // What rules_rust cannot do is a result; what we cannot do ends the run.
                Err(error) if part.is_upstream() => {
                    eprintln!("{error}");
                    figures.failed.insert(part.key().to_owned(), error.to_string());
                }
                Err(error) => return Err(error),
            }
            results.write(path)?;
        }
        subject.remove()?;
    }
    Ok(())
}
