//! The members that a resolution starts from: all of them, as in `cargo build --workspace`, or some, as in `cargo
//! build -p`.

use std::collections::BTreeSet;

use crate::error::{Code, Error, Result, did_you_mean};
use crate::resolve::packages::{LockedPackages, PackageIx};
use crate::splice::DIRECT;

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
        if names.is_empty() {
            return Ok(RootPackages::all_members(packages));
        }
        names
            .iter()
            .map(|name| RootPackages::member_named(packages, name))
            .collect::<Result<_>>()
            .map(RootPackages)
    }

    pub fn member_named(packages: &LockedPackages, name: &str) -> Result<PackageIx> {
        let all = RootPackages::all_members(packages);
        // The package that declares specs is a member only for cargo.
        let named = || all.iter().filter(|ix| packages.list[*ix].id.name != DIRECT);
        let name_of = |ix: PackageIx| packages.list[ix].id.name.as_str();
        named().find(|ix| name_of(*ix) == name).ok_or_else(|| {
            let error = Error::new(Code::UnknownMember, format!("the workspace has no member `{name}`"));
            match did_you_mean(name, named().map(name_of)) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None if named().next().is_none() => {
                    error.help("list the root Cargo.toml of the workspace in `manifests`")
                }
                None => error.help("use the `name` in the Cargo.toml of a member"),
            }
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = PackageIx> {
        self.0.iter().copied()
    }
}
