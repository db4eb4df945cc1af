//! The machine that figures come from. Takes nothing but the system's own files and the tools' own words.

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::tools::{Tools, checked};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_gib: u64,
    pub kernel: String,
    pub cargo: String,
    pub rustc: String,
    pub ours: String,
    pub upstream: String,
    /// Seconds since 1970.
    pub date: String,
    /// Programs that wanted to run, by the minute, before and after.
    pub load_before: String,
    pub load_after: String,
}

pub fn facts(tools: &Tools) -> Outcome<Machine> {
    let line = |command: &mut std::process::Command| -> Outcome<String> {
        Ok(checked(command)?.lines().next().unwrap_or_default().trim().to_owned())
    };
    let field = |file: &str, key: &str| -> String {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let found = text.lines().find_map(|line| {
            line.strip_prefix(key)?.split_once(':').map(|(_, value)| value.trim().to_owned())
        });
        found.unwrap_or_default()
    };
    let memory = field("/proc/meminfo", "MemTotal");
    let kib: u64 = memory.split(' ').next().unwrap_or_default().parse().unwrap_or(0);
    Ok(Machine {
        processor: field("/proc/cpuinfo", "model name"),
        cores: std::thread::available_parallelism()?.get(),
        memory_gib: kib >> 20,
        kernel: std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
        cargo: line(tools.cargo().arg("--version"))?,
        rustc: line(tools.command(&tools.rustc).arg("--version"))?,
        ours: line(tools.command(&tools.ours).arg("--version"))?,
        upstream: line(tools.command(&tools.upstream).arg("--version"))?,
        date: line(std::process::Command::new("date").args(["-u", "+%Y-%m-%d"]))?,
        load_before: load(),
        load_after: String::new(),
    })
}

pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}
