//! The members that a resolution starts from: all of them, as in `cargo build --workspace`, or some, as in `cargo
//! build -p`.

use std::collections::BTreeSet;

use crate::error::{Code, Error, Result, did_you_mean};
use crate::resolve::packages::{LockedPackages, PackageIx};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RootPackages(BTreeSet<PackageIx>);

impl RootPackages {
    pub fn all_members(packages: &LockedPackages) -> RootPackages {
        let members = packages.list.iter().enumerate().filter(|(_, package)| package.member);
        RootPackages(members.map(|(ix, _)| ix).collect())
    }

    pub fn of_members(members: impl IntoIterator<Item = PackageIx>) -> RootPackages {
        RootPackages(members.into_iter().collect())
    }

    /// The members with these names, or all members if there are no names.
    pub fn members_named(packages: &LockedPackages, names: &[String]) -> Result<RootPackages> {
        let all = RootPackages::all_members(packages);
        if names.is_empty() {
            return Ok(all);
        }
        let name_of = |ix: PackageIx| packages.list[ix].id.name.as_str();
        let is_none = |name: &&String| !all.iter().any(|ix| name_of(ix) == name.as_str());
        if let Some(name) = names.iter().find(is_none) {
            let error = Error::new(Code::UnknownMember, format!("the workspace has no member `{name}`"));
            return Err(match did_you_mean(name, all.iter().map(name_of)) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help("use the `name` in the Cargo.toml of a member"),
            });
        }
        Ok(RootPackages(all.iter().filter(|ix| names.iter().any(|name| name == name_of(*ix))).collect()))
    }

    pub fn iter(&self) -> impl Iterator<Item = PackageIx> {
        self.0.iter().copied()
    }
}
