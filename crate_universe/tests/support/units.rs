//! Units in one ordered form, for those of cargo and those of `crate-universe resolve`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use semver::Version;

/// A package as the `resolve` contract names it; the field order is the contract's sort order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitPackage {
    pub name: String,
    pub version: Version,
    pub source: Option<String>,
}

impl fmt::Display for UnitPackage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Host,
    Target,
}

impl Side {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "host" => Some(Self::Host),
            "target" => Some(Self::Target),
            _ => None,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "host",
            Self::Target => "target",
        })
    }
}

/// In the order in which the contract names them, which is how it sorts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DependencyKind {
    Normal,
    Build,
    Dev,
}

impl DependencyKind {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "build" => Some(Self::Build),
            "dev" => Some(Self::Dev),
            "normal" => Some(Self::Normal),
            _ => None,
        }
    }
}

impl fmt::Display for DependencyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Build => "build",
            Self::Dev => "dev",
            Self::Normal => "normal",
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitEdge {
    pub package: UnitPackage,
    pub side: Side,
    pub kind: DependencyKind,
    pub extern_name: String,
}

impl fmt::Display for UnitEdge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({}) as {}", self.kind, self.package, self.side, self.extern_name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitKey {
    pub package: UnitPackage,
    pub side: Side,
    pub host: String,
    pub target: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    pub features: BTreeSet<String>,
    pub edges: BTreeSet<UnitEdge>,
}

pub type Units = BTreeMap<UnitKey, Unit>;
