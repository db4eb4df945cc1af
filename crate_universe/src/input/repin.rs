//! Whether and how to update Cargo.lock, according to environment variables or the arguments of `bazel run`. Whether a
//! package is locked is left to cargo.

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result};

/// What is updated in a Cargo.lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepinUpdate {
    /// Only what the manifests need and the Cargo.lock lacks.
    Workspace,
    /// Every package, to the newest version that the manifests allow.
    Full,
    Packages(Vec<PinnedPackage>),
}

/// One package to update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedPackage {
    /// `name`, or `name@version` if several versions are locked.
    pub package: String,
    /// The new version; `None`: the newest that the manifests allow.
    pub version: Option<String>,
}

/// A variable, and an older one that is used if the first is not set.
const REPIN: [&str; 2] = ["CARGO_BAZEL_REPIN", "REPIN"];
const REPIN_ONLY: &str = "CARGO_BAZEL_REPIN_ONLY";
const ISOLATED: &str = "CARGO_BAZEL_ISOLATED";
const DEBUG: &str = "CARGO_BAZEL_DEBUG";

/// Values that mean the same as an unset variable.
const NO: [&str; 4] = ["false", "no", "0", "off"];
const YES: [&str; 4] = ["true", "yes", "1", "on"];

/// The variables that users set for this program.
#[derive(Clone, Debug, Default)]
pub struct RepinEnvironment(BTreeMap<String, String>);

impl RepinEnvironment {
    pub fn given(variables: BTreeMap<String, String>) -> RepinEnvironment {
        RepinEnvironment(variables)
    }

    /// The variables of this process.
    pub fn own() -> RepinEnvironment {
        let names = REPIN.into_iter().chain([REPIN_ONLY, ISOLATED, DEBUG]);
        RepinEnvironment(
            names.filter_map(|name| Some((name.to_owned(), crate::disk::text_variable(name)?))).collect(),
        )
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn is_on(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| !is_one_of(value, &NO))
    }

    /// Whether to print each call of cargo, and keep scratch folders.
    pub fn debug(&self) -> bool {
        self.is_on(DEBUG)
    }

    /// Whether cargo has its own home, if the variable is set. It takes precedence over the attribute.
    pub fn isolated(&self) -> Option<bool> {
        self.value(ISOLATED).map(|value| is_one_of(value, &YES))
    }

    /// Whether the user named the hubs to update.
    pub fn names_hub(&self) -> bool {
        self.value(REPIN_ONLY).is_some()
    }

    /// The update of this hub that the user wants.
    pub fn update(&self, hub: &str) -> Result<Option<RepinUpdate>> {
        let only = self.value(REPIN_ONLY);
        if only.is_some_and(|hubs| !hubs.split(',').any(|named| named.trim() == hub)) {
            return Ok(None);
        }
        let Some((name, value)) = REPIN.iter().find_map(|name| Some((*name, self.value(name)?))) else {
            return Ok(None);
        };
        parse(value).map_err(|error| error.note(format!("this is the value of {name}")))
    }
}

/// Parses `1`, `full`, or packages separated by commas; `None` if the value disables the update.
pub fn parse(value: &str) -> Result<Option<RepinUpdate>> {
    let value = value.trim();
    if is_one_of(value, &NO) {
        return Ok(None);
    }
    if is_one_of(value, &YES) || is_one_of(value, &["workspace", "minimal"]) {
        return Ok(Some(RepinUpdate::Workspace));
    }
    if is_one_of(value, &["full", "eager", "all"]) {
        return Ok(Some(RepinUpdate::Full));
    }
    let packages = value.split(',').map(|one| pinned(value, one.trim())).collect::<Result<_>>()?;
    Ok(Some(RepinUpdate::Packages(packages)))
}

/// `name`, `name@version`, `name=version` or `name@version=version`.
fn pinned(value: &str, one: &str) -> Result<PinnedPackage> {
    let (package, version) = match one.split_once('=') {
        Some((package, version)) => (package.trim(), Some(version.trim())),
        None => (one, None),
    };
    let (name, present) = package.split_once('@').map_or((package, None), |(name, at)| (name, Some(at)));
    let is_name = name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    let mut versions = present.into_iter().chain(version);
    if !is_name || versions.any(|version| !version.starts_with(|first: char| first.is_ascii_digit())) {
        let what = match one == value {
            true => format!("`{value}` is not a valid repin value"),
            false => format!("`{one}` in `{value}` is not a valid repin value"),
        };
        return Err(Error::new(Code::Repin, what)
            .note("valid values are 1, full, or packages such as `serde`, `serde@1.0.1`, `serde=1.0.2`")
            .note("or `serde@1.0.1=1.0.2`, separated by commas")
            .help("use 1 to add only what is missing from Cargo.lock"));
    }
    Ok(PinnedPackage { package: package.to_owned(), version: version.map(str::to_owned) })
}

fn is_one_of(value: &str, words: &[&str]) -> bool {
    words.iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> RepinEnvironment {
        let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        RepinEnvironment::given(owned.collect())
    }

    fn one(package: &str, version: Option<&str>) -> PinnedPackage {
        PinnedPackage { package: package.to_owned(), version: version.map(str::to_owned) }
    }

    #[test]
    fn values_mean_what_they_mean_to_users() {
        for value in ["1", "yes", "TRUE", "on", "workspace", "minimal"] {
            assert_eq!(parse(value).expect("a value"), Some(RepinUpdate::Workspace), "{value}");
        }
        for value in ["full", "Eager", "all"] {
            assert_eq!(parse(value).expect("a value"), Some(RepinUpdate::Full), "{value}");
        }
        for value in ["false", "no", "0", "OFF"] {
            assert_eq!(parse(value).expect("a value"), None, "{value}");
        }
        let packages = [
            one("serde", None),
            one("serde@1.0.1", None),
            one("a_b-c", Some("4.5.6")),
            one("d@1", Some("2.0.0-rc.1+x")),
        ];
        let value = "serde, serde@1.0.1,a_b-c=4.5.6 ,d@1=2.0.0-rc.1+x";
        assert_eq!(parse(value).expect("a value"), Some(RepinUpdate::Packages(packages.to_vec())));
        for value in ["", "a,,b", "a b", "a@=1", "=1", "a=^1", "--all", "a@"] {
            assert!(parse(value).is_err(), "{value}");
        }
    }

    #[test]
    fn the_newer_variable_wins_over_the_older_one() {
        let update =
            |variables: &[(&str, &str)]| environment(variables).update("crates").expect("good values");
        assert_eq!(update(&[]), None);
        assert_eq!(update(&[("REPIN", "full")]), Some(RepinUpdate::Full));
        assert_eq!(update(&[("REPIN", "full"), ("CARGO_BAZEL_REPIN", "1")]), Some(RepinUpdate::Workspace));
        assert_eq!(update(&[("REPIN", "1"), ("CARGO_BAZEL_REPIN", "false")]), None);
        assert_eq!(update(&[("REPIN", "1"), ("CARGO_BAZEL_REPIN", "")]), Some(RepinUpdate::Workspace));
    }

    #[test]
    fn only_the_named_hubs_are_repinned() {
        let update = |only: &str| {
            environment(&[("CARGO_BAZEL_REPIN", "1"), ("CARGO_BAZEL_REPIN_ONLY", only)])
                .update("crates")
                .expect("good values")
        };
        assert_eq!(update("other,crates"), Some(RepinUpdate::Workspace));
        assert_eq!(update("other, crates "), Some(RepinUpdate::Workspace));
        assert_eq!(update("other"), None);
        assert_eq!(update(""), Some(RepinUpdate::Workspace));
    }

    #[test]
    fn isolation_by_the_variable_is_what_it_says() {
        let isolated = |value| environment(&[("CARGO_BAZEL_ISOLATED", value)]).isolated();
        assert_eq!(
            ["1", "Yes", "false", "never"].map(isolated),
            [Some(true), Some(true), Some(false), Some(false)]
        );
        assert_eq!(environment(&[]).isolated(), None);
    }
}
