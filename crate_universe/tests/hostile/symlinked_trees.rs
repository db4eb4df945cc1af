//! Vendored trees that are reached through a symlink: the lock is on the folder that the link leads to, so
//! that a run that uses the real path waits, too.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Child, Command, Output, Stdio};

use rustix::fs::{FlockOperation, flock};

use super::trees::{MODES, attacked};
use super::{HostileWorkspace, TREE, stderr};

/// The tree, without a link.
const REAL: &str = "real/crates";

/// A link, and where it leads. Either the tree's folder is one, or the one that it is in.
const LINKS: [(&str, &str); 2] = [("third_party", "real"), (TREE, "../real/crates")];

fn linked(mode: &'static str, (link, leads): (&str, &str)) -> HostileWorkspace {
    let attacked = attacked(mode);
    fs::create_dir_all(attacked.root().join(REAL)).unwrap();
    let link = attacked.root().join(link);
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    symlink(leads, link).unwrap();
    attacked
}

/// A run by the link, and one without it.
fn ways(attacked: &HostileWorkspace, words: &[&str]) -> [Command; 2] {
    // Each has a request of its own.
    ["crates", "/real/crates"].map(|vendor_path| {
        let request = attacked.scratch.path().join(vendor_path.replace('/', "-")).with_extension("json");
        fs::write(&request, attacked.request(vendor_path, "").to_string()).unwrap();
        let mut command = attacked.program(words);
        command.env("CRATE_UNIVERSE_REQUEST", request).env("CRATE_UNIVERSE_LOCK_WAIT", "60");
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    })
}

fn succeeds(output: &Output, what: &str) {
    assert!(output.status.success(), "{what}: {}", stderr(output));
}

#[test]
fn a_tree_is_locked_where_its_link_leads() {
    for mode in MODES {
        for link in LINKS {
            let attacked = linked(mode, link);
            let what = format!("{mode} {link:?}");
            for folder in [REAL, TREE] {
                let held = fs::File::open(attacked.root().join(folder)).unwrap();
                flock(&held, FlockOperation::LockExclusive).unwrap();
                for mut way in ways(&attacked, &["vendor"]) {
                    let output = way.env("CRATE_UNIVERSE_LOCK_WAIT", "0").output().unwrap();
                    let told = stderr(&output);
                    assert!(!output.status.success() && told.contains("CU0064"), "{what}: {told}");
                    assert!(told.contains(REAL), "{what}: it names the folder that is locked: {told}");
                }
            }
            for mut way in ways(&attacked, &["vendor"]) {
                succeeds(&way.output().unwrap(), &what);
                assert!(attacked.root().join(link.0).is_symlink(), "{what}");
            }
        }
    }
}

#[test]
fn runs_by_a_link_and_without_it_are_one_after_the_other() {
    for link in LINKS {
        let attacked = linked("local", link);
        let what = format!("{link:?}");
        let mut ways = ways(&attacked, &["vendor"]);
        let runs: Vec<Child> = (0..6).map(|run| ways[run % 2].spawn().unwrap()).collect();
        for run in runs {
            succeeds(&run.wait_with_output().unwrap(), &what);
        }
        let tree = attacked.root().join(REAL);
        succeeds(&attacked.program(&["verify", tree.to_str().unwrap()]).output().unwrap(), &what);
    }
}
