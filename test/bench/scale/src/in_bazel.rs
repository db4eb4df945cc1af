//! A hub as Bazel sees it: the evaluation of the extension, the loading of the hub, and the analysis of everything in it. The
//! same steps for ours and for rules_rust's own extension.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use side_by_side::Outcome;
use side_by_side::bazel::{self, Bazel, evaluated};
use side_by_side::measure::Sample;
use side_by_side::ours::SEVEN;
use side_by_side::tools::checked;

use crate::results::Figures;
use crate::rows::{Count, Row, Side, Step};
use crate::subject::{Subject, repository_cache};

const HUB_FILE: &str = "@crates//:BUILD.bazel";
const ALL: &str = "@crates//...";

pub fn measure(subject: &Subject, side: Side, rounds: usize, figures: &mut Figures) -> Outcome<()> {
    let workspace = subject.project.copy(&format!("bazel-{}", side.key()))?;
    write_module(subject, side, &workspace)?;
    let scratch = subject.project.scratch.join("bazel");
    let (program, home) = match side {
        Side::Ours => (subject.tools.ours.clone(), scratch.join("cargo-home")),
        Side::Upstream => (upstream_program(subject, &workspace)?, subject.tools.cargo_home.clone()),
    };
    // rules_rust's archives would be looked up by their address, too.
    let by_checksum = "--repo_env=BAZEL_HTTP_RULES_URLS_AS_DEFAULT_CANONICAL_ID=0".to_owned();
    let bazel = Bazel::new(&subject.tools, &workspace, scratch, &program)?
        .start_with("--host_jvm_args=-Xmx6g")
        .set(format!("--repository_cache={}", repository_cache(&subject.tools.work).display()))
        .set(format!("--repo_env=CARGO_HOME={}", home.display()))
        .set(by_checksum)
        .set("--color=no".to_owned())
        .set("--curses=no".to_owned())
        .set("--noshow_progress".to_owned());
    let profile = subject.project.scratch.join("profile.gz");
    let targets = subject.project.scratch.join("targets");
    let steps = Steps { bazel, side, profile: &profile, targets: &targets };
    let measured = steps.run_all(rounds, figures);
    let stopped = steps.bazel.shutdown();
    measured?;
    stopped?;
    steps.bazel.remove()
}

/// cargo-bazel with the arguments and the setting that it needs and that the extension of rules_rust 0.54.1 does not know.
fn upstream_program(subject: &Subject, workspace: &Path) -> Outcome<PathBuf> {
    let path = subject.project.scratch.join("cargo-bazel");
    let cargo_bazel = subject.tools.upstream.display();
    let root = workspace.display();
    let scratch = subject.project.scratch.display();
    let text = format!(
        "#!/bin/sh
verb=$1
shift
case $verb in
  splice)
    # The first of the two that read the configuration.
    for argument; do
      case $argument in
        */config.json) sed -i 's/\"rendering\": *{{/&\"generate_cargo_toml_env_vars\": false,/' \"$argument\" ;;
      esac
    done
    set -- --repository-name crates --nonhermetic-root-bazel-workspace-dir '{root}' \"$@\"
    ;;
  generate)
    set -- --nonhermetic-root-bazel-workspace-dir '{root}' --paths-to-track '{scratch}/paths.json' \\
      --warnings-output-path '{scratch}/warnings.json' \"$@\"
    ;;
esac
exec '{cargo_bazel}' \"$verb\" \"$@\"
"
    );
    std::fs::write(&path, text)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
    Ok(path)
}

struct Steps<'a> {
    bazel: Bazel<'a>,
    side: Side,
    profile: &'a Path,
    /// A file with all that the hub has.
    targets: &'a Path,
}

struct Ran {
    sample: Sample,
    stdout: String,
    stderr: String,
}

impl Steps<'_> {
    fn run_all(&self, rounds: usize, figures: &mut Figures) -> Outcome<()> {
        let row = |step| Row::InBazel(self.side, step);
        // The rules and the tools that the extension loads are fetched before it is evaluated.
        checked(self.bazel.command("query").arg(match self.side {
            Side::Ours => "@crate_universe//crate_universe:all",
            Side::Upstream => "@rules_rust//rust:all",
        }))?;
        figures.add(row(Step::Cold), self.evaluation()?);
        for _ in 0..rounds {
            self.restart()?;
            figures.add(row(Step::Restart), self.evaluation()?);
            let query = self.run(self.bazel.command("query").arg(ALL))?;
            figures.add(row(Step::Query), query.sample);
            figures.set_count(Count::Targets(self.side), query.stdout.lines().count() as f64);
            // By their labels: a pattern leaves out what is tagged `manual`, as all aliases of rules_rust's hubs are.
            std::fs::write(self.targets, query.stdout)?;
            figures.add(row(Step::Unchanged), self.unchanged()?);
        }
        figures.add(row(Step::Fetch), self.analysis()?.sample);
        for _ in 0..rounds {
            self.restart()?;
            self.run(self.bazel.command("query").arg(HUB_FILE))?;
            let analysis = self.analysis()?;
            figures.add(row(Step::Analysis), analysis.sample);
            let (loaded, configured) = analysed(&analysis.stderr)?;
            figures.set_count(Count::Loaded(self.side), loaded);
            figures.set_count(Count::Configured(self.side), configured);
        }
        let heap = self.run(self.bazel.command("info").arg("used-heap-size-after-gc"))?;
        let mebibytes = heap.stdout.trim().trim_end_matches("MB").parse()?;
        figures.set_count(Count::Heap(self.side), mebibytes);
        Ok(())
    }

    /// A new server, started.
    fn restart(&self) -> Outcome<()> {
        self.bazel.shutdown()?;
        self.server().map(drop)
    }

    fn server(&self) -> Outcome<String> {
        Ok(checked(self.bazel.command("info").arg("server_pid"))?.trim().to_owned())
    }

    /// What Bazel states for the evaluation alone, and the CPU time of the whole query for one file of the hub.
    fn evaluation(&self) -> Outcome<Sample> {
        let mut query = self.bazel.command("query");
        query.arg(format!("--profile={}", self.profile.display())).arg(HUB_FILE);
        let ran = self.run(&mut query)?;
        let wall = evaluated(self.profile, self.extension())?.ok_or("the extension was not evaluated")?;
        Ok(Sample { wall, ..ran.sample })
    }

    fn unchanged(&self) -> Outcome<Sample> {
        let mut query = self.bazel.command("query");
        query.arg(format!("--profile={}", self.profile.display())).arg(HUB_FILE);
        let ran = self.run(&mut query)?;
        match evaluated(self.profile, self.extension())? {
            None => Ok(ran.sample),
            Some(_) => Err("nothing has changed, but the extension was evaluated".into()),
        }
    }

    fn extension(&self) -> &'static str {
        match self.side {
            Side::Ours => bazel::EXTENSION,
            Side::Upstream => "crate_universe:extension.bzl%crate",
        }
    }

    fn analysis(&self) -> Outcome<Ran> {
        let targets = format!("--target_pattern_file={}", self.targets.display());
        self.run(self.bazel.command("build").arg("--nobuild").arg(targets))
    }

    /// The wall time of the client, and the CPU time of the server and of what it has waited for.
    fn run(&self, command: &mut Command) -> Outcome<Ran> {
        let server = self.server()?;
        let (before, start) = (cpu_of(&server)?, Instant::now());
        let output = command.output()?;
        let wall = start.elapsed().as_secs_f64();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        if !output.status.success() {
            let end: Vec<&str> = stderr.lines().rev().take(20).collect();
            let end: Vec<&str> = end.into_iter().rev().collect();
            return Err(format!("{command:?} failed:\n{}", end.join("\n")).into());
        }
        let cpu = cpu_of(&server)? - before;
        Ok(Ran { sample: Sample { wall, cpu, peak_kib: 0 }, stdout, stderr })
    }
}

/// See proc_pid_stat(5): utime, stime, cutime and cstime, in ticks of which Linux shows 100 a second.
fn cpu_of(process: &str) -> Outcome<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit_once(')').ok_or("stat has no name")?.1;
    let ticks = after_name.split_whitespace().skip(11).take(4).map(str::parse::<u64>);
    Ok(ticks.sum::<Result<u64, _>>()? as f64 / 100.0)
}

/// From `Analyzed 7 targets (12 packages loaded, 34 targets configured).`
fn analysed(stderr: &str) -> Outcome<(f64, f64)> {
    let line = stderr.lines().find(|line| line.contains("Analyzed ")).ok_or("Bazel has analysed nothing")?;
    let inside = line.split_once('(').ok_or("Bazel counts no packages")?.1;
    let number = |text: Option<&str>| -> Outcome<f64> {
        let word = text.and_then(|text| text.split_whitespace().next()).ok_or("Bazel counts nothing")?;
        Ok(word.replace(',', "").parse()?)
    };
    let mut parts = inside.split(", ");
    Ok((number(parts.next())?, number(parts.next())?))
}

fn write_module(subject: &Subject, side: Side, workspace: &Path) -> Outcome<()> {
    let attributes = [
        "name = \"crates\"".to_owned(),
        "cargo_lockfile = \"//:Cargo.lock\"".to_owned(),
        "manifests = [\"//:Cargo.toml\"]".to_owned(),
        format!("supported_platform_triples = {SEVEN:?}"),
    ];
    let small = bazel::module_of_small(&subject.tools)?;
    let (head, _) = small.split_once("crate = use_extension").ok_or("MODULE.bazel has no extension")?;
    let extension = match side {
        Side::Ours => "@crate_universe//crate_universe:extensions.bzl",
        Side::Upstream => "@rules_rust//crate_universe:extension.bzl",
    };
    let text = format!(
        "{head}crate = use_extension(\"{extension}\", \"crate\")\ncrate.from_cargo({})\nuse_repo(crate, \"crates\")\n",
        attributes.join(", "),
    );
    std::fs::write(workspace.join("MODULE.bazel"), text)?;
    Ok(std::fs::write(workspace.join("BUILD.bazel"), "")?)
}
