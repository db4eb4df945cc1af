//! One measurement: a command runs under a wrapper of its own, which is this program again, and the wrapper tells what
//! the kernel has counted for it and for everything it waited for. Never judges a figure.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

use crate::Outcome;

/// What one command cost, with all processes it started.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Sample {
    pub wall: f64,
    /// User and system seconds.
    pub cpu: f64,
    /// Of the largest single process.
    pub peak_kib: i64,
}

impl Sample {
    /// Two commands, one after the other.
    pub fn then(self, next: Sample) -> Sample {
        Sample {
            wall: self.wall + next.wall,
            cpu: self.cpu + next.cpu,
            peak_kib: self.peak_kib.max(next.peak_kib),
        }
    }

    /// The median of each figure by itself; none of no samples.
    pub fn median(samples: &[Sample]) -> Option<Sample> {
        let of = |figure: fn(&Sample) -> f64| middle(samples.iter().map(figure).collect());
        let peak_kib = of(|sample| sample.peak_kib as f64)? as i64;
        Some(Sample { wall: of(|sample| sample.wall)?, cpu: of(|sample| sample.cpu)?, peak_kib })
    }
}

fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[half]),
        _ => Some((values[half - 1] + values[half]) / 2.0),
    }
}

/// The argument that makes this program the wrapper.
pub const WRAPPER: &str = "--measure";

/// Runs a command under the wrapper. What the command prints is kept only for the message of a failure.
pub fn measure(command: &Command, scratch: &Path) -> Outcome<Sample> {
    let figures = scratch.join("figures.json");
    let mut wrapper = Command::new(std::env::current_exe()?);
    wrapper.arg(WRAPPER).arg(&figures).arg(command.get_program()).args(command.get_args());
    if let Some(dir) = command.get_current_dir() {
        wrapper.current_dir(dir);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapper.env(name, value),
            None => wrapper.env_remove(name),
        };
    }
    let output = wrapper.stdin(Stdio::null()).stdout(Stdio::null()).output()?;
    if !output.status.success() {
        return Err(format!("{command:?} failed:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(serde_json::from_slice(&std::fs::read(figures)?)?)
}

/// The wrapper itself: nothing but its one child is counted, because it has no other.
pub fn wrapper(arguments: &[String]) -> Outcome<()> {
    let [figures, program, rest @ ..] = arguments else {
        return Err("a file and a command are wanted".into());
    };
    let start = Instant::now();
    let status = Command::new(program).args(rest).status()?;
    let wall = start.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{program} ended with {status}").into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    let sample = Sample { wall, cpu, peak_kib: usage.max_rss() };
    Ok(std::fs::write(figures, serde_json::to_vec(&sample)?)?)
}
