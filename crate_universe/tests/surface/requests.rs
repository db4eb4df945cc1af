//! Requests of golden cases: what the case's own file says, at the place where the extension or the rule would write it.
//! What a user gets without saying it is no use.

use serde_json::{Map, Value, json};

use super::uses::{self, Uses};
use crate::case_requests;

/// What `render_config` does by itself.
const ON: [&str; 2] = ["generate_cargo_toml_env_vars", "generate_target_compatible_with"];

pub fn scan(text: &str, uses: &mut Uses) {
    let own: Value = serde_json::from_str(text).unwrap();
    let request = case_requests::complete(&own);
    let own = own.as_object().unwrap();
    let hub = hub_group(own);
    top(own, hub, uses);
    uses::variables(&request["environment"].to_string(), uses);
    for annotation in items(&request["annotations"]) {
        annotated(annotation, uses);
    }
    for spec in items(&request["specs"]) {
        for (name, value) in fields(&spec["values"]) {
            // Default features are on by themselves.
            let said = if name == "default_features" { *value == json!(false) } else { is_said(value) };
            if said {
                uses.add("crate.spec", name);
            }
        }
    }
    for group in ["render_config", "splicing_config"] {
        for (name, value) in own.get(group).into_iter().flat_map(fields) {
            let said = if ON.contains(&name.as_str()) { *value == json!(false) } else { is_said(value) };
            if said && name != "tag" {
                uses.add(&format!("crate.{group}"), name);
            }
        }
    }
    if hub != "crates_repository" {
        for (name, value) in own.get("vendor").into_iter().flat_map(fields) {
            if name != "target" && is_said(value) {
                uses.add("crates_vendor", name);
            }
        }
    }
}

/// A list of no manifests is a hub of specs.
fn hub_group(own: &Map<String, Value>) -> &'static str {
    match own.get("vendor").filter(|vendor| vendor.is_object()) {
        Some(vendor) if vendor["mode"] == "repository" => "crates_repository",
        Some(_) => "crates_vendor",
        None if own.get("manifests") == Some(&json!([])) => "crate.from_specs",
        None => "crate.from_cargo",
    }
}

fn top(own: &Map<String, Value>, hub: &str, uses: &mut Uses) {
    let defaults: Value = serde_json::from_str(include_str!("../../../test/support/request.json")).unwrap();
    for (name, value) in own {
        if defaults.get(name) == Some(value) {
            continue;
        }
        let attribute = match (name.as_str(), hub) {
            ("hub", "crates_vendor") => "repository_name",
            ("hub", _) => "name",
            ("specs", _) => "packages",
            (name, _) => name,
        };
        uses.add(hub, attribute);
    }
}

fn annotated(annotation: &Value, uses: &mut Uses) {
    let by_tag = annotation["tag"]["class"] == "annotation_select";
    let group = if by_tag { "crate.annotation_select" } else { "crate.annotation" };
    if annotation["crate"].is_string() {
        uses.add(group, "crate");
    }
    if annotation["version"].as_str().is_some_and(|version| version != "*") {
        uses.add(group, "version");
    }
    for (name, _) in fields(&annotation["values"]) {
        uses.add(group, name);
    }
    for select in items(&annotation["selects"]) {
        match (by_tag, annotation["tag"].is_null()) {
            (true, _) => uses.add(group, "triples"),
            (_, true) => uses.add("call", "crate.select"),
            _ => {}
        }
        for (name, _) in fields(&select["values"]) {
            uses.add(group, name);
        }
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn is_said(value: &Value) -> bool {
    ![json!(null), json!(""), json!([]), json!({}), json!(false)].contains(value)
}
