//! Files that would never end, and texts that would fill the stack: each is an error, and soon.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use super::judge::{run, run_limited};
use super::{HostileUpload, HostileWorkspace, stderr, write};

fn attacked(manifest: &str) -> HostileWorkspace {
    HostileWorkspace::new("remote", &HostileUpload::new("evil", manifest))
}

fn sound() -> HostileWorkspace {
    attacked("[package]\nname = \"evil\"\nversion = \"1.0.0\"\n")
}

/// With little of a stack, and no more time than a user would wait for an error.
fn ends(attacked: &HostileWorkspace, what: &str) {
    let before = attacked.others();
    let verdict = run(&attacked.program(&["vendor"]), what);
    assert!(verdict.code.is_some() && verdict.told.len() < 4000, "{what}: {}", verdict.told);
    assert!(before == attacked.others(), "{what}: {}", verdict.told);
}

#[test]
fn pipes_and_devices_are_no_files() {
    for name in [
        "Cargo.lock",
        "Cargo.toml",
        ".cargo/config.toml",
        ".cargo/more.toml",
        "third_party/crates/SHA256SUMS",
        "third_party/crates/packages.txt",
        "third_party/crates/defs.bzl",
        "third_party/crates/.crate-universe/journal.json",
    ] {
        for device in [false, true] {
            let attacked = sound();
            let path = attacked.root().join(name);
            if name.ends_with("more.toml") {
                let config = attacked.root().join(".cargo/config.toml");
                let text = fs::read_to_string(&config).unwrap();
                write(&config, format!("include = [\"more.toml\"]\n{text}").as_bytes());
            }
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let _ = fs::remove_file(&path);
            match device {
                true => std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
                false => assert!(Command::new("mkfifo").arg(&path).status().unwrap().success()),
            }
            let begun = Instant::now();
            let output = attacked.vendor();
            assert!(begun.elapsed() < Duration::from_secs(10), "{name}: {:?}", begun.elapsed());
            assert!(output.status.code().is_some(), "{name}: {}", stderr(&output));
        }
    }
}

#[test]
fn includes_end() {
    for includes in ["config.toml", "one.toml"] {
        let attacked = sound();
        let config = attacked.root().join(".cargo/config.toml");
        let text = fs::read_to_string(&config).unwrap();
        write(&config, format!("include = [\"{includes}\"]\n{text}").as_bytes());
        write(&attacked.root().join(".cargo/one.toml"), b"include = [\"config.toml\"]");
        ends(&attacked, includes);
    }
    let attacked = sound();
    let config = attacked.root().join(".cargo/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    write(&config, format!("include = [\"0.toml\"]\n{text}").as_bytes());
    for number in 0..24 {
        let next = format!("include = [\"{0}.toml\", \"{0}.toml\"]", number + 1);
        write(&attacked.root().join(format!(".cargo/{number}.toml")), next.as_bytes());
    }
    write(&attacked.root().join(".cargo/24.toml"), b"");
    ends(&attacked, "doubling");
}

#[test]
fn texts_are_not_too_deep() {
    let deep = format!("cfg({}unix{})", "not(".repeat(30_000), ")".repeat(30_000));
    let dependency = format!("[target.'{deep}'.dependencies]\ngood = \"1\"\n");
    let attacked = attacked(&format!("[package]\nname = \"evil\"\nversion = \"1.0.0\"\n{dependency}"));
    let lock = fs::read_to_string(attacked.root().join("Cargo.lock")).unwrap();
    let evil = "name = \"evil\"\nversion = \"1.0.0\"\n";
    let checksum = lock.split(evil).nth(1).unwrap().split("\n\n").next().unwrap().trim_end().to_owned();
    write(
        &attacked.root().join("Cargo.lock"),
        lock.replace(&checksum, &format!("{checksum}\ndependencies = [\n \"good\",\n]")).as_bytes(),
    );
    ends(&attacked, "of a package");
    for (name, text) in [
        ("Cargo.toml", format!("\n[target.'{deep}'.dependencies]\nother = \"1\"\n")),
        (".cargo/config.toml", format!("\n[target.'{deep}']\nrustflags = [\"--cfg=x\"]\n")),
        (
            "Cargo.toml",
            format!("\n[package.metadata.x]\ny = {}1{}\n", "[".repeat(50_000), "]".repeat(50_000)),
        ),
        ("Cargo.toml", format!("\n[package.metadata.{}]\nx = 1\n", vec!["a"; 20_000].join("."))),
        ("Cargo.toml", format!("\n[package.metadata]\n{} = 1\n", vec!["a"; 20_000].join("."))),
        (".cargo/config.toml", format!("\n[x]\n{} = 1\n", vec!["a"; 20_000].join("."))),
        (
            "Cargo.toml",
            format!("\n[package.metadata]\nx = {}1{}\n", "{ a = ".repeat(20_000), " }".repeat(20_000)),
        ),
        ("Cargo.lock", format!("\n[metadata]\ny = {}1{}\n", "[".repeat(50_000), "]".repeat(50_000))),
    ] {
        let attacked = sound();
        let present = fs::read_to_string(attacked.root().join(name)).unwrap();
        write(&attacked.root().join(name), format!("{present}{text}").as_bytes());
        run(&attacked.program(&["vendor"]), name);
    }
}

/// The largest texts that are read take no more memory than a small machine has, and larger ones are refused; each in data of the
/// process in KiB, stacks of its threads included.
const LITTLE: &str = "ulimit -d 102400";

/// Just below what is read: of tokens, and of bytes.
const DENSE: usize = 799_000;
const LONG: usize = (4 << 20) - 1000;

fn dense(tokens: usize) -> [String; 2] {
    [format!("x = [{}]\n", "1,".repeat(tokens / 2)), "\n".repeat(tokens)]
}

#[test]
fn manifests_of_packages_take_little_memory() {
    let manifest = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\n[package.metadata.x]\n";
    let long = format!("x = \"{}\"\n", "a".repeat(LONG));
    for text in dense(DENSE).into_iter().chain(dense(1 << 21)).chain([long]) {
        let attacked = attacked(&format!("{manifest}{text}"));
        run_limited(&attacked.program(&["vendor"]), LITTLE, &format!("{} bytes", text.len()));
    }
}

#[test]
fn files_of_the_workspace_take_little_memory() {
    let long = format!("x = \"{}\"\n", "a".repeat(LONG));
    for (name, table) in [
        ("Cargo.toml", "[package.metadata.x]\n"),
        (".cargo/config.toml", "[unknown]\n"),
        ("Cargo.lock", "[unknown]\n"),
    ] {
        for text in dense(DENSE).into_iter().chain([long.clone()]) {
            let attacked = sound();
            let present = fs::read_to_string(attacked.root().join(name)).unwrap();
            write(&attacked.root().join(name), format!("{present}\n{table}{text}").as_bytes());
            run_limited(&attacked.program(&["vendor"]), LITTLE, &format!("{name} of {} bytes", text.len()));
        }
        for text in dense(1 << 21) {
            let attacked = sound();
            let present = fs::read_to_string(attacked.root().join(name)).unwrap();
            write(&attacked.root().join(name), format!("{present}\n{table}{text}").as_bytes());
            let verdict = run_limited(&attacked.program(&["vendor"]), LITTLE, &format!("{name}, too much"));
            assert!(verdict.told.contains("and the limit is"), "{name}: {}", verdict.told);
        }
    }
}

/// cargo refuses such a name, and a folder would be called so.
#[test]
fn names_of_packages_are_names() {
    for name in ["../../../../evil", "..", "a/b", "a\\\\b", "x\u{1b}[31my", "", "1a", "a b"] {
        let attacked = sound();
        let path = attacked.root().join("Cargo.lock");
        let lock = fs::read_to_string(&path).unwrap();
        write(&path, lock.replace("\"evil\"", &format!("\"{name}\"")).as_bytes());
        ends(&attacked, name);
    }
}

/// Cargo would wait for their end.
#[test]
fn manifests_that_are_pipes_are_named() {
    for place in ["member", "dependency", "patch"] {
        let attacked = sound();
        let manifest = attacked.root().join("Cargo.toml");
        let more = match place {
            "member" => "[workspace]\nmembers = [\"inner\"]\n",
            "dependency" => "[dependencies.inner]\npath = \"inner\"\n",
            _ => "[patch.crates-io]\ninner = { path = \"inner\" }\n",
        };
        let text = fs::read_to_string(&manifest).unwrap();
        write(&manifest, format!("{text}{more}").as_bytes());
        fs::create_dir(attacked.root().join("inner")).unwrap();
        let pipe = attacked.root().join("inner/Cargo.toml");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for words in [&["vendor"][..], &["vendor", "--check"], &["vendor", "--repin"], &["repin"]] {
            let verdict = run(&attacked.program(words), &format!("{place} {words:?}"));
            assert!(verdict.code.is_some() && verdict.told.contains("inner/Cargo.toml"), "{}", verdict.told);
        }
    }
}

/// What is wrong with a configuration has its own code, before cargo is started and before anything is written.
#[test]
fn configurations_are_judged_before_a_repin() {
    for text in ["include = [\"config.toml\"]\n".to_owned(), "a = ".to_owned() + &"[".repeat(60_000)] {
        let attacked = sound();
        let config = attacked.root().join(".cargo/config.toml");
        let own = fs::read_to_string(&config).unwrap();
        write(&config, format!("{text}{own}").as_bytes());
        let lock = fs::read(attacked.root().join("Cargo.lock")).unwrap();
        for words in [&["repin"][..], &["vendor", "--repin"]] {
            let verdict = run(&attacked.program(words), &format!("{words:?}"));
            assert_eq!(verdict.code.as_deref(), Some("CU0024"), "{}", verdict.told);
            assert_eq!(fs::read(attacked.root().join("Cargo.lock")).unwrap(), lock);
        }
    }
}

#[test]
fn arguments_are_shown_as_text() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_crate-universe")).args(["vendor", "\u{202e}x\u{1b}[31m"]).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        !stderr(&output).contains(['\u{202e}', '\u{1b}']) && stderr(&output).contains("u{202e}"),
        "{}",
        stderr(&output)
    );
}
