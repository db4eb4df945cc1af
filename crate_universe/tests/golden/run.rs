//! Runs the program on a copy of a case and returns its error, or its plan as files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Files, case_requests, cycles, partition, read, requests};

/// What the case itself says of its request, as test/golden/README.md tells.
pub fn own_request(case: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(case.join("request.json")).unwrap()).unwrap()
}

/// The case that holds what another one wants.
pub fn wants_of(case: &Path) -> Option<PathBuf> {
    own_request(case)["wants_of"].as_str().map(|other| case.with_file_name(other))
}

/// What the program gives for a case.
pub fn case(case: &Path) -> Files {
    let (_scratch, root) = prepared(case);
    run(&root, None)
}

/// What it gives without a network for the inputs of a case and another request.
pub fn case_with(case: &Path, request: &Value) -> Files {
    let (_scratch, root) = prepared(case);
    fs::write(root.join("request.json"), request.to_string()).unwrap();
    run(&root, Some(("CARGO_NET_OFFLINE", "true")))
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

/// Everything but what is wanted: the program must not find that.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true if name == "want" => {}
            true => copy(&path, &to.join(name)),
            false if name == "want.txt" => {}
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
    // How long cargo takes is the machine's affair.
    let lines = stderr.split_inclusive('\n').filter(|line| !line.starts_with("still waiting after "));
    let (warnings, stderr): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("warning: "));
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

/// The whole request of a case.
fn request(root: &Path) -> Value {
    let mut own = case_requests::complete(&own_request(root));
    for key in ["inputs_of", "wants_of", "command"] {
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
    let files = |paths: &Value| {
        Value::Array(paths.as_array().unwrap().iter().map(|path| file(path.as_str().unwrap())).collect())
    };
    let manifests = own.get("manifests").cloned().unwrap_or_else(|| usual_manifests(root));
    let cargo_lockfile =
        own.get("cargo_lockfile").cloned().unwrap_or_else(|| lockfile_beside(root, &manifests));
    request["manifests"] = files(&manifests);
    request["target_specs"] = own.get("target_specs").map_or(json!([]), files);
    request["cargo_lockfile"] = cargo_lockfile.as_str().map_or(Value::Null, file);
    for key in ["cargo_config", "lockfile"] {
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

/// That of the folder `workspace`, where there is one.
fn usual_manifests(root: &Path) -> Value {
    let workspace = "workspace/Cargo.toml";
    json!([if root.join(workspace).exists() { workspace } else { "Cargo.toml" }])
}

/// The Cargo.lock beside the first manifest, where there is one.
fn lockfile_beside(root: &Path, manifests: &Value) -> Value {
    let lockfile = manifests[0].as_str().map(|manifest| Path::new(manifest).with_file_name("Cargo.lock"));
    lockfile.filter(|lockfile| root.join(lockfile).exists()).map_or(Value::Null, |lockfile| json!(lockfile))
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
