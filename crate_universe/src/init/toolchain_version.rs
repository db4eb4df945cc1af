//! Chooses the version of Rust for the toolchain: that of the rust-toolchain file, or the installed one, but never one
//! that is older than the `rust-version` of a member.
//! See <https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file>.

use camino::Utf8Path;
use semver::Version;
use serde::Deserialize;

/// The version to write, and what to tell the user about it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ToolchainVersion {
    /// As `versions` of rules_rust has it: `1.95.0`, or `nightly/2026-01-31`.
    pub version: Option<String>,
    pub note: Option<String>,
}

/// What the channel of a toolchain file means.
#[derive(Debug, PartialEq, Eq)]
enum RustChannel {
    Release(Version),
    /// The newest release of a minor version: `1.85`.
    Minor(u64, u64),
    /// A nightly or beta of a day, as rules_rust writes it.
    Day(String),
    /// `stable`, or a name that only rustup knows.
    Other,
}

/// `dir`: that of the workspace. `installed`: what `rustc --version` prints there. `least`: the highest `rust-version`
/// of the members.
pub fn choose_version(
    dir: &Utf8Path,
    installed: impl FnOnce() -> Option<String>,
    least: Option<Version>,
) -> ToolchainVersion {
    choose(read_channel(dir).as_deref(), installed, least)
}

fn choose(
    channel: Option<&str>,
    installed: impl FnOnce() -> Option<String>,
    least: Option<Version>,
) -> ToolchainVersion {
    let parsed = channel.map_or(RustChannel::Other, RustChannel::parse);
    let chosen = match parsed {
        RustChannel::Day(day) => return ToolchainVersion { version: Some(day), note: None },
        RustChannel::Release(version) => Some(version),
        RustChannel::Minor(major, minor) => {
            let installed = installed().as_deref().and_then(release_of_rustc);
            let is_of_minor = |version: &Version| (version.major, version.minor) == (major, minor);
            Some(installed.filter(is_of_minor).unwrap_or(Version::new(major, minor, 0)))
        }
        RustChannel::Other => installed().as_deref().and_then(release_of_rustc),
    };
    let source = if channel.is_some() { "that of the toolchain file" } else { "the installed one" };
    match (chosen, least) {
        (Some(chosen), Some(least)) if chosen < least => ToolchainVersion {
            note: Some(format!(
                "the toolchain is Rust {least}, the `rust-version` of a member, because {source} is older: {chosen}"
            )),
            version: Some(least.to_string()),
        },
        (Some(version), _) | (None, Some(version)) => {
            ToolchainVersion { version: Some(version.to_string()), note: None }
        }
        (None, None) => ToolchainVersion {
            version: None,
            note: Some("no version of Rust is known, so MODULE.bazel leaves it to rules_rust: add `versions = [\"1.95.0\"]` with your version to the `toolchain` tag".to_owned()),
        },
    }
}

/// The release in the output of `rustc --version`. A nightly or beta is none.
fn release_of_rustc(printed: &str) -> Option<Version> {
    let version = Version::parse(printed.split_whitespace().nth(1)?).ok()?;
    version.pre.is_empty().then_some(version)
}

/// A `rust-version`, which may leave out the last number.
pub fn parse_rust_version(text: &str) -> Option<Version> {
    match RustChannel::parse(text) {
        RustChannel::Release(version) => Some(version),
        RustChannel::Minor(major, minor) => Some(Version::new(major, minor, 0)),
        _ => None,
    }
}

impl RustChannel {
    /// The triple of a host may follow.
    fn parse(channel: &str) -> RustChannel {
        let mut parts = channel.trim().split('-');
        let first = parts.next().unwrap_or_default();
        if ["nightly", "beta"].contains(&first) {
            let day: Vec<&str> = parts.take(3).collect();
            let is_day =
                day.len() == 3 && day.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            return if is_day {
                RustChannel::Day(format!("{first}/{}", day.join("-")))
            } else {
                RustChannel::Other
            };
        }
        if let Ok(version) = Version::parse(first) {
            return RustChannel::Release(version);
        }
        let numbers: Option<Vec<u64>> = first.split('.').map(|number| number.parse().ok()).collect();
        match numbers.as_deref() {
            Some([major, minor]) => RustChannel::Minor(*major, *minor),
            _ => RustChannel::Other,
        }
    }
}

#[derive(Deserialize)]
struct ToolchainFile {
    toolchain: ToolchainTable,
}

#[derive(Deserialize)]
struct ToolchainTable {
    channel: Option<String>,
}

/// The channel of the toolchain file of a folder, or of the nearest folder above that has one.
fn read_channel(dir: &Utf8Path) -> Option<String> {
    let files =
        dir.ancestors().flat_map(|dir| ["rust-toolchain", "rust-toolchain.toml"].map(|name| dir.join(name)));
    let text = files.into_iter().find_map(|file| crate::disk::read_to_string(file).ok())?;
    match toml::from_str::<ToolchainFile>(&text) {
        Ok(file) => file.toolchain.channel,
        // The older form is the channel alone.
        Err(_) => Some(text.trim().to_owned()).filter(|text| text.lines().count() == 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(channel: Option<&str>, installed: Option<&str>, least: Option<&str>) -> Option<String> {
        let printed = installed.map(|version| format!("rustc {version} (59807616e 2026-04-14)"));
        choose(channel, || printed, least.and_then(parse_rust_version)).version
    }

    #[test]
    fn version_is_that_of_the_file_or_the_installed_one() {
        for (channel, installed, least, wanted) in [
            (Some("1.90.0"), Some("1.95.0"), None, Some("1.90.0")),
            (Some("1.90.0-x86_64-unknown-linux-gnu"), None, None, Some("1.90.0")),
            (Some("1.90"), Some("1.90.1"), None, Some("1.90.1")),
            (Some("1.90"), Some("1.95.0"), None, Some("1.90.0")),
            (Some("stable"), Some("1.95.0"), Some("1.86"), Some("1.95.0")),
            (Some("nightly-2026-01-31"), None, Some("1.86"), Some("nightly/2026-01-31")),
            (Some("nightly"), Some("1.97.0-nightly"), None, None),
            (Some("1.80.0"), None, Some("1.86"), Some("1.86.0")),
            (None, Some("1.95.0"), None, Some("1.95.0")),
            (None, None, Some("1.86.1"), Some("1.86.1")),
            (None, None, None, None),
        ] {
            let found = chosen(channel, installed, least);
            assert_eq!(found.as_deref(), wanted, "{channel:?} {installed:?} {least:?}");
        }
    }

    #[test]
    fn a_version_that_is_not_the_users_is_explained() {
        let note =
            |channel, least: Option<&str>| choose(channel, || None, least.and_then(parse_rust_version)).note;
        assert!(note(None, None).expect("a note").contains("no version of Rust is known"));
        assert!(
            note(Some("1.80.0"), Some("1.86"))
                .expect("a note")
                .ends_with("because that of the toolchain file is older: 1.80.0")
        );
        assert_eq!(note(Some("1.86.0"), Some("1.86")), None);
    }
}
