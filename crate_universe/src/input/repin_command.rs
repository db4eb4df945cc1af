//! The command that brings a Cargo.lock up to date, as error messages name it.

use std::fmt;

use camino::Utf8PathBuf;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepinCommand {
    /// `bazel run` of the target `:repin` of a hub.
    Hub {
        hub: String,
    },
    /// The same in the source tree of the module that the hub belongs to.
    HubOfModule {
        hub: String,
        module: String,
    },
    /// `bazel run` of a `crates_vendor` target. A tree that keeps packages stands in for registries, where cargo would look for others.
    Vendor {
        target: String,
        keeps_packages: bool,
    },
    Cargo {
        manifest: Utf8PathBuf,
    },
}

impl RepinCommand {
    /// The same for one package.
    pub fn for_package(&self, package: &str) -> String {
        match self {
            RepinCommand::Vendor { .. } => format!("{self}={package}"),
            RepinCommand::Cargo { manifest } => {
                format!("cargo update --package {package} --manifest-path {manifest}")
            }
            RepinCommand::Hub { .. } | RepinCommand::HubOfModule { .. } => format!("{self} -- {package}"),
        }
    }

    /// Whether cargo alone can do the same.
    pub fn has_cargo_alternative(&self) -> bool {
        !matches!(self, RepinCommand::Vendor { keeps_packages: true, .. })
    }
}

impl fmt::Display for RepinCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RepinCommand::Hub { hub } => write!(f, "bazel run @{hub}//:repin"),
            RepinCommand::HubOfModule { hub, module } => {
                write!(f, "in the source tree of module {module}: bazel run @{hub}//:repin")
            }
            RepinCommand::Vendor { target, .. } => write!(f, "bazel run {target} -- --repin"),
            RepinCommand::Cargo { manifest } => {
                write!(f, "cargo update --workspace --manifest-path {manifest}")
            }
        }
    }
}

/// What a user can run: a command, and another one that does the same to Cargo.lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepinHelp {
    pub command: RepinCommand,
    pub alternative: Option<RepinCommand>,
}

impl fmt::Display for RepinHelp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.command.fmt(f)?;
        self.alternative.iter().try_for_each(|other| write!(f, ", or {other}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_for_all_becomes_one_for_a_package() {
        let vendor =
            RepinCommand::Vendor { target: "//3rdparty:crates_vendor".into(), keeps_packages: false };
        let cargo = RepinCommand::Cargo { manifest: "a".into() };
        let hub = RepinCommand::Hub { hub: "crates".into() };
        assert_eq!(vendor.for_package("one"), "bazel run //3rdparty:crates_vendor -- --repin=one");
        assert_eq!(hub.for_package("one"), "bazel run @crates//:repin -- one");
        assert_eq!(cargo.for_package("one"), "cargo update --package one --manifest-path a");
        let help = RepinHelp { command: hub, alternative: Some(cargo) };
        assert_eq!(
            help.to_string(),
            "bazel run @crates//:repin, or cargo update --workspace --manifest-path a"
        );
    }
}
