//! Trees that are written in another mode, or elsewhere, while cargo's configuration still leads to the one before: what is about to be
//! removed is no source of packages.

use std::fs;

use super::trees::attacked;
use super::{HostileWorkspace, stderr, write};

const CONFIG: &str = ".cargo/config.toml";

/// Where cargo finds the packages of crates.io is said in its home, so that the workspace's own configuration is free.
fn with_source_in_home(mode: &'static str) -> HostileWorkspace {
    let attacked = attacked(mode);
    let config = attacked.root().join(CONFIG);
    let source = fs::read_to_string(&config).unwrap();
    let source = source.replace("../registry", attacked.registry().to_str().unwrap());
    write(&attacked.scratch.path().join("home/config.toml"), source.as_bytes());
    fs::remove_file(&config).unwrap();
    attacked
}

fn vendors(attacked: &HostileWorkspace, folder: &str, source_config: &str) -> String {
    let output = attacked.program_with(&["vendor"], folder, source_config).output().unwrap();
    assert!(output.status.success(), "{} {folder}: {}", attacked.mode, stderr(&output));
    stderr(&output)
}

fn is_sound(attacked: &HostileWorkspace, folder: &str, source_config: &str) {
    let mode = attacked.mode;
    let check = attacked.program_with(&["vendor", "--check"], folder, source_config).output().unwrap();
    assert!(check.status.success(), "{mode} {folder}: {}", stderr(&check));
    let tree = attacked.root().join("third_party").join(folder);
    let repositories = fs::read_to_string(tree.join("crates.bzl")).unwrap();
    assert!(!repositories.contains("crate_directory"), "{mode} {folder}: {repositories}");
    let archive = tree.join("good-1.0.0.crate").exists();
    assert_eq!(archive, mode == "tarball", "{mode} {folder}");
    assert_eq!(tree.join("good-1.0.0/Cargo.toml").exists(), mode == "local", "{mode} {folder}");
}

#[test]
fn a_mode_follows_another_one() {
    for first in ["local", "tarball"] {
        for (second, source_config) in
            [("remote", ""), ("remote", CONFIG), ("tarball", CONFIG), ("local", CONFIG)]
        {
            for folder in ["crates", "elsewhere"] {
                let mut attacked = with_source_in_home(first);
                vendors(&attacked, "crates", CONFIG);
                is_sound(&attacked, "crates", CONFIG);
                attacked.mode = second;
                let told = vendors(&attacked, folder, source_config);
                is_sound(&attacked, folder, source_config);
                let configured = fs::read_to_string(attacked.root().join(CONFIG)).unwrap_or_default();
                match (second, source_config) {
                    // Nobody has said that the file may be written, so that it is told what to do.
                    ("remote", "") => {
                        assert!(told.contains(CONFIG) && told.contains("[source]"), "{first}: {told}")
                    }
                    ("remote", _) => assert!(!configured.contains("[source"), "{first}: {configured}"),
                    _ => assert!(
                        configured.contains(&format!("third_party/{folder}")),
                        "{first}: {configured}"
                    ),
                }
                if source_config == CONFIG {
                    assert!(
                        !vendors(&attacked, folder, source_config).contains("written"),
                        "{first} {second}"
                    );
                }
            }
        }
    }
}

/// What somebody has written between the lines that are ours is refused, and what else changes is told.
#[test]
fn text_within_our_lines_is_not_lost() {
    let attacked = with_source_in_home("local");
    let told = vendors(&attacked, "crates", CONFIG);
    assert!(told.contains(&format!("{CONFIG}: written")), "{told}");
    let config = attacked.root().join(CONFIG);
    let text = fs::read_to_string(&config).unwrap();
    let (before, after) = text.split_once("# End of").unwrap();
    let own = format!("{before}[http]\ntimeout = 10\n# End of{after}");
    write(&config, own.as_bytes());
    let output = attacked.program_with(&["vendor"], "crates", CONFIG).output().unwrap();
    let told = stderr(&output);
    assert!(output.status.code() == Some(1) && told.contains("CU0024") && told.contains("http"), "{told}");
    assert_eq!(fs::read_to_string(&config).unwrap(), own);
}

/// A folder with all that a package has is ours where a run has written it, and not under another name.
#[test]
fn a_copy_of_a_package_stays() {
    let attacked = attacked("local");
    assert!(attacked.attack().status.success());
    let package = attacked.tree().join("good-1.0.0");
    for name in [".good-old", "good-copy", "gone-1.0.0"] {
        for (path, bytes) in super::files(&package) {
            write(&attacked.tree().join(name).join(path.strip_prefix(&package).unwrap()), &bytes);
        }
    }
    let told = stderr(&attacked.attack());
    for name in [".good-old", "good-copy", "gone-1.0.0"] {
        assert!(
            attacked.tree().join(name).join("Cargo.toml").exists() && told.contains(name),
            "{name}: {told}"
        );
    }
}

/// Without the list of a package nobody knows what of its folder is ours; the reason is said, and not the first file.
#[test]
fn a_package_without_its_list_is_told_as_such() {
    let attacked = attacked("local");
    assert!(attacked.attack().status.success());
    fs::remove_file(attacked.tree().join("good-1.0.0/.cargo-checksum.json")).unwrap();
    assert!(attacked.refused("CU0063").contains("good-1.0.0: its .cargo-checksum.json is missing"));
}
