//! The plan: the rules and repositories of a hub, as plain data in a [`HubPlan`].
//!
//! It contains no Starlark text, and nothing here touches the disk.

mod additive;
mod aliases;
mod binaries;
mod build_script;
mod checkouts;
pub mod choices;
mod condition_parts;
pub mod conditions;
mod covering;
mod dep_labels;
mod direct_dependencies;
mod environment;
mod exec_only;
mod exec_targets;
mod extra_aliases;
mod flag_variables;
mod hub;
mod hub_alias;
mod licenses;
mod member_names;
mod member_packages;
mod missing_targets;
mod names;
mod origin;
mod own_files;
mod package_annotations;
mod package_deps;
mod patches;
mod plan_input;
mod rules;
mod script_lines;
mod scripts;
mod sources;
mod spoke;
mod stubs;
mod suffixes;
mod targets;
mod visibility;

use crate::error::Result;
use crate::graph::bits::PlatformBits;
use crate::graph::loaded_packages;
use crate::resolve::packages::PackageIx;

pub use checkouts::GitCheckout;
use conditions::NamedConditions;
use exec_targets::ExecTargets;
pub use hub::{HubPlan, MacroTarget, MemberDependency, MemberTable, UnusedPackage};
pub use hub_alias::{AliasTarget, ExecAlias, HubAlias};
pub use licenses::PackageLicense;
pub use member_packages::{MemberPackage, MemberRole, MemberScript, MemberTarget, UnbuiltTarget};
use names::TargetNames;
pub use origin::SpokeOrigin;
pub use patches::SpokePatches;
pub use plan_input::PlanInput;
pub use rules::{AttrValue, RuleCall, RuleKind, ToolConfiguration};
use sources::SourceCrates;
pub use spoke::Spoke;
pub use stubs::{HubNames, stub_names};
use visibility::PackageVisibilities;

pub fn plan_hub(input: &PlanInput<'_>) -> Result<HubPlan> {
    let names = TargetNames::new(input)?;
    let visibilities = PackageVisibilities::new(input, &names)?;
    let sources = SourceCrates::new(input);
    let (mut spokes, mut warnings) = (Vec::new(), Vec::new());
    for (ix, key) in names.spokes() {
        spokes.push(Spoke {
            key: key.to_owned(),
            name: input.packages.list[ix].id.name.clone(),
            repository: names.repository_of(ix).to_owned(),
            ix,
            origin: origin::spoke_origin(input, ix)?,
            build: targets::plan_build_file(
                input,
                &names,
                &sources,
                ix,
                visibilities.of_targets(ix),
                &mut warnings,
            ),
        });
    }
    let checkouts = checkouts::share_clones(input, &mut spokes)?;
    let mut conditions = NamedConditions::new(input.chosen, input.graph);
    let without_target = missing_targets::find(input, &names);
    let exec = ExecTargets::find(input, &names);
    let members = hub::member_tables(input, &names, &exec, &without_target)?;
    let member_packages = match input.config.attributes.cargo_package_macros {
        true => member_packages::member_packages(input, &names),
        false => Vec::new(),
    };
    for set in spokes
        .iter()
        .flat_map(Spoke::platform_sets)
        .chain(members.iter().flat_map(MemberTable::platform_sets))
        .chain(member_packages.iter().flat_map(MemberPackage::platform_sets))
    {
        conditions.name_set(set);
    }
    let (aliases, of_aliases) = aliases::plan_aliases(input, &names, &exec, &visibilities, &without_target)?;
    exec.add_rules(&mut spokes);
    warnings.extend(
        without_target.warnings.into_iter().chain(script_lines::script_warnings(input)).chain(of_aliases),
    );
    Ok(HubPlan {
        aliases,
        members,
        member_packages,
        spokes,
        checkouts,
        conditions,
        direct: hub::list_direct_repositories(input, &names),
        unused_packages: unused_packages(input, &names)?,
        warnings,
    })
}

/// The packages that a vendored tree contains although they are not built.
fn unused_packages(input: &PlanInput<'_>, names: &TargetNames<'_>) -> Result<Vec<UnusedPackage>> {
    if names.unused().next().is_none() {
        return Ok(Vec::new());
    }
    let opened = loaded_packages::packages_cargo_loads(
        input.packages,
        &PlatformBits::of_chosen(&input.chosen.triples, input.chosen.choices)?,
    )?;
    let other = |(ix, key): (PackageIx, &str)| UnusedPackage {
        key: key.to_owned(),
        ix,
        opened: opened.contains(&ix),
    };
    Ok(names.unused().map(other).collect())
}
