//! Warns about labels with canonical repository names in files that are written into the user's source tree. Canonical
//! names are internal to Bazel, and its next version may change them.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::request::{Request, VendorMode};

pub fn warnings(request: &Request) -> Vec<String> {
    match &request.vendor {
        Some(vendor) if vendor.mode != VendorMode::Repository => {}
        _ => return Vec::new(),
    }
    let mut found = BTreeSet::new();
    for annotation in &request.annotations {
        let selects = annotation.selects.iter();
        annotation
            .values
            .values()
            .chain(selects.clone().flat_map(|select| select.values.values()))
            .for_each(|value| labels(value, &mut found));
        found.extend(selects.flat_map(|select| &select.keys).filter(|key| is_canonical(key)));
    }
    let alias_rule =
        request.render_config.as_ref().and_then(|given| given.options.default_alias_rule_bzl.as_ref());
    found.extend(alias_rule.filter(|label| is_canonical(label)));
    let tell = |label: &&str| {
        let target = label.split_once("//").map_or("", |(_, target)| target);
        format!(
            "{label} contains a canonical repository name, which depends on the version of Bazel and would end up \
             in generated files: write the label as a string, \"@name//{target}\", instead of Label(...)"
        )
    };
    found.iter().map(|label| tell(&label.as_str())).collect()
}

fn labels<'a>(value: &'a Json, found: &mut BTreeSet<&'a String>) {
    match value {
        Json::String(text) if is_canonical(text) => drop(found.insert(text)),
        Json::Array(items) => items.iter().for_each(|item| labels(item, found)),
        Json::Object(items) => items.values().for_each(|item| labels(item, found)),
        _ => {}
    }
}

fn is_canonical(text: &str) -> bool {
    text.strip_prefix("@@").is_some_and(|rest| !rest.starts_with("//") && rest.contains("//"))
}
