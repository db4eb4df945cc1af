//! The command that the user ran, as help texts and error messages name it.

use clap::CommandFactory;

use crate::cli::Cli;

/// What `bazel run` targets set: the command up to the arguments, such as `bazel run //:init --`.
const VARIABLE: &str = "CRATE_UNIVERSE_COMMAND";

/// The command up to the arguments of a subcommand.
pub fn command_of(subcommand: &str) -> String {
    bazel_command().unwrap_or_else(|| format!("crate-universe {subcommand}"))
}

fn bazel_command() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|command| !command.is_empty())
}

/// The command line, whose texts name the command that the user ran.
pub fn command_line() -> clap::Command {
    let command_line = Cli::command();
    let (Some(command), Some(name)) = (bazel_command(), std::env::args().nth(1)) else {
        return command_line;
    };
    if command_line.find_subcommand(&name).is_none() {
        return command_line;
    }
    command_line.mut_subcommand(&name, |mut subcommand| {
        let usage = subcommand.render_usage().to_string();
        let arguments = usage.trim_start_matches("Usage:").trim_start().trim_start_matches(name.as_str());
        let examples = subcommand.get_after_help().map(ToString::to_string).unwrap_or_default();
        let examples = examples.replace(&format!("crate-universe {name}"), &command);
        subcommand.override_usage(format!("{command}{arguments}")).after_help(examples)
    })
}
