//! Measures crate_universe beside cargo and beside cargo-bazel, on published projects, all in one run. `test/bench/run`
//! builds everything and calls this. Takes arguments, gives docs/benchmark.md and docs/benchmark.svg; it is no test.

mod bars;
mod chart;
mod report;
mod results;
mod rows;

use std::path::PathBuf;

use results::Results;
use side_by_side::tools::Tools;
use side_by_side::{Outcome, machine, measure, project};

/// What the command line says.
pub struct Options {
    pub rounds: usize,
    pub upstream_rounds: usize,
    pub projects: Vec<String>,
    /// The projects on which cargo-bazel runs once with all 54 triples: that takes minutes.
    pub many: Vec<String>,
    /// The projects whose cold evaluation is measured in Bazel.
    pub cold: Vec<String>,
    pub work: PathBuf,
    pub docs: PathBuf,
    /// Measure nothing; make the files from the figures of the last run.
    pub report_only: bool,
    /// Rows to measure anew; the others keep their figures.
    pub only: Vec<String>,
}

const HELP: &str = "test/bench/run [--rounds N] [--upstream-rounds N] [--projects A,B] [--many A,B] [--cold A,B] \
                    [--only ROW,ROW] [--report]\n\n  \
                    --rounds           rounds of everything but cargo-bazel and downloads [default: 9]\n  \
                    --upstream-rounds  rounds of cargo-bazel and of downloads [default: 3]\n  \
                    --projects         projects to measure [default: all]\n  \
                    --many             projects on which cargo-bazel runs with 54 triples [default: ripgrep,nu]\n  \
                    --cold             projects that Bazel evaluates with empty caches [default: nu]\n  \
                    --only             measure these rows anew and keep all other figures\n  \
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
    let names = |text: &str| text.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let place = |name| std::env::var_os(name).map(PathBuf::from).ok_or(format!("{name} is not set"));
    let mut options = Options {
        rounds: 9,
        upstream_rounds: 3,
        projects: project::PROJECTS.iter().map(|project| project.name.to_owned()).collect(),
        many: names("ripgrep,nu"),
        cold: names("nu"),
        work: place("BENCH_WORK")?,
        docs: place("BENCH_DOCS")?,
        report_only: false,
        only: Vec::new(),
    };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--report" {
            options.report_only = true;
            continue;
        }
        let value = rest.next().ok_or(HELP)?;
        match argument.as_str() {
            "--rounds" => options.rounds = value.parse()?,
            "--upstream-rounds" => options.upstream_rounds = value.parse()?,
            "--projects" => options.projects = names(value),
            "--many" => options.many = names(value),
            "--cold" => options.cold = names(value),
            "--only" => options.only = names(value),
            _ => return Err(HELP.into()),
        }
    }
    let known: Vec<&str> = rows::Row::ALL.into_iter().map(rows::Row::key).chain(rows::BESIDE).collect();
    match options.only.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("--only: no row is called {name}; there are: {}", known.join(", ")).into()),
        None => Ok(options),
    }
}

fn run(options: &Options) -> Outcome<()> {
    let path = options.work.join("figures.json");
    let mut results = Results::read(&path);
    if !options.report_only {
        std::fs::create_dir_all(&options.work)?;
        let tools = Tools::find(&options.work)?;
        if options.only.is_empty() {
            results = Results::default();
        }
        results.machine = machine::facts(&tools)?;
        for name in &options.projects {
            let project = project::prepare(name, &tools)?;
            results.packages.insert(name.clone(), project.packages);
            let measured = rows::measure_all(options, &tools, &project, &mut results);
            results.write(&path)?;
            measured?;
        }
        results.machine.load_after = machine::load();
        results.write(&path)?;
    }
    let bars = bars::judge(&results);
    std::fs::create_dir_all(&options.docs)?;
    std::fs::write(options.docs.join("benchmark.md"), report::markdown(&results, &bars))?;
    std::fs::write(options.docs.join("benchmark.svg"), chart::svg(&results))?;
    println!("{}", report::summary(&bars));
    Ok(())
}
