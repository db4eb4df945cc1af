//! The licence of a package as targets of rules_license. If a rule of the package has the same name as one of these,
//! the rule keeps it.

use crate::error::Result;
use crate::plan::{PackageLicense, RuleCall};

use super::starlark::{LoadStatement, StarlarkExpr, format_statement};
use super::style::HubStyle;

pub struct LicenseStatements {
    pub loads: Vec<String>,
    pub statements: Vec<String>,
    /// The values of `package_metadata` in the BUILD file.
    pub targets: [String; 2],
}

/// The constant for the file with the licence's text: the first file with a usual name, or else the manifest, which
/// names the licence.
const TEXT: &str = "LICENSE_TEXT";

pub fn license_statements(
    style: &HubStyle<'_>,
    license: &PackageLicense,
    rules: &[RuleCall],
) -> Result<LicenseStatements> {
    let free = |name: &str| match rules.iter().any(|rule| rule.name == name) {
        true => format!("{name}_of_package"),
        false => name.to_owned(),
    };
    let (name, about) = (free("license"), free("package_info"));
    let mut statements = Vec::new();
    let text = match &license.file {
        Some(file) => StarlarkExpr::text(file),
        None => {
            let glob = |names: &[&'static str]| {
                StarlarkExpr::Glob(names.iter().map(|name| StarlarkExpr::text(*name)).collect(), Vec::new())
            };
            let others = glob(&["COPYING*", "LICENCE*", "UNLICENSE*"]);
            let manifest = StarlarkExpr::texts(["Cargo.toml"]);
            let found = StarlarkExpr::Sum(vec![glob(&["LICENSE*"]), others, manifest]);
            statements.push(format!("{TEXT} = ({})[0]\n", found.to_text()?.trim_end()));
            StarlarkExpr::Name(TEXT)
        }
    };
    // Of all characters in these names, only the colon cannot be in a target name.
    let others: Vec<String> = license.others.iter().map(|kind| free(&kind.replace(':', "-"))).collect();
    for kind in &others {
        statements
            .push(StarlarkExpr::Call("license_kind", vec![("name", StarlarkExpr::text(kind))]).to_text()?);
    }
    let known =
        license.known.iter().map(|kind| format!("{}//licenses/spdx:{kind}", style.repo_names.rules_license));
    let kinds: Vec<String> = others.iter().map(|kind| format!(":{kind}")).chain(known).collect();
    let mut arguments = vec![("name", StarlarkExpr::text(&name))];
    if !kinds.is_empty() {
        arguments.push(("license_kinds", StarlarkExpr::texts(kinds)));
    }
    arguments.push(("license_text", text));
    statements.push(StarlarkExpr::Call("license", arguments).to_text()?);
    let mut arguments =
        vec![("name", StarlarkExpr::text(&about)), ("package_name", StarlarkExpr::text(&license.package))];
    arguments.extend(license.url.as_ref().map(|url| ("package_url", StarlarkExpr::text(url))));
    arguments.push(("package_version", StarlarkExpr::text(&license.version)));
    statements.push(StarlarkExpr::Call("package_info", arguments).to_text()?);
    let load = |rule: &str| {
        format_statement(&LoadStatement(
            &format!("{}//rules:{rule}.bzl", style.repo_names.rules_license),
            &[rule],
        ))
        .map(|text| text.trim_end().to_owned())
    };
    let kind = (!license.others.is_empty()).then_some("license_kind");
    let loads =
        ["license"].into_iter().chain(kind).chain(["package_info"]).map(load).collect::<Result<_>>()?;
    Ok(LicenseStatements { loads, statements, targets: [format!(":{name}"), format!(":{about}")] })
}
