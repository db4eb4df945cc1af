//! The plan that a run keeps: the next run copies it, unless anything that the first one asked has another answer. Each
//! answer is changed in turn. A copied plan is recognized by a text that the test puts into the kept one.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prepares files and starts the program"
)]

#[path = "kept_plan/changes.rs"]
mod changes;
#[path = "kept_plan/hub.rs"]
mod hub;
#[path = "support/requests.rs"]
mod requests;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use changes::Change;
use hub::{Hub, MARK};

#[test]
fn any_other_answer_makes_the_plan_anew() {
    let hub = Hub::new();
    let first = hub.generate(&[]).unwrap();
    assert_eq!(hub.generate_without_kept(&[]).unwrap(), first);
    let asked = hub.asked();
    let mut marked = hub.mark();
    assert_eq!(hub.generate(&[]).unwrap(), MARK, "nothing has changed");
    let kinds: BTreeSet<&str> = asked.iter().map(|(kind, _)| kind.as_str()).collect();
    let all = ["content", "entries", "kind", "matches", "real-path", "tree", "variable", "written"];
    assert_eq!(kinds, BTreeSet::from(all), "the hub asks questions of every kind");
    // Folders above the scratch are those of the machine. What is asked there is asked in the scratch, too.
    let (own, scratch) = (hub.path(""), hub.path("elsewhere"));
    let is_own = |kind: &str, subject: &str| kind == "variable" || Path::new(subject).starts_with(&own);
    for (kind, subject) in asked.iter().filter(|(kind, subject)| is_own(kind, subject)) {
        let what = format!("{kind} {subject}");
        let change = Change::of(kind, subject, scratch.to_str().unwrap());
        let now = hub.generate(&change.variables);
        assert_ne!(now, Ok(MARK.to_owned()), "{what} has another answer");
        assert_eq!(now, hub.generate_without_kept(&change.variables), "{what}");
        drop(change);
        // The time at which the file system has last changed the file cannot be set back.
        if kind == "tree" {
            hub.keep_again();
            marked = hub.mark();
        }
        hub.put_back(&marked);
        assert_eq!(hub.generate(&[]).unwrap(), MARK, "{what} has the first answer again");
    }
    println!("{} answers changed", asked.len());
}

#[test]
fn a_kept_plan_that_does_not_fit_is_absent() {
    let hub = Hub::new();
    let first = hub.generate(&[]).unwrap();
    let marked = hub.mark();
    let text = String::from_utf8(marked.clone()).unwrap();
    let line = |number: usize| text.split_inclusive('\n').map(str::len).take(number).sum::<usize>();
    let whole_lines = |from: usize, to: usize| [&text[..line(from)], &text[line(to)..]].concat();
    for (what, damaged) in [
        ("another version", text.replacen("kept plan 1", "kept plan 2", 1)),
        ("another program", [&text[..line(1)], "1 ", &text[line(1)..]].concat()),
        ("an input is lost", whole_lines(2, 3)),
        ("another plan", text.replace(MARK, "{}")),
        ("half of it", text[..text.len() / 2].to_owned()),
        ("nothing", String::new()),
    ] {
        assert_ne!(damaged, text, "{what}");
        hub.put_back(damaged.as_bytes());
        assert_eq!(hub.generate(&[]).unwrap(), first, "{what}");
        assert_eq!(hub.kept(), hub.kept_for(&first), "{what}: it is kept again");
    }
    hub.put_back(&marked);
    assert_eq!(hub.generate(&[]).unwrap(), MARK);
}

#[test]
fn another_request_has_a_plan_of_its_own() {
    let hub = Hub::new();
    hub.generate(&[]).unwrap();
    hub.mark();
    let other = hub.with("supported_platform_triples", serde_json::json!(["wasm32-unknown-unknown"]));
    let plan = other.generate(&[]).unwrap();
    assert_ne!(plan, MARK);
    assert_eq!(hub.generate(&[]).unwrap(), MARK);
    assert_eq!(hub.generate(&[]).unwrap(), MARK, "a copy leaves the kept plan as it is");
    // Archives are the same wherever they are. The run that has downloaded them says so.
    let archives = serde_json::json!({ "0f".repeat(32): "/downloads/0" });
    let downloaded = hub.with("crate_files", archives);
    assert_eq!(downloaded.generate(&[]).unwrap(), MARK);
    let after_downloads = hub.with("repinned", serde_json::json!(true));
    assert_eq!(after_downloads.generate(&[]).unwrap(), MARK);
    let index = hub.with("crate_files", serde_json::json!({ "registry+https://localhost": "/downloads/0" }));
    assert_ne!(index.generate(&[]).unwrap(), MARK);
    assert_eq!(
        hub.elsewhere_in("other").generate(&[]).unwrap(),
        MARK,
        "the plan is copied to where it is asked for"
    );
}

#[test]
fn a_repin_keeps_and_uses_nothing() {
    let hub = Hub::new();
    hub.generate(&[]).unwrap();
    hub.mark();
    let repin = ("CARGO_BAZEL_REPIN", "1");
    assert_ne!(hub.generate(&[repin]), Ok(MARK.to_owned()));
    let asked = hub.with("environment", serde_json::json!({ "CARGO_BAZEL_REPIN": "1" }));
    let before = hub.all_kept();
    assert_ne!(asked.generate(&[]), Ok(MARK.to_owned()));
    assert_eq!(hub.all_kept(), before);
}

#[test]
fn nothing_is_kept_of_what_cargo_says() {
    let hub = Hub::with_paths_alone();
    hub.generate(&[]).unwrap();
    assert_eq!(hub.all_kept().len(), 1);
    fs::remove_file(&hub.all_kept()[0]).unwrap();
    // Only cargo reads `paths`.
    hub.write("ws/.cargo/config.toml", "paths = []\n");
    hub.generate(&[]).unwrap();
    assert!(hub.all_kept().is_empty());
}

#[test]
fn without_a_writable_cache_every_run_makes_the_plan() {
    let hub = Hub::new();
    let first = hub.generate_without_kept(&[]).unwrap();
    let plans = hub.path("cache/plans");
    fs::create_dir_all(plans.parent().unwrap()).unwrap();
    fs::write(&plans, "").unwrap();
    for _ in 0..2 {
        assert_eq!(hub.generate(&[]).unwrap(), first);
    }
    fs::remove_file(&plans).unwrap();
    let no_cache = hub.with("facts_cache", serde_json::Value::Null);
    assert_eq!(no_cache.generate(&[]).unwrap(), first);
    assert!(!plans.exists());
}

#[test]
fn kept_plans_are_few_and_recent() {
    let hub = Hub::new();
    hub.generate(&[]).unwrap();
    let plans = hub.path("cache/plans");
    let age = |days: u64| SystemTime::now() - Duration::from_secs(days * 24 * 60 * 60);
    for number in 0..70 {
        let path = plans.join(format!("{number:016}"));
        fs::write(&path, "").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(age(100 - number)).unwrap();
    }
    fs::write(plans.join("notes"), "of somebody else").unwrap();
    hub.with("hub", serde_json::json!("other")).generate(&[]).unwrap();
    assert_eq!(hub.all_kept().len(), 64);
    assert!(!plans.join(format!("{:016}", 0)).exists() && plans.join(format!("{:016}", 69)).exists());
    let swept = hub.command().args(["sweep", hub.path("cache").to_str().unwrap()]).status().unwrap();
    assert!(swept.success());
    // Those of the last month are 31 to 40 days old at most, less those that are younger: none of the written ones.
    assert_eq!(hub.all_kept().len(), 2);
    assert!(plans.join("notes").exists());
}

#[test]
fn many_runs_at_once_write_whole_plans() {
    let hub = Hub::new();
    let first = hub.generate_without_kept(&[]).unwrap();
    let runs: Vec<Hub> = (0..8).map(|number| hub.elsewhere_in(&format!("out{number}"))).collect();
    std::thread::scope(|scope| {
        for run in &runs {
            scope.spawn(|| (0..4).for_each(|_| assert_eq!(run.generate(&[]).unwrap(), first)));
        }
    });
    hub.mark();
    assert_eq!(hub.generate(&[]).unwrap(), MARK);
}

#[test]
fn nobody_else_reads_what_the_user_has() {
    let hub = Hub::new();
    hub.write(
        "ws/.cargo/config.toml",
        "[registries.acme]\nindex = 'https://localhost/index'\n[source.crates-io]\nreplace-with = 'vendored'\n[source.vendored]\ndirectory = '../vendor'\n[env]\nTOKEN = 'secret of the user'\n",
    );
    hub.generate(&[("CARGO_BAZEL_DEBUG", "")]).unwrap();
    let kept = String::from_utf8(hub.kept()).unwrap();
    let (inputs, _) = kept.split_once("\nplan\n").unwrap();
    assert!(!inputs.contains("secret"), "inputs are digests");
    assert_eq!(hub.all_kept()[0].metadata().unwrap().permissions().mode() & 0o111, 0);
}
