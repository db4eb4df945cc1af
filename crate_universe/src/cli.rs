//! The command line: arguments and their help texts.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns Cargo dependencies into Bazel targets for rules_rust
#[derive(Debug, Parser)]
#[command(
    name = "crate-universe",
    // Not that of a link to the program.
    bin_name = "crate-universe",
    version,
    after_help = "Examples:\n  crate-universe resolve --manifest-path Cargo.toml --target wasm32-unknown-unknown\n  \
                  crate-universe generate --request request.json --output-dir out\n  \
                  bazel run //3rdparty:crates_vendor"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write plan.json, which lists every repository that a hub needs (run by the module extension)
    #[command(after_help = "Example:\n  crate-universe generate --request request.json --output-dir out")]
    Generate(GenerateArgs),
    /// Write vendored files into the workspace (run by `bazel run` of a crates_vendor target)
    #[command(after_help = "Example:\n  bazel run //3rdparty:crates_vendor")]
    Vendor(VendorArgs),
    /// Update the Cargo.lock of a hub and its facts file (run by `bazel run @crates//:repin`)
    #[command(after_help = "Examples:\n  bazel run @crates//:repin\n  bazel run @crates//:repin -- serde \
                            tokio=1.40.0\n  bazel run @crates//:repin -- --repin=full\n  bazel run @crates//:repin -- --check")]
    Repin(RepinArgs),
    /// Check every file of a vendored tree against its checksum (run by the test of a crates_vendor target)
    #[command(after_help = "Example:\n  crate-universe verify third_party/crates")]
    Verify(VerifyArgs),
    /// Print the resolved graph: the packages that cargo would build, with their features
    #[command(
        after_help = "Examples:\n  crate-universe resolve\n  crate-universe resolve --manifest-path app/Cargo.toml \
                      --target x86_64-pc-windows-msvc --format json\n  crate-universe resolve --host \
                      x86_64-unknown-linux-gnu --target wasm32-unknown-unknown --all-targets"
    )]
    Resolve(ResolveArgs),
    /// Write the files that Bazel needs into an existing Cargo workspace (run by `bazel run //:init`)
    #[command(
        after_help = "Examples:\n  crate-universe init\n  crate-universe init --dry-run path/to/workspace\n  \
                            crate-universe init --from rules_rust\n  \
                            bazel run //:init -- --path=$PWD path/to/workspace"
    )]
    Init(InitArgs),
    /// Copy this program to a path, atomically
    #[command(after_help = "Example:\n  crate-universe install bin/crate-universe")]
    Install(InstallArgs),
    /// Remove builds of the program from the user's cache that were not used for a month
    #[command(hide = true)]
    Sweep(SweepArgs),
}

#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// The request written by the module extension
    #[arg(long, value_name = "FILE")]
    pub request: Utf8PathBuf,
    /// The directory to write plan.json to
    #[arg(long, value_name = "DIR")]
    pub output_dir: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub struct VendorArgs {
    /// The request written by the crates_vendor rule
    #[arg(long, value_name = "FILE", env = "CRATE_UNIVERSE_REQUEST")]
    pub request: Utf8PathBuf,
    /// Update Cargo.lock first: 1 (only missing packages), full, or packages such as `serde` and `serde@1.0.1=1.0.2`
    #[arg(long, value_name = "VALUE", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    pub repin: Option<String>,
    /// Write nothing, and fail if any file differs from what would be written
    #[arg(long, conflicts_with = "repin")]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct RepinArgs {
    /// The request written by the hub's `:repin` target
    #[arg(long, value_name = "FILE", env = "CRATE_UNIVERSE_REQUEST")]
    pub request: Utf8PathBuf,
    /// What to update: 1 (only missing packages), full, or packages [default: CARGO_BAZEL_REPIN, otherwise 1]
    #[arg(long, value_name = "VALUE", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    pub repin: Option<String>,
    /// The same as --repin, as arguments
    #[arg(value_name = "VALUE", conflicts_with = "repin")]
    pub values: Vec<String>,
    /// Write nothing, and fail if Cargo.lock is out of date or the facts file does not match the packages
    #[arg(long, conflicts_with_all = ["repin", "values"])]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The directory of the tree, or a file in it
    #[arg(env = "CRATE_UNIVERSE_TREE")]
    pub tree: Utf8PathBuf,
    /// The command that regenerates the tree, for error messages
    #[arg(long, value_name = "COMMAND", default_value = "run the crates_vendor target with `bazel run`")]
    pub cure: String,
}

#[derive(Debug, Args)]
pub struct ResolveArgs {
    /// A manifest of the workspace; if repeated, all are resolved together as one workspace
    #[arg(long, value_name = "FILE", default_value = "Cargo.toml")]
    pub manifest_path: Vec<Utf8PathBuf>,
    /// A member to build, as with `cargo build -p`; may be repeated [default: all members]
    #[arg(long, short, value_name = "NAME")]
    pub package: Vec<String>,
    /// The features of a member instead of its default ones, as in `feature_sets` of a hub; may be repeated
    #[arg(long, value_name = "NAME=FEATURES")]
    pub member_features: Vec<String>,
    /// The Cargo lockfile [default: Cargo.lock next to the root manifest of the workspace]
    #[arg(long, value_name = "FILE")]
    pub lockfile: Option<Utf8PathBuf>,
    /// A triple that build scripts and proc macros run on; may be repeated [default: this machine's]
    #[arg(long, value_name = "TRIPLE")]
    pub host: Vec<String>,
    /// A triple to build for, or the path of a target spec (.json); may be repeated [default: the host]
    #[arg(long, value_name = "TRIPLE")]
    pub target: Vec<String>,
    /// A cfg value to set for the targets, as with `rustc --cfg`; may be repeated
    #[arg(long, value_name = "CFG")]
    pub cfg: Vec<String>,
    /// Include the tests, benches and examples of the members
    #[arg(long)]
    pub all_targets: bool,
    /// How to read packages
    #[arg(long, value_enum, default_value = "auto")]
    pub source: CliPackageSource,
    /// How to print the graph
    #[arg(long, value_enum, default_value = "text")]
    pub format: OutputFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CliPackageSource {
    /// Read Cargo.lock and the manifests; run cargo if that is not enough
    Auto,
    /// Read Cargo.lock and the manifests only
    Native,
    /// Run `cargo metadata --locked` only
    Cargo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The root directory of the Cargo workspace
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: Utf8PathBuf,
    /// Instead, rewrite what uses another source of crates, as docs/migrating.md describes
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub from: Option<MigrationSource>,
    /// A clone of crate_universe, for as long as no registry has the module
    #[arg(long, value_name = "CLONE")]
    pub path: Option<Utf8PathBuf>,
    /// Write without asking
    #[arg(long, short)]
    pub yes: bool,
    /// Print the changes, and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Write nothing, and fail if anything would change
    #[arg(long, conflicts_with_all = ["yes", "dry_run"])]
    pub check: bool,
}

/// What the crates of a Bazel workspace come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MigrationSource {
    /// The crate_universe of rules_rust
    #[value(name = "rules_rust")]
    RulesRust,
    /// rules_rs
    #[value(name = "rules_rs")]
    RulesRs,
}

impl MigrationSource {
    pub fn name(self) -> &'static str {
        match self {
            MigrationSource::RulesRust => "rules_rust",
            MigrationSource::RulesRs => "rules_rs",
        }
    }
}

#[derive(Debug, Args)]
pub struct InstallArgs {
    /// The path of the copy
    pub path: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub struct SweepArgs {
    /// The directory of the program in the user's cache
    pub cache: Utf8PathBuf,
    /// A directory in the cache that is in use; may be repeated
    #[arg(long, value_name = "DIR")]
    pub used: Vec<Utf8PathBuf>,
}
