//! crate-universe turns Cargo dependencies into Bazel targets. [`run`] is the whole program: it parses the arguments,
//! runs one command and prints at most one error.

mod annotate;
mod bazel_files;
#[cfg(feature = "bench")]
pub mod bench;
mod build_language;
mod cli;
mod commands;
mod digest;
mod disk;
mod error;
mod evaluate;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod generated;
mod graph;
mod ids;
mod init;
mod input;
mod interrupt;
mod invocation;
mod label;
mod parallel;
mod paths;
mod per_platform;
mod plain_text;
mod plan;
mod registry;
mod render;
mod resolve;
mod source_id;
mod splice;
mod terminal;
mod toml_size;
mod user_home;
mod vendor;

use std::process::ExitCode;

use clap::FromArgMatches;

/// Runs the program. `main` only calls this.
pub fn run() -> ExitCode {
    interrupt::listen();
    with_arguments(|command| match command {
        cli::Command::Generate(arguments) => commands::generate(arguments),
        cli::Command::Vendor(arguments) => commands::vendor(arguments),
        cli::Command::Repin(arguments) => commands::repin(arguments),
        cli::Command::Verify(arguments) => commands::verify_tree(arguments),
        cli::Command::Resolve(arguments) => commands::resolve(arguments),
        cli::Command::Init(arguments) => commands::init(arguments),
        cli::Command::Install(arguments) => commands::install(arguments),
        cli::Command::Sweep(arguments) => commands::sweep_cache(&arguments.cache, &arguments.used),
    })
}

/// Lists the packages of a workspace as they were read. A test program calls this with the arguments of
/// `crate-universe resolve`.
pub fn list_packages() -> ExitCode {
    with_arguments(|command| match command {
        cli::Command::Resolve(arguments) => commands::list_packages(arguments),
        _ => Ok(()),
    })
}

fn with_arguments(run: impl Fn(&cli::Command) -> error::Result<()>) -> ExitCode {
    let matches = invocation::command_line().try_get_matches();
    let cli = match matches.and_then(|matches| cli::Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return print_clap_message(&error),
    };
    match run(&cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::print_stderr(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

/// Prints help and version as clap formats them. A usage error is printed as plain text, since it repeats the
/// arguments.
fn print_clap_message(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        terminal::print_stderr(error.to_string().trim_end());
        return ExitCode::from(2);
    }
    match error.print() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
