//! The same workspace in many environments: homes, temporary folders, locales, time zones, depths, numbers of processors, orders on
//! the disk. What is written is the same, but for the path of the workspace.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::contents::PACKAGES;
use super::rounds::Rounds;
use super::site::{Files, Job, Site, differing, stderr};

pub fn all() -> Vec<usize> {
    (0..50).collect()
}

/// `numbers`: which environments.
pub fn environments(job: Job, numbers: &[usize], mut rounds: Rounds) {
    let first = result(job, numbers[0]);
    let mut seen = BTreeSet::new();
    for number in numbers {
        let description = description(*number);
        assert!(seen.insert(description.clone()), "two environments are the same: {description}");
        rounds.run(&description, || {
            let result = result(job, *number);
            if let Some(path) = differing(&first, &result) {
                let text = |files: &Files| {
                    String::from_utf8_lossy(files.get(&path).map_or(&[], Vec::as_slice)).into_owned()
                };
                let (left, right) = (text(&first), text(&result));
                let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
                let from =
                    |text: &str| text.chars().skip(same.saturating_sub(40)).take(100).collect::<String>();
                panic!("{}: {:?} is {:?}", path.display(), from(&left), from(&right));
            }
            1
        });
    }
    rounds.end();
}

const HOMES: [Option<&str>; 4] = [Some("home"), None, Some("a home/with ü"), Some("/nonexistent")];
const LOCALES: [&str; 5] = ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "ja_JP.eucJP", "nonsense"];
const ZONES: [&str; 5] = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", ""];
const DEPTHS: [&str; 5] = ["", "a", "a/b/c/d/e/f/g/h/i/j", "with space/und ü", "crates/third_party/crates"];

fn description(number: usize) -> String {
    let (home, locale, zone, depth) =
        (HOMES[number % 4], LOCALES[number % 5], ZONES[number / 5 % 5], DEPTHS[number / 2 % 5]);
    format!(
        "{number}: HOME {home:?}, {locale}, {zone}, in {depth:?}, {} processors, {} order",
        if is_alone(number) { "1" } else { "all" },
        number % 6
    )
}

fn is_alone(number: usize) -> bool {
    number % 3 == 1
}

/// Everything in the workspace, without the path of the workspace.
fn result(job: Job, number: usize) -> Files {
    let scratch = tempfile::tempdir().unwrap();
    let base = scratch.path().join(DEPTHS[number / 2 % 5]);
    fs::create_dir_all(&base).unwrap();
    let base = base.canonicalize().unwrap();
    // Each order of the files on the disk is a turn of another one, or its reverse.
    let mut order: Vec<usize> = (0..PACKAGES).collect();
    order.rotate_left(number % 6 * 4);
    if number % 2 == 1 {
        order.reverse();
    }
    let site = Site::published(&base, job, order);
    site.become_state(true);
    let mut command = match is_alone(number) {
        true => {
            let mut taskset = Command::new("taskset");
            taskset.args(["-c", "0"]).arg(env!("CARGO_BIN_EXE_crate-universe")).args(site.arguments());
            taskset
        }
        false => site.program(),
    };
    site.set_environment(&mut command);
    set(&mut command, number, &base);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let (root, base) = (site.root().to_str().unwrap().to_owned(), base.to_str().unwrap());
    let without_path = |(path, bytes): (PathBuf, Vec<u8>)| {
        let text = String::from_utf8_lossy(&bytes).replace(&root, "WORKSPACE").replace(base, "BASE");
        // crates.bzl names the folder of the registry, and has another checksum for that.
        let is_list = path.ends_with("SHA256SUMS");
        let lines = text.split_inclusive('\n').filter(|line| !is_list || !line.ends_with(" crates.bzl\n"));
        (path, lines.collect::<String>().into_bytes())
    };
    site.files().into_iter().map(without_path).collect()
}

fn set(command: &mut Command, number: usize, base: &Path) {
    match HOMES[number % 4] {
        Some(home) => command.env("HOME", base.join(home)),
        None => command.env_remove("HOME"),
    };
    let locale = LOCALES[number % 5];
    command.env("LANG", locale).env("LC_ALL", locale).env("TZ", ZONES[number / 5 % 5]);
    let temporary = base.join(["tmp", "another tmp"][number % 2]);
    fs::create_dir_all(&temporary).unwrap();
    command.env("TMPDIR", temporary).current_dir([base, Path::new("/")][number / 2 % 2]);
    command
        .env("COLUMNS", "20")
        .env("NO_COLOR", "1")
        .env("CARGO_TERM_COLOR", ["always", "never"][number % 2]);
}
