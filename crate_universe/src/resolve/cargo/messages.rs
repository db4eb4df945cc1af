//! Interprets the messages that cargo writes for people, because cargo reports errors in no other form. The texts were
//! seen with cargo 1.86 to 1.95. If a later version words a message differently, the error is less precise, but not
//! wrong. No other file of the program interprets sentences.

use camino::Utf8PathBuf;

/// Cargo.lock would have to change, but `--locked` forbids it.
pub fn is_lock_outdated(stderr: &str) -> bool {
    stderr.contains("--locked")
}

/// A registry and Cargo.lock have different checksums for a package.
pub fn is_checksum_changed(stderr: &str) -> bool {
    stderr.contains("changed between lock files")
}

/// A download failed, which is not the user's mistake.
pub fn is_network_problem(reason: &str) -> bool {
    ["network", "download", "resolve host", "timed out"].iter().any(|words| reason.contains(words))
}

pub fn is_manifest_problem(reason: &str) -> bool {
    reason.contains("failed to parse manifest")
}

/// The line about a feature that only a nightly cargo supports.
pub fn nightly_line(reason: &str) -> Option<&str> {
    reason.lines().find(|line| line.contains("bindeps") || line.contains("nightly channel"))
}

/// The manifests that cannot be read.
pub fn broken_manifests(stderr: &str) -> Vec<Utf8PathBuf> {
    let quoted = |line: &str, before: &str| Some(line.split_once(before)?.1.split('`').next()?.to_owned());
    let manifest = |line: &str| {
        let file = quoted(line, "failed to parse manifest at `").map(Utf8PathBuf::from);
        file.or_else(|| {
            let folder = quoted(line, "failed to load manifest for workspace member `")?;
            Some(Utf8PathBuf::from(folder).join("Cargo.toml"))
        })
    };
    stderr.lines().filter_map(manifest).collect()
}

/// The Cargo.lock files that cannot be read.
pub fn broken_locks(stderr: &str) -> impl Iterator<Item = Utf8PathBuf> {
    let paths = stderr.lines().filter_map(|line| line.split_once("failed to parse lock file at: "));
    paths.map(|(_, path)| path.trim().into())
}

/// The last cause in the output, which is the first one in time.
pub fn root_cause(stderr: &str) -> Option<&str> {
    stderr.rsplit_once("Caused by:").map(|(_, cause)| cause.trim())
}

/// Why a commit cannot be checked out, if the reason is that its repository lacks it. The words come from cargo's own
/// git library, or from the git that cargo runs.
pub fn missing_commit(stderr: &str) -> Option<&str> {
    const WORDS: [&str; 3] = ["revspec '", "not our ref", "object not found"];
    let mut lines = root_cause(stderr)?.lines().map(str::trim);
    lines.find(|line| WORDS.iter().any(|words| line.contains(words)))
}

/// The address of a git repository and the first digits of a commit, if the line names a git source that cannot be
/// updated.
pub fn broken_git_source(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let source = line.strip_prefix("unable to update ").or(line.strip_prefix("Unable to update "))?;
    let (named, commit) = source.rsplit_once('#')?;
    Some((named.split('?').next().unwrap_or(named), commit))
}

/// The progress lines about a package of Cargo.lock.
pub fn lock_changes(stderr: &str) -> Vec<String> {
    const WORDS: [&str; 4] = ["Adding ", "Removing ", "Updating ", "Downgrading "];
    let is_about_source = |line: &str| {
        line.ends_with(" index")
            || [" git repository ", " git submodule "].iter().any(|words| line.contains(words))
    };
    let lines = stderr.lines().map(str::trim);
    let changes = lines.filter(|line| WORDS.iter().any(|word| line.starts_with(word)));
    changes.filter(|line| !is_about_source(line)).map(str::to_owned).collect()
}

/// The lines that report what is wrong, without progress messages.
pub fn without_progress(stderr: &str) -> String {
    // A `Credential` line contains the command of a credential provider, which may include a secret.
    const PROGRESS: [&str; 6] =
        ["Updating", "Downloading", "Downloaded", "Blocking", "Locking", "Credential"];
    let lines = stderr.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.filter(|line| !PROGRESS.iter().any(|word| line.trim_start().starts_with(word)));
    lines.map(str::trim_end).collect::<Vec<_>>().join("\n")
}
