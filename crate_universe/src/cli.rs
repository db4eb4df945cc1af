//! The command line: arguments and their help. Gives each command its typed arguments; decides nothing.

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns Cargo dependencies into Bazel targets for rules_rust.
#[derive(Debug, Parser)]
#[command(
    name = "crate-universe",
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
    /// Write plan.json: every repository that a hub needs (what the module extension runs)
    #[command(after_help = "Example:\n  crate-universe generate --request request.json --output-dir out")]
    Generate(Generate),
    /// Write BUILD files into the workspace (what `bazel run` of a crates_vendor target runs)
    #[command(after_help = "Example:\n  bazel run //3rdparty:crates_vendor")]
    Vendor(Vendor),
    /// Update Cargo.lock of a hub, and its lockfile (what `bazel run @crates//:repin` runs)
    #[command(after_help = "Examples:\n  bazel run @crates//:repin\n  bazel run @crates//:repin -- serde \
                            tokio=1.40.0\n  bazel run @crates//:repin -- --repin=full\n  bazel run @crates//:repin -- --check")]
    Repin(Repin),
    /// Hash every file of a vendored tree (what `bazel test` of a crates_vendor target's test runs)
    #[command(after_help = "Example:\n  crate-universe verify third_party/crates")]
    Verify(Verify),
    /// Print the resolved graph: what cargo would build, with which features
    #[command(
        after_help = "Examples:\n  crate-universe resolve\n  crate-universe resolve --manifest-path app/Cargo.toml \
                      --target x86_64-pc-windows-msvc --format json\n  crate-universe resolve --host \
                      x86_64-unknown-linux-gnu --target wasm32-unknown-unknown --all-targets"
    )]
    Resolve(Resolve),
    /// Copy this program to a path, complete or not at all
    #[command(after_help = "Example:\n  crate-universe install bin/crate-universe")]
    Install(Install),
    /// Remove from the user's cache what builds of the program left there and nobody used for a month
    #[command(hide = true)]
    Sweep(Sweep),
    /// Write the files that are made from the table of annotation fields
    #[command(hide = true)]
    Fields(Fields),
}

#[derive(Debug, Args)]
pub struct Fields {
    /// The root of this repository
    #[arg(long, value_name = "DIR")]
    pub output_dir: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub struct Generate {
    /// The request that the extension wrote
    #[arg(long, value_name = "FILE")]
    pub request: Utf8PathBuf,
    /// The folder that plan.json is written to
    #[arg(long, value_name = "DIR")]
    pub output_dir: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub struct Vendor {
    /// The request that the crates_vendor rule wrote
    #[arg(long, value_name = "FILE", env = "CRATE_UNIVERSE_REQUEST")]
    pub request: Utf8PathBuf,
    /// Update Cargo.lock first: 1 (what it lacks), full, or packages as in `serde` and `serde@1.0.1=1.0.2`
    #[arg(long, value_name = "VALUE", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    pub repin: Option<String>,
    /// Read every file instead of writing any, and fail where one is not what it should be
    #[arg(long, conflicts_with = "repin")]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct Repin {
    /// The request that the hub's target wrote
    #[arg(long, value_name = "FILE", env = "CRATE_UNIVERSE_REQUEST")]
    pub request: Utf8PathBuf,
    /// What to update: 1 (what the lock lacks), full, or packages [default: CARGO_BAZEL_REPIN, else 1]
    #[arg(long, value_name = "VALUE", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    pub repin: Option<String>,
    /// The same without the option
    #[arg(value_name = "VALUE", conflicts_with = "repin")]
    pub values: Vec<String>,
    /// Write nothing, and fail where Cargo.lock is stale or the lockfile does not say what the packages do
    #[arg(long, conflicts_with_all = ["repin", "values"])]
    pub check: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// A file in the folder of the tree, or the folder
    #[arg(env = "CRATE_UNIVERSE_TREE")]
    pub tree: Utf8PathBuf,
    /// The command that makes the tree anew
    #[arg(long, value_name = "COMMAND", default_value = "bazel run the crates_vendor target")]
    pub cure: String,
}

#[derive(Debug, Args)]
pub struct Resolve {
    /// A manifest of the workspace; repeated, the workspaces or packages become one
    #[arg(long, value_name = "FILE", default_value = "Cargo.toml")]
    pub manifest_path: Vec<Utf8PathBuf>,
    /// A member that is built, as with `cargo build -p`; may be repeated [default: all members]
    #[arg(long, short, value_name = "NAME")]
    pub package: Vec<String>,
    /// The lock, where it is not the one beside the workspace's root manifest
    #[arg(long, value_name = "FILE")]
    pub lockfile: Option<Utf8PathBuf>,
    /// The triple that build scripts and proc macros run on; may be repeated [default: this machine's]
    #[arg(long, value_name = "TRIPLE")]
    pub host: Vec<String>,
    /// The triple that is built for, or the path of a target spec (.json); may be repeated [default: the host]
    #[arg(long, value_name = "TRIPLE")]
    pub target: Vec<String>,
    /// A cfg value that the targets have, as with rustc; may be repeated
    #[arg(long, value_name = "CFG")]
    pub cfg: Vec<String>,
    /// Count tests, benches and examples of the members too
    #[arg(long)]
    pub all_targets: bool,
    /// Where the facts of packages come from: read here, asked of cargo, or whichever serves
    #[arg(long, value_enum, default_value = "auto")]
    pub source: Source,
    /// How to print the graph
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// Read Cargo.lock and the manifests; ask cargo where that is not enough
    Auto,
    /// Read Cargo.lock and the manifests only
    Native,
    /// Ask `cargo metadata --locked` only
    Cargo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    /// The packages as they were read, before anything is resolved; of no fixed form
    #[value(hide = true)]
    Packages,
}

#[derive(Debug, Args)]
pub struct Install {
    /// Where the copy is to be
    pub path: Utf8PathBuf,
}

#[derive(Debug, Args)]
pub struct Sweep {
    /// The folder of the program in the user's cache
    pub cache: Utf8PathBuf,
    /// A folder in it that is in use; may be repeated
    #[arg(long, value_name = "DIR")]
    pub used: Vec<Utf8PathBuf>,
}
