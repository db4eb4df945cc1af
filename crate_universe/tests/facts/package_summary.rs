//! Summaries of a package from `cargo metadata` and from the program, in one form that can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub type PackageSummary = BTreeMap<&'static str, String>;

const ABOUT: [&str; 8] =
    ["authors", "description", "homepage", "repository", "license", "license_file", "readme", "rust_version"];

pub fn by_cargo(package: &Value, member: bool) -> PackageSummary {
    let manifest = text(&package["manifest_path"]);
    let dir = manifest.strip_suffix("Cargo.toml").unwrap_or_default().to_owned();
    let mut summary: PackageSummary = ABOUT.into_iter().map(|key| (key, package[key].to_string())).collect();
    summary.insert("links", package["links"].to_string());
    summary.insert("features", package["features"].to_string());
    let targets = list(&package["targets"]).filter_map(|target| {
        let kind = match list(&target["kind"]).next().map(text)?.as_str() {
            "proc-macro" => "ProcMacro",
            "bin" => "Bin",
            "custom-build" => "BuildScript",
            "example" | "test" | "bench" if !member => return None,
            "example" => "Example",
            "test" => "Test",
            "bench" => "Bench",
            _ => "Lib",
        };
        let root = text(&target["src_path"]).replace(&dir, "");
        let tested = member.then(|| target["test"].to_string());
        Some(line([kind.to_owned(), text(&target["name"]), root, text(&target["edition"])], target, tested))
    });
    summary.insert("targets", set(targets));
    let declared = list(&package["dependencies"]).filter_map(|own| {
        let kind = own["kind"].as_str().unwrap_or("normal");
        if kind == "dev" && !member {
            return None;
        }
        let name = own["rename"].as_str().or(own["name"].as_str())?;
        let default = own["uses_default_features"].to_string();
        Some(declaration(name, kind, &own["target"], &own["optional"], &default, &own["features"]))
    });
    summary.insert("dependencies", set(declared));
    summary
}

pub fn by_us(package: &Value, member: bool) -> PackageSummary {
    // What is empty or false is left out.
    let about = |key| match (key, &package["about"][key]) {
        ("authors", Value::Null) => "[]".to_owned(),
        (_, value) => value.to_string(),
    };
    let mut summary: PackageSummary = ABOUT.into_iter().map(|key| (key, about(key))).collect();
    summary.insert("links", package["links"].to_string());
    summary.insert("features", package["features"].to_string());
    let targets = list(&package["targets"]).map(|target| {
        let tested = member.then(|| target["tested"].as_bool().unwrap_or(false).to_string());
        let own = ["kind", "name", "root", "edition"].map(|key| text(&target[key]));
        line(own, target, tested)
    });
    summary.insert("targets", set(targets));
    let declared = list(&package["dependencies"]).map(|own| {
        let kind = text(&own["kind"]).to_lowercase();
        let default = own["default_features"].to_string();
        declaration(
            &text(&own["name"]),
            &kind,
            &own["platform"],
            &own["optional"],
            &default,
            &own["features"],
        )
    });
    summary.insert("dependencies", set(declared));
    summary
}

fn line(own: [String; 4], target: &Value, tested: Option<String>) -> String {
    let required: Vec<String> = match target.get("required-features").or(target.get("required_features")) {
        Some(required) => list(required).map(text).collect(),
        None => Vec::new(),
    };
    format!("{} requires {required:?} tested {tested:?}", own.join(" "))
}

fn declaration(
    name: &str,
    kind: &str,
    platform: &Value,
    optional: &Value,
    default: &str,
    features: &Value,
) -> String {
    let features: BTreeSet<String> = list(features).map(text).collect();
    // Cargo writes a condition anew, with blanks of its own, and without what tells the name `true` from the constant.
    let platform: String = text(platform).split_whitespace().collect::<String>();
    let platform = platform.replace(",)", ")").replace("r#true", "true").replace("r#false", "false");
    format!("{name} {kind} {platform} optional {optional} default {default} {features:?}")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn set(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
}
