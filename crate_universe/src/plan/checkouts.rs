//! Shared clones: one repository for each git commit that more than one spoke comes from, to which the origins of
//! these spokes then refer.
//!
//! A patched package keeps a clone of its own, since patches change the files in place.

use std::collections::BTreeMap;

use crate::digest;
use crate::error::{Code, Error, Result};

use super::origin::SpokeOrigin;
use super::plan_input::PlanInput;
use super::spoke::Spoke;

/// A repository that only contains a clone at a commit.
#[derive(Debug)]
pub struct GitCheckout {
    pub repository: String,
    pub remote: String,
    pub commit: String,
    pub shallow_since: String,
}

pub fn share_clones(input: &PlanInput<'_>, spokes: &mut [Spoke]) -> Result<Vec<GitCheckout>> {
    let template = &input.config.render.repository;
    let named = |name: &str, version: &str| {
        let hub = input.config.hub.as_str();
        template.fill(&[("repository", hub), ("name", name), ("version", version), ("series", version)])
    };
    let mut checkouts: Vec<GitCheckout> = Vec::new();
    for ((remote, commit, shallow_since), places) in group_by_commit(spokes) {
        if places.len() < 2 {
            continue;
        }
        let (name, digits) = clone_name(&remote, &[&remote, &commit, &shallow_since]);
        let repository = named(&name, &digits);
        let taken = spokes.iter().map(|spoke| &spoke.repository);
        if taken.chain(checkouts.iter().map(|other| &other.repository)).any(|other| *other == repository) {
            let what =
                format!("the clone of {remote} and something else both get the repository name {repository}");
            return Err(Error::new(Code::NameTwice, what)
                .help("use {name} and {version} in `crate_repository_template`"));
        }
        for place in places {
            if let SpokeOrigin::Git { checkout, .. } = &mut spokes[place].origin {
                checkout.clone_from(&repository);
            }
        }
        checkouts.push(GitCheckout { repository, remote, commit, shallow_since });
    }
    Ok(checkouts)
}

/// The indices of the spokes that can share a clone, by remote, commit and `shallow_since`.
fn group_by_commit(spokes: &[Spoke]) -> BTreeMap<(String, String, String), Vec<usize>> {
    let mut found: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, spoke) in spokes.iter().enumerate() {
        let SpokeOrigin::Git { remote, commit, shallow_since, patching, .. } = &spoke.origin else {
            continue;
        };
        if patching.patches.is_empty() {
            let key = (remote.clone(), commit.clone(), shallow_since.clone());
            found.entry(key).or_default().push(place);
        }
    }
    found
}

/// The values for `{name}` and `{version}` in the repository name of a clone. The digits cannot be a version, so no
/// package has the same name.
fn clone_name(remote: &str, told_apart_by: &[&str]) -> (String, String) {
    let address = remote.trim_end_matches('/');
    let address = address.strip_suffix(".git").unwrap_or(address);
    let last = address.rsplit(['/', ':']).next().unwrap_or(address);
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let last: String = last.chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect();
    (format!("git-{last}"), digest::short_sha256(told_apart_by.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_called_by_its_repository() {
        for (remote, wanted) in [
            ("https://forge.test/acme/station.git/", "git-station"),
            ("ssh://git@forge.test/acme/some+thing", "git-some-thing"),
            ("file:///srv/git/tides", "git-tides"),
        ] {
            assert_eq!(clone_name(remote, &[remote]).0, wanted);
        }
        assert_ne!(clone_name("a/b", &["a/b", "c"]).1, clone_name("a/b", &["a/b", "d"]).1);
    }
}
