//! Golden tests: each folder of test/golden is one case, with a sentence in README.md, the request, the inputs, and what
//! is wanted of them. `UPDATE=1 cargo test --test golden` rewrites what is wanted.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "golden/build_files.rs"]
mod build_files;
#[path = "golden/cycles.rs"]
mod cycles;
#[path = "golden/partition.rs"]
mod partition;
#[path = "support/requests.rs"]
mod requests;
#[path = "golden/tables.rs"]
mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Files by path.
type Files = BTreeMap<String, String>;

#[test]
fn every_case_gives_what_is_wanted() {
    let cases = cases();
    let mut failed = Vec::new();
    for case in &cases {
        if let Err(difference) = check(case) {
            failed.push(format!("{}: {difference}", case.file_name().unwrap().to_string_lossy()));
        }
    }
    assert!(
        failed.is_empty(),
        "{} cases differ (UPDATE=1 rewrites them):\n{}",
        failed.len(),
        failed.join("\n\n")
    );
}

/// A package may not define the names that its BUILD file has from us.
#[test]
fn names_of_ours_are_kept_from_packages() {
    let kept = include_str!("../src/input/package_metadata.rs");
    let mut count = 0;
    for case in fs::read_dir(repository().join("test/golden")).unwrap() {
        for (path, text) in read(&case.unwrap().path().join("want")) {
            if !path.starts_with("crates__") {
                continue;
            }
            let ours = text.split("# Additive").next().unwrap().lines();
            for line in ours {
                let loaded = line.strip_prefix("load(").and_then(|rest| rest.split_once(", "));
                let loaded =
                    loaded.map(|(_, names)| names.trim_end_matches(')').split(", ")).into_iter().flatten();
                let assigned = line.split_once(" = ").filter(|(name, _)| !name.contains([' ', '(']));
                let assigned = assigned.map(|(name, _)| format!("\"{name}\""));
                for name in loaded.map(str::to_owned).chain(assigned) {
                    count += 1;
                    assert!(kept.contains(&format!("    {name},\n")), "{path}: OUR_NAMES lacks {name}");
                }
            }
        }
    }
    assert!(count > 100, "the files are read");
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn cases() -> Vec<PathBuf> {
    let cases = fs::read_dir(repository().join("test/golden")).unwrap();
    let mut cases: Vec<PathBuf> = cases.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 20, "the cases are found");
    cases
}

/// The inputs of a case in a folder of their own, which is there as long as the first value.
fn prepared(case: &Path) -> (TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path().canonicalize().unwrap().join("case");
    if let Some(other) = own_request(case)["inputs_of"].as_str() {
        copy(&case.with_file_name(other), &root);
    }
    copy(case, &root);
    (scratch, root)
}

fn check(case: &Path) -> Result<(), String> {
    let readme = fs::read_to_string(case.join("README.md")).map_err(|_| "it has no README.md".to_owned())?;
    assert!(readme.trim().ends_with('.'), "a README is a sentence: {readme}");
    let (_scratch, root) = prepared(case);
    let got = run(&root, None);
    let want = case.join("want");
    if std::env::var_os("UPDATE").is_some() {
        fs::remove_dir_all(&want).ok();
        for (path, text) in &got {
            fs::create_dir_all(want.join(path).parent().unwrap()).unwrap();
            fs::write(want.join(path), text).unwrap();
        }
        return Ok(());
    }
    compare(&read(&want), &got)
}

/// What the case itself says of its request. `inputs_of` names the case whose inputs it shares, `command` what is called
/// instead of `generate` or `vendor`, and `share_with` what the other hub has otherwise.
fn own_request(case: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(case.join("request.json")).unwrap()).unwrap()
}

/// Everything but what is wanted: the program must not find that.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true if name == "want" => {}
            true => copy(&path, &to.join(name)),
            false => drop(fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}

/// Runs the program on a case twice; gives its error, or its plan as files. `environment`: a variable for cargo.
fn run(root: &Path, environment: Option<(&str, &str)>) -> Files {
    let mut request = request(root);
    let vendored = request["vendor"].is_object();
    let default = if vendored { "vendor" } else { "generate" };
    let called = own_request(root)["command"].as_str().unwrap_or(default).to_owned();
    let checked = request.as_object_mut().unwrap().remove("check").is_some();
    let request_file = root.join("../request.json");
    fs::write(&request_file, request.to_string()).unwrap();
    let before = read(root);
    let once = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        command.arg(&called).arg("--request").arg(&request_file);
        command.args(checked.then_some("--check")).envs(environment);
        match called.as_str() {
            "generate" => command.arg("--output-dir").arg(root.join("../out")),
            _ => command.env("BUILD_WORKSPACE_DIRECTORY", root),
        };
        command.output().unwrap()
    };
    let output = once();
    let stderr = anonymous(&String::from_utf8(output.stderr).unwrap(), root);
    let (warnings, stderr): (Vec<_>, Vec<_>) =
        stderr.split_inclusive('\n').partition(|line| line.starts_with("warning: "));
    let (warnings, stderr) = (warnings.concat(), stderr.concat());
    let warnings = (!warnings.is_empty()).then(|| ("warnings.txt".to_owned(), warnings));
    if !output.status.success() {
        assert_eq!(output.status.code(), Some(1), "an error exits with 1: {stderr}");
        assert_eq!(read(root), before, "an error changes nothing");
        assert!(stderr.starts_with("CU") && stderr.lines().count() <= 12, "{stderr}");
        assert!(stderr.contains("\n  help: "), "an error says what helps: {stderr}");
        let failure = fs::read_to_string(root.join("../out/failure.json")).ok();
        let failure = failure.map(|text| serde_json::from_str::<Value>(&text).unwrap());
        let failure = failure.and_then(told_of_failure);
        let failure = failure.map(|text| ("failure.json".to_owned(), anonymous(&text, root)));
        return Files::from_iter(
            [("error.txt".to_owned(), stderr)].into_iter().chain(warnings).chain(failure),
        );
    }
    let mut files = if vendored { added(root, &before) } else { plan(root) };
    // What packages say of themselves is told once on a machine.
    fs::remove_dir_all(root.join("../cache/package_metadata")).ok();
    assert!(once().status.success());
    let again = if vendored { added(root, &before) } else { plan(root) };
    assert_eq!(files, again, "a second run gives the same bytes");
    cycles::check(&files);
    partition::check(&files);
    if !vendored {
        assert_eq!(read(root), before, "nothing is written beside the plan");
    }
    files.extend(warnings);
    files
}

/// failure.json without its message and what says nothing; None where nothing of it tells more than the error.
fn told_of_failure(mut failure: Value) -> Option<String> {
    let fields = failure.as_object_mut().unwrap();
    let told = fields["curable"] == json!(true) || fields["tags"] != json!([]);
    let modules = json!(["crates.bzl", "defs.bzl"]);
    fields.retain(|name, value| {
        name != "message" && ![json!([]), json!(false), modules.clone()].contains(value)
    });
    told.then(|| serde_json::to_string_pretty(&failure).unwrap() + "\n")
}

/// The request of a case, with what most cases have in common.
fn request(root: &Path) -> Value {
    let mut own = own_request(root);
    for key in ["inputs_of", "command"] {
        own.as_object_mut().unwrap().remove(key);
    }
    let file = |path: &str| json!({ "label": format!("@@//:{path}"), "path": root.join(path) });
    let mut request = requests::with(json!({
        "main": file("MODULE.bazel"), "rustc": rustc(), "facts_cache": root.join("../cache"),
    }));
    for (key, value) in own.as_object().unwrap() {
        request[key] = value.clone();
    }
    if let Some(version) = own.get("rules_rust_version") {
        request.as_object_mut().unwrap().remove("rules_rust_version");
        request["rules_rust"]["version"] = version.clone();
    }
    for path in request["crate_files"].as_object_mut().unwrap().values_mut() {
        *path = json!(root.join(path.as_str().unwrap()));
    }
    for patch in patches(&mut request) {
        *patch = file(patch["path"].as_str().unwrap());
    }
    let files = |key: &str, default: &[&str]| {
        let listed =
            own.get(key).map(|listed| listed.as_array().unwrap().iter().map(|path| path.as_str().unwrap()));
        let paths: Vec<&str> = listed.map_or_else(|| default.to_vec(), Iterator::collect);
        Value::Array(paths.into_iter().map(file).collect())
    };
    request["manifests"] = files("manifests", &["Cargo.toml"]);
    request["target_specs"] = files("target_specs", &[]);
    if let Some(vendor) = request["vendor"].as_object_mut() {
        vendor.entry("vendor_platforms").or_insert(json!("chosen"));
        vendor.entry("source_config").or_insert(json!(""));
    }
    for key in ["cargo_lockfile", "cargo_config", "lockfile"] {
        request[key] = own.get(key).map_or(Value::Null, |path| file(path.as_str().unwrap()));
    }
    if let Some(shared) = own.get("share_with") {
        let mut other = request.clone();
        other["share_with"] = Value::Null;
        other["hub"] = shared["hub"].clone();
        for key in ["manifests", "cargo_lockfile"] {
            if let Some(path) = shared.get(key) {
                let file = file(path.as_str().unwrap());
                other[key] = if key == "manifests" { json!([file]) } else { file };
            }
        }
        request["share_with"] = json!({ "hub": shared["hub"], "plan": plan_of_other(root, &other) });
    }
    request
}

/// The plan of the hub that a case shares with.
fn plan_of_other(root: &Path, request: &Value) -> PathBuf {
    let (file, out) = (root.join("../other.json"), root.join("../other"));
    fs::write(&file, request.to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
    command.arg("generate").arg("--request").arg(&file).arg("--output-dir").arg(&out);
    assert!(command.output().unwrap().status.success(), "the other hub is made");
    out.join("plan.json")
}

/// The patches that annotations name with their paths.
fn patches(request: &mut Value) -> impl Iterator<Item = &mut Value> {
    let annotations = request["annotations"].as_array_mut().unwrap().iter_mut();
    let listed = annotations.filter_map(|annotation| annotation["values"].get_mut("patches"));
    listed.filter_map(Value::as_array_mut).flatten().filter(|patch| patch.is_object())
}

fn rustc() -> PathBuf {
    let beside = Path::new(env!("CARGO")).with_file_name("rustc");
    if beside.exists() { beside } else { PathBuf::from("rustc") }
}

/// plan.json, taken apart: one file for each file of a repository, and one for all else.
fn plan(root: &Path) -> Files {
    let text = fs::read_to_string(root.join("../out/plan.json")).unwrap();
    let mut plan: Value = serde_json::from_str(&anonymous(&text, root)).unwrap();
    let mut files = Files::new();
    for repository in plan["repositories"].as_array_mut().unwrap() {
        let name = repository["name"].as_str().unwrap().to_owned();
        let attrs = repository["attrs"].as_object_mut().unwrap();
        if let Some(Value::String(build)) = attrs.remove("build_file_content") {
            files.insert(format!("{name}/BUILD.bazel"), build);
        }
        for (path, text) in attrs.remove("files").iter().filter_map(Value::as_object).flatten() {
            files.insert(format!("{name}/{path}"), text.as_str().unwrap().to_owned());
        }
    }
    files.insert("plan.json".into(), serde_json::to_string_pretty(&plan).unwrap() + "\n");
    files
}

/// Without the sources and archives of vendored packages, which are not ours: their checksums are there.
fn added(root: &Path, before: &Files) -> Files {
    let mut files = read(root);
    files.retain(|path, _| !path.ends_with(".crate"));
    for (path, text) in files.clone() {
        let Some(folder) = path.strip_suffix(".cargo-checksum.json") else { continue };
        let checksums: Value = serde_json::from_str(&text).unwrap();
        for source in checksums["files"].as_object().unwrap().keys() {
            assert!(files.remove(&format!("{folder}{source}")).is_some(), "{path} lists {source}");
        }
        files.insert(path, serde_json::to_string_pretty(&checksums).unwrap() + "\n");
    }
    files.into_iter().filter(|(path, _)| !before.contains_key(path)).collect()
}

/// The case's folder has another name at each run.
fn anonymous(text: &str, root: &Path) -> String {
    text.replace(root.to_str().unwrap(), "$CASE")
}

fn read(dir: &Path) -> Files {
    let mut files = Files::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(next) = dirs.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                // Archives among the inputs are no text, and never wanted.
                files.insert(name, String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
            }
        }
    }
    files
}

fn compare(want: &Files, got: &Files) -> Result<(), String> {
    if let Some(path) = want.keys().find(|path| !got.contains_key(*path)) {
        return Err(format!("{path} is wanted and missing; there is:\n{}", got.values().next().unwrap()));
    }
    if let Some(path) = got.keys().find(|path| !want.contains_key(*path)) {
        return Err(format!("{path} is not wanted:\n{}", got[path]));
    }
    for (path, text) in want {
        if text != &got[path] {
            let pairs = text.lines().zip(got[path].lines()).enumerate();
            let first =
                pairs.filter(|(_, (left, right))| left != right).map(|(line, pair)| (line + 1, pair)).next();
            return Err(match first {
                Some((line, (left, right))) => format!("{path}:{line}\n  want {left}\n  got  {right}"),
                None => format!("{path} has another length"),
            });
        }
    }
    Ok(())
}
