//! The hosts, targets and modes that every comparison runs over.

use std::fmt;

pub const HOSTS: &[&str] = &["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];

pub const TARGETS: &[&str] = &[
    "x86_64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "wasm32-unknown-unknown",
    "x86_64-unknown-linux-musl",
    "aarch64-linux-android",
    "x86_64-unknown-freebsd",
    "thumbv7em-none-eabihf",
];

/// Which of cargo's own targets are asked for: `cargo build` or `cargo build --all-targets`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Build,
    AllTargets,
}

pub const MODES: &[Mode] = &[Mode::Build, Mode::AllTargets];

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Build => "cargo build",
            Self::AllTargets => "cargo build --all-targets",
        })
    }
}

/// One member, where not all of a workspace are asked for.
#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    /// What tells it from packages of its name that it depends on.
    pub id: String,
    pub manifest: String,
}

/// What cargo is asked for. By default all members, with their default features.
#[derive(Clone, Copy, Default)]
pub struct Selection<'a> {
    pub member: Option<&'a Member>,
    pub features: Option<&'a MemberFeatures>,
}

/// The features that one member has instead of its default ones.
#[derive(Clone, Debug)]
pub struct MemberFeatures {
    pub member: String,
    pub features: Vec<String>,
    /// What each member has then: these, or its default features.
    pub by_manifest: Vec<(String, Vec<String>)>,
}

impl fmt::Display for MemberFeatures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.member, self.features.join(","))
    }
}

/// The platforms of one comparison: every host with every target.
#[derive(Clone, Debug)]
pub struct Matrix {
    pub hosts: Vec<&'static str>,
    pub targets: Vec<&'static str>,
}

impl Matrix {
    /// A host and two targets: enough where a workspace is compared member by member, after all of it.
    pub fn first_pairs(&self) -> Matrix {
        let first = |triples: &[&'static str], most: usize| triples.iter().copied().take(most).collect();
        Matrix { hosts: first(&self.hosts, 1), targets: first(&self.targets, 2) }
    }

    pub fn pairs(&self) -> Vec<(&'static str, &'static str)> {
        let of_host = |host: &&'static str| {
            let host = *host;
            self.targets.iter().map(move |target| (host, *target)).collect::<Vec<_>>()
        };
        self.hosts.iter().flat_map(of_host).collect()
    }
}
