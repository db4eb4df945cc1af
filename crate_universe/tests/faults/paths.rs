//! Files and folders that are not what a run needs them to be: without permissions, of another kind, links without an end, or with
//! an unusual encoding of their text or name. The run is right, or its error names the path and nothing is changed.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::rounds::Rounds;
use super::site::{Job, Site, differing, stderr, write};

const GENERATE: Job = Job::Generate;
const REPIN: Job = Job::Repin;
const LOCAL: Job = Job::Vendor("local");
const TARBALL: Job = Job::Vendor("tarball");
const REMOTE: Job = Job::Vendor("remote");

/// What is wrong with a path.
#[derive(Clone, Copy, Debug)]
enum PathProblem {
    Mode(u32),
    Folder,
    File,
    LinkToNothing,
    CrLf,
    ByteOrderMark,
    NotUtf8,
}

use PathProblem::{ByteOrderMark, CrLf, File, Folder, LinkToNothing, Mode, NotUtf8};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathVerdict {
    /// The run does what it does where nothing is wrong.
    Right,
    /// The error names the path, and nothing is changed.
    Refused,
    /// The error names the path; each file is old or new, and the next run is right once it may.
    BrokenOff,
}

use PathVerdict::{BrokenOff, Refused, Right};

/// Paths from the folder of a site.
const ROWS: [(Job, &str, PathProblem, PathVerdict); 47] = [
    (GENERATE, "workspace/Cargo.toml", Mode(0o000), Refused),
    (GENERATE, "workspace/Cargo.lock", Mode(0o000), Refused),
    (GENERATE, "home/config.toml", Mode(0o000), Refused),
    (GENERATE, "workspace/out", Mode(0o555), Refused),
    (LOCAL, "registry/pack23-1.0.0.crate", Mode(0o000), Refused),
    (LOCAL, "workspace/third_party", Mode(0o000), Refused),
    (LOCAL, "workspace/third_party/crates", Mode(0o555), Refused),
    (LOCAL, "workspace/third_party/crates/pack06-1.0.0", Mode(0o000), Refused),
    (LOCAL, "workspace/.cargo", Mode(0o555), Right),
    (TARBALL, "workspace/third_party/crates/index/pa/ck", Mode(0o555), BrokenOff),
    (REMOTE, "workspace/third_party/crates/defs.bzl", Mode(0o000), Refused),
    (REMOTE, "workspace/third_party/crates/cfg", Mode(0o555), Refused),
    (REPIN, "workspace", Mode(0o555), Refused),
    (REPIN, "workspace/Cargo.lock", Mode(0o444), Right),
    (REPIN, "workspace/facts.json", Mode(0o000), Refused),
    (REPIN, "tmp", Mode(0o555), Refused),
    (REPIN, "cache", Mode(0o555), Right),
    (GENERATE, "workspace/Cargo.toml", Folder, Refused),
    (GENERATE, "workspace/Cargo.lock", Folder, Refused),
    (GENERATE, "home/config.toml", Folder, Refused),
    (LOCAL, "registry/pack23-1.0.0.crate", Folder, Refused),
    (LOCAL, "workspace/.cargo/config.toml", Folder, Refused),
    (REPIN, "workspace/facts.json", Folder, Refused),
    (GENERATE, "workspace/out", File, Refused),
    (GENERATE, "registry", File, Refused),
    (LOCAL, "workspace/third_party", File, Refused),
    (LOCAL, "workspace/third_party/crates", File, Refused),
    (LOCAL, "workspace/.cargo", File, Refused),
    (LOCAL, "cache", File, Right),
    (REPIN, "tmp", File, Refused),
    (GENERATE, "workspace/Cargo.toml", LinkToNothing, Refused),
    (GENERATE, "workspace/Cargo.lock", LinkToNothing, Refused),
    (LOCAL, "workspace/third_party", LinkToNothing, Refused),
    (LOCAL, "workspace/third_party/crates", LinkToNothing, Refused),
    (LOCAL, "workspace/.cargo/config.toml", LinkToNothing, Refused),
    (REPIN, "workspace/Cargo.lock", LinkToNothing, Refused),
    (REPIN, "workspace/facts.json", LinkToNothing, Refused),
    (GENERATE, "workspace/Cargo.toml", CrLf, Right),
    (GENERATE, "workspace/Cargo.lock", CrLf, Right),
    (GENERATE, "home/config.toml", CrLf, Right),
    (REPIN, "workspace/Cargo.lock", CrLf, Right),
    (GENERATE, "workspace/Cargo.toml", ByteOrderMark, Right),
    (GENERATE, "workspace/Cargo.lock", ByteOrderMark, Right),
    (GENERATE, "home/config.toml", ByteOrderMark, Right),
    (GENERATE, "workspace/Cargo.toml", NotUtf8, Refused),
    (GENERATE, "workspace/Cargo.lock", NotUtf8, Refused),
    (GENERATE, "home/config.toml", NotUtf8, Refused),
];

impl PathProblem {
    fn make(self, path: &Path) {
        let remove = || match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path).unwrap(),
            Ok(_) => fs::remove_file(path).unwrap(),
            Err(_) => fs::create_dir_all(path.parent().unwrap()).unwrap(),
        };
        let edit = |edit: &dyn Fn(String) -> Vec<u8>| {
            fs::write(path, edit(fs::read_to_string(path).unwrap())).unwrap();
        };
        match self {
            Mode(mode) => fs::set_permissions(path, Permissions::from_mode(mode)).unwrap(),
            Folder => {
                remove();
                fs::create_dir(path).unwrap();
            }
            File => {
                remove();
                write(path, "The user's own.");
            }
            LinkToNothing => {
                remove();
                symlink("nothing", path).unwrap();
            }
            CrLf => edit(&|text| text.replace('\n', "\r\n").into_bytes()),
            ByteOrderMark => edit(&|text| format!("\u{feff}{text}").into_bytes()),
            NotUtf8 => edit(&|text| [text.as_bytes(), b"# J\xfcrgen\n"].concat()),
        }
    }
}

/// The job, by somebody for whom permissions count.
fn program(site: &Site) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        let without = "-dac_override,-dac_read_search";
        command = Command::new("setpriv");
        command.args([format!("--bounding-set={without}"), format!("--inh-caps={without}")]);
        command.arg(env!("CARGO_BIN_EXE_crate-universe"));
    }
    site.set_environment(command.args(site.arguments()));
    command
}

fn assert_verdict(
    site: &Site,
    verdict: PathVerdict,
    output: &Output,
    named: &str,
    before: &super::site::Files,
) {
    let told = stderr(output);
    if verdict == Right {
        assert!(output.status.success(), "{told}");
        return;
    }
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("CU0") && told.contains("\n  help: "), "{told}");
    assert!(told.contains(named), "{named} is not named: {told}");
    match verdict {
        BrokenOff => site.assert_whole_files(),
        _ => assert_eq!(differing(before, &site.files()), None, "nothing is changed: {told}"),
    }
}

fn row((job, path, wrong, verdict): (Job, &str, PathProblem, PathVerdict)) {
    let site = Site::new(job).learn();
    site.become_state(true);
    let place = site.base().join(path);
    wrong.make(&place);
    let before = site.files();
    let output = program(&site).output().unwrap();
    if let Mode(_) = wrong {
        // Whoever looks at it afterwards may.
        let mode = if place.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(&place, Permissions::from_mode(mode)).unwrap();
    }
    // What is wrong with an archive cargo says, by the place of the registry.
    let named = if path.ends_with(".crate") { "/registry" } else { path.rsplit('/').next().unwrap() };
    assert_verdict(&site, verdict, &output, named, &before);
    if verdict == BrokenOff {
        site.assert_next_run(true);
    } else if verdict == Right {
        let changed = differing(site.right(true), &site.files());
        let given = place.strip_prefix(site.root()).ok().map(PathBuf::from);
        assert!(changed.is_none() || changed == given, "{changed:?}");
    }
}

pub fn paths(each: usize, mut rounds: Rounds) {
    for (number, case) in ROWS.into_iter().enumerate().filter(|(number, _)| number % each == 0) {
        let (job, path, wrong, _) = case;
        rounds.run(&format!("{number} {} {path} {wrong:?}", job.name()), || {
            row(case);
            1
        });
    }
    for (variable, verdict) in NAMED_BY.into_iter().filter(|_| each == 1) {
        rounds.run(&format!("a name in {variable} that is not UTF-8"), || {
            name_is_not_utf8(variable, verdict);
            1
        });
    }
    rounds.end();
}

/// Where the name of a folder may come from.
const NAMED_BY: [(&str, PathVerdict); 5] = [
    ("TMPDIR", Refused),
    ("XDG_CACHE_HOME", Right),
    ("HOME", Refused),
    ("CARGO_HOME", Refused),
    ("BUILD_WORKSPACE_DIRECTORY", Refused),
];

fn name_is_not_utf8(variable: &str, verdict: PathVerdict) {
    let site = Site::new(Job::Repin).learn();
    site.become_state(true);
    let folder = site.base().join(OsStr::from_bytes(b"J\xfcrgen"));
    for home in [folder.clone(), folder.join(".cargo")] {
        fs::create_dir_all(&home).unwrap();
        fs::copy(site.base().join("home/config.toml"), home.join("config.toml")).unwrap();
    }
    let request = site.base().join("request.json");
    let text = fs::read_to_string(&request).unwrap();
    if variable == "BUILD_WORKSPACE_DIRECTORY" {
        write(&request, &text.replace(site.root().to_str().unwrap(), "${BUILD_WORKSPACE_DIRECTORY}"));
    }
    let before = site.files();
    let mut command = program(&site);
    if variable == "HOME" {
        command.env_remove("CARGO_HOME");
    }
    let output = command.env(variable, &folder).output().unwrap();
    assert_verdict(&site, verdict, &output, "J\u{fffd}rgen", &before);
    if verdict == Right {
        assert_eq!(differing(site.right(true), &site.files()), None);
    }
}
