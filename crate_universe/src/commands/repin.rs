//! `repin`: updates the Cargo.lock of a hub and its facts file.

use crate::error::{Code, Error, Result};
use crate::evaluate::{fetch_packages, hub_sources};
use crate::input::repin::RepinUpdate;
use crate::input::{self, AskCargo, FactSources, HubConfig};
use crate::{annotate, cli, splice, terminal};

use super::bazel_run::workspace_dir;
use super::cargo_lock::{RepinScope, lock_hub, update_lock};
use super::fact_sources::facts_outside_of_bazel;
use super::facts_file::write_facts;
use super::report::{print_message, print_warnings};
use super::{check_hub, own_metadata};

/// Updates the Cargo.lock of a hub and its facts file, whatever state they are in.
pub fn repin(arguments: &cli::RepinArgs) -> Result<()> {
    let mut config = input::read(&arguments.request, workspace_dir()?.as_deref())?;
    repin_with(&mut config, arguments).map_err(|error| config.with_declaring_file(error))
}

fn repin_with(config: &mut HubConfig, arguments: &cli::RepinArgs) -> Result<()> {
    if let Some(owner) = &config.repinning.owner {
        let what = format!(
            "@{} cannot be repinned here: it belongs to module {owner}, which is not the root module",
            config.hub
        );
        return Err(Error::new(Code::RepinElsewhere, what)
            .note("the hub of a module uses the Cargo.lock that the module ships")
            .help(format!("in the source tree of that module: bazel run @{}//:repin", config.hub)));
    }
    print_warnings(&config.warnings);
    if arguments.check {
        return check_hub::check(config);
    }
    let value =
        arguments.repin.clone().or((!arguments.values.is_empty()).then(|| arguments.values.join(",")));
    let asked = match &value {
        Some(value) => input::repin::parse(value)?,
        None => Some(config.repinning.update.take().unwrap_or(RepinUpdate::Workspace)),
    };
    let Some(update) = asked else {
        terminal::print_stderr(&format!("skipping the repin: the value is {:?}", value.unwrap_or_default()));
        return Ok(());
    };
    let mut workspace = splice::splice(&hub_sources(config))?;
    let _lock = lock_hub(config, &workspace)?;
    print_message(update_lock(config, &config.toolchain, &mut workspace, (&update, RepinScope::Hub))?);
    let rewritten = config.facts.lockfile.as_mut().map(|lockfile| lockfile.rewrite = true);
    let facts = facts_outside_of_bazel(config);
    // Without a facts file to write, nothing is downloaded just to report metadata. The next evaluation does both.
    let ask = if rewritten.is_some() { facts.ask } else { AskCargo::Never };
    let packages = match fetch_packages(&config.toolchain, &workspace, &FactSources { ask, ..facts.clone() })
    {
        Err(error) if ask == AskCargo::Never && [Code::Cargo, Code::LockStale].contains(&error.code()) => {
            let reason = error.to_string();
            terminal::print_stderr(&format!(
                "the [package.metadata.bazel] that packages declare is listed by the next evaluation: {}",
                reason.lines().next().unwrap_or_default()
            ));
            return Ok(());
        }
        packages => packages?,
    };
    print_warnings(packages.warnings());
    print_message(write_facts(config, &facts, &workspace, &packages)?);
    own_metadata::print_all(config, &annotate::list_own_metadata(config, &packages));
    Ok(())
}
