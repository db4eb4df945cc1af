//! The command that the user ran, as help texts and error messages name it.

use clap::CommandFactory;

use crate::cli::Cli;

/// What `bazel run` targets set: the command up to the arguments, such as `bazel run //:init --`.
const VARIABLE: &str = "CRATE_UNIVERSE_COMMAND";

/// The command up to the arguments of a subcommand.
pub fn command_of(subcommand: &str) -> String {
    bazel_command().unwrap_or_else(|| format!("crate-universe {subcommand}"))
}

/// An argument as a shell takes it.
pub fn word(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "_-./=,:@%+".contains(char);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

fn bazel_command() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|command| !command.is_empty())
}

/// The command line, whose texts name the command that the user ran.
pub fn command_line() -> clap::Command {
    let command_line = Cli::command();
    let name = std::env::args_os().nth(1).and_then(|name| name.into_string().ok());
    let (Some(command), Some(name)) = (bazel_command(), name) else { return command_line };
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
