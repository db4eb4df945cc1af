//! Test: compares the cfg values of every triple with those that the pinned rustc prints when called as cargo calls it,
//! by default and with CPU features turned on and off. Runs two rustc at a time.
#![expect(clippy::disallowed_methods, reason = "a test asks rustc")]

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use cargo_platform::Cfg;

use crate::input::TargetSpec;

use super::target_spec;
use super::triples::TargetTriple;

fn rustc(arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new("rustc");
    command.args(arguments).env_remove("RUSTC_BOOTSTRAP").stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().expect("rustc runs");
    String::from_utf8(output.stdout).expect("rustc prints UTF-8").lines().map(str::to_owned).collect()
}

/// Cargo passes all crate types at once, which changes some values, and drops `proc_macro` from the answer.
const AS_CARGO: [&str; 12] = [
    "--crate-type",
    "bin",
    "--crate-type",
    "rlib",
    "--crate-type",
    "dylib",
    "--crate-type",
    "cdylib",
    "--crate-type",
    "staticlib",
    "--crate-type",
    "proc-macro",
];

fn cfgs(triple: &str, features: &str) -> BTreeSet<Cfg> {
    let option = format!("target-feature={features}");
    let question = ["-", "--print", "cfg", "--target", triple, "-C", &option];
    let lines = rustc(&[&question[..], &AS_CARGO].concat());
    lines
        .iter()
        .filter(|line| *line != "proc_macro")
        .map(|line| line.parse().expect("rustc prints cfg values"))
        .collect()
}

fn ours(triple: &str, features: &str) -> Option<BTreeSet<Cfg>> {
    let triple = TargetTriple::new(triple).ok()?;
    let mut cpu = triple.machine().cpu.clone();
    cpu.apply_target_features(features);
    Some(triple.machine().with_features(&cpu))
}

/// Runs rustc for each (triple, features). Returns a line for each answer that differs.
fn differences(questions: &[(String, String)]) -> Vec<String> {
    let found = Mutex::new(Vec::new());
    let (left, right) = questions.split_at(questions.len() / 2);
    let work = |questions: &[(String, String)]| {
        for (triple, features) in questions {
            let wanted = cfgs(triple, features);
            let line = match ours(triple, features) {
                None => format!("{triple}: not known"),
                Some(ours) if ours == wanted => continue,
                Some(ours) => {
                    let missing: Vec<_> = wanted.difference(&ours).map(Cfg::to_string).collect();
                    let surplus: Vec<_> = ours.difference(&wanted).map(Cfg::to_string).collect();
                    format!("{triple} {features}: lacks {missing:?}, has {surplus:?}")
                }
            };
            found.lock().expect("no thread panics while it adds a line").push(line);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| work(left));
        scope.spawn(|| work(right));
    });
    let mut found = found.into_inner().expect("no thread has panicked");
    found.sort();
    found
}

#[test]
fn every_triple_of_rustc_has_its_values() {
    let triples = rustc(&["--print", "target-list"]);
    assert!(triples.len() > 300, "rustc lists its triples");
    let questions: Vec<_> = triples.into_iter().map(|triple| (triple, String::new())).collect();
    let found = differences(&questions);
    assert!(found.is_empty(), "{} of {} triples differ:\n{}", found.len(), questions.len(), found.join("\n"));
}

#[test]
fn every_triple_of_rules_rust_is_known() {
    let platforms: serde_json::Value =
        serde_json::from_str(include_str!("../../../test/support/rules_rust_platforms.json")).expect("JSON");
    let triples = platforms.as_object().expect("triples by name").keys();
    let unknown: Vec<_> = triples.filter(|triple| TargetTriple::new(triple).is_err()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn features_turn_others_on_and_off_as_in_rustc() {
    const TRIPLES: [&str; 5] = [
        "x86_64-unknown-linux-gnu",
        "x86_64-unknown-linux-musl",
        "aarch64-apple-darwin",
        "riscv64gc-unknown-linux-gnu",
        "wasm32-unknown-unknown",
    ];
    let mut questions = Vec::new();
    for triple in TRIPLES {
        let lines = rustc(&["--print", "target-features", "--target", triple]);
        let known = lines.iter().skip(1).take_while(|line| !line.is_empty());
        let names = known.filter_map(|line| line.split_whitespace().next());
        // rustc accepts these two only together.
        for name in names.filter(|name| !["paca", "pacg"].contains(name)) {
            questions.push((triple.to_owned(), format!("+{name}")));
            questions.push((triple.to_owned(), format!("-{name}")));
        }
        questions.push((triple.to_owned(), "+crt-static".to_owned()));
        questions.push((triple.to_owned(), "+avx2,-sse3,+bmi1,-crt-static,+nosuch,+simd128,+zks".to_owned()));
    }
    assert!(questions.len() > 300, "rustc lists its features");
    let found = differences(&questions);
    assert!(found.is_empty(), "{} of {} answers differ:\n{}", found.len(), questions.len(), found.join("\n"));
}

/// Whether a spec names a CPU, or one LLVM name for several features, for which only LLVM knows the features. For
/// these, the program uses the features that all CPUs of the architecture have.
fn for_llvm(spec: &str) -> bool {
    let spec: serde_json::Value = serde_json::from_str(spec).expect("rustc prints JSON");
    let cpu = spec["cpu"].as_str().unwrap_or_default();
    let llvm_only = spec["features"].as_str().unwrap_or_default();
    ["apple-", "cortex-", "core-avx2"].iter().any(|known| cpu.starts_with(known))
        || ["crypto", "v8r"].iter().any(|known| llvm_only.contains(known))
}

#[test]
fn target_specs_have_the_values_of_the_triples_they_describe() {
    let mut wrong = Vec::new();
    let triples = rustc(&["--print", "target-list"]);
    for triple in &triples {
        let mut command = Command::new("rustc");
        command.args(["-Z", "unstable-options", "--print", "target-spec-json", "--target", triple]);
        let output = command.env("RUSTC_BOOTSTRAP", "1").stderr(Stdio::null()).output().expect("rustc runs");
        let text = String::from_utf8(output.stdout).expect("rustc prints UTF-8");
        let features_count = !for_llvm(&text);
        let spec = TargetSpec { name: triple.clone(), path: "spec.json".into(), text };
        let counts =
            |cfg: &&Cfg| features_count || !matches!(cfg, Cfg::KeyPair(key, _) if key == "target_feature");
        let Some(wanted) = ours(triple, "") else { panic!("{triple} is not known") };
        let read = target_spec::to_triple(&spec).unwrap_or_else(|error| panic!("{triple}: {error}"));
        let missing: Vec<_> = wanted.difference(&read.cfgs).filter(counts).map(Cfg::to_string).collect();
        let surplus: Vec<_> = read.cfgs.difference(&wanted).filter(counts).map(Cfg::to_string).collect();
        if !missing.is_empty() || !surplus.is_empty() {
            wrong.push(format!("{triple}: lacks {missing:?}, has {surplus:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), triples.len(), wrong.join("\n"));
}
