//! Measures how cost grows with the number of packages. `test/bench/scale/run` builds everything and calls this. Gives
//! docs/scale.md and docs/scale.svg; it is no test.

mod bars;
mod chart;
mod curves;
mod generate;
mod in_bazel;
#[path = "../../../../crate_universe/tests/support/local_registry.rs"]
#[allow(dead_code, reason = "the tests of the program use more of it")]
mod local_registry;
mod parts;
mod program;
mod report;
mod results;
mod rows;
mod shape;
mod sizes;
mod subject;

use std::path::PathBuf;

use parts::Part;
use results::Results;
use sha2::{Digest, Sha256};
use side_by_side::tools::Tools;
use side_by_side::{Outcome, machine, measure};

/// What the command line says.
pub struct Options {
    pub synthetic: Vec<usize>,
    pub published: Vec<usize>,
    pub parts: Vec<Part>,
    pub rounds: usize,
    pub bazel_rounds: usize,
    pub upstream_rounds: usize,
    /// Larger workspaces are not given to cargo-bazel.
    pub upstream_most: usize,
    pub work: PathBuf,
    pub docs: PathBuf,
    /// Measure nothing; make the files from the figures of the last run.
    pub report_only: bool,
    /// Forget all figures first.
    pub anew: bool,
}

const HELP: &str = "test/bench/scale/run [--synthetic N,N] [--published N,N] [--parts A,B] [--rounds N] \
                    [--bazel-rounds N] [--upstream-rounds N] [--upstream-most N] [--anew] [--report]\n\n  \
                    --synthetic        sizes [default: 250,500,1000,2000,5000]\n  \
                    --published        sizes that published/Cargo.toml marks [default: 500,1000,2000]\n  \
                    --parts            of program, upstream-program, bazel, upstream-bazel [default: all]\n  \
                    --rounds           rounds of the program and of cargo [default: 7]\n  \
                    --bazel-rounds     rounds of restarts, loading and analysis in Bazel [default: 3]\n  \
                    --upstream-rounds  rounds of cargo-bazel [default: 1]\n  \
                    --upstream-most    the largest size that cargo-bazel gets [default: 2000]\n  \
                    --anew             measure everything anew, not only what is missing\n  \
                    --report           measure nothing, write the files anew from the last figures";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some(measure::WRAPPER) => measure::wrapper(&arguments[1..]),
        Some("--help") => {
            println!("{HELP}");
            Ok(())
        }
        _ => options(&arguments).and_then(|options| run(&options)),
    };
    if let Err(error) = done {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let place = |name| std::env::var_os(name).map(PathBuf::from).ok_or(format!("{name} is not set"));
    let sizes = |text: &str| -> Outcome<Vec<usize>> {
        Ok(text.split(',').filter(|size| !size.is_empty()).map(str::parse).collect::<Result<_, _>>()?)
    };
    let mut options = Options {
        synthetic: vec![250, 500, 1_000, 2_000, 5_000],
        published: vec![500, 1_000, 2_000],
        parts: Part::ALL.to_vec(),
        rounds: 7,
        bazel_rounds: 3,
        upstream_rounds: 1,
        upstream_most: 2_000,
        work: place("BENCH_WORK")?,
        docs: place("BENCH_DOCS")?,
        report_only: false,
        anew: false,
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--report" => options.report_only = true,
            "--anew" => options.anew = true,
            name => {
                let value = rest.next().ok_or(HELP)?;
                match name {
                    "--synthetic" => options.synthetic = sizes(value)?,
                    "--published" => options.published = sizes(value)?,
                    "--parts" => options.parts = parts(value)?,
                    "--rounds" => options.rounds = value.parse()?,
                    "--bazel-rounds" => options.bazel_rounds = value.parse()?,
                    "--upstream-rounds" => options.upstream_rounds = value.parse()?,
                    "--upstream-most" => options.upstream_most = value.parse()?,
                    _ => return Err(HELP.into()),
                }
            }
        }
    }
    Ok(options)
}

fn parts(names: &str) -> Outcome<Vec<Part>> {
    let part = |name| {
        Part::ALL.into_iter().find(|part| part.key() == name).ok_or_else(|| format!("{name}: no such part"))
    };
    Ok(names.split(',').map(part).collect::<Result<_, _>>()?)
}

fn run(options: &Options) -> Outcome<()> {
    let path = options.work.join("figures.json");
    let mut results = if options.anew { Results::default() } else { Results::read(&path) };
    if !options.report_only {
        std::fs::create_dir_all(&options.work)?;
        let tools = Tools::find(&options.work)?;
        let program = Sha256::digest(std::fs::read(&tools.ours)?);
        let program: String = program.iter().map(|byte| format!("{byte:02x}")).collect();
        if results.program != program {
            results = Results { program, ..Results::default() };
        }
        results.machine = machine::facts(&tools)?;
        parts::measure_all(options, &tools, &mut results, &path)?;
        results.machine.load_after = machine::load();
        results.write(&path)?;
    }
    let bars = bars::judge(&results);
    std::fs::create_dir_all(&options.docs)?;
    std::fs::write(options.docs.join("scale.md"), report::markdown(&results, &bars))?;
    std::fs::write(options.docs.join("scale.svg"), chart::svg(&results)?)?;
    println!("{}", report::summary(&bars));
    Ok(())
}
