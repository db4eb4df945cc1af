//! Texts that end a string, a comment or a line, or that a terminal obeys, in every field that reaches a generated file or a message.
//! Whatever they say, files stay Starlark, no call is in them that the text has brought, and nothing is shown as it is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::judge::{is_obeyed, run};
use super::starlark::code_of;
use super::{HostileUpload, HostileWorkspace, Rounds, write};

/// `injected` stands where code would be.
const TEXTS: [&str; 41] = [
    "\"); injected(name = \"x\")",
    "\")\ninjected(name = \"x\")\n",
    "'); injected('",
    "\"\"\"\ninjected()\n\"\"\"",
    "'''\ninjected()\n'''",
    "\\\"); injected(\\\"",
    "\\",
    "x\\",
    "\\\\\"); injected(\"",
    "\ninjected()\n",
    "\r\ninjected()\r\n",
    "\rinjected()\r",
    "\u{2028}injected()\u{2028}",
    "\u{85}injected()\u{85}",
    "# \ninjected()",
    "{{ injected() }}",
    "{% for x in injected() %}",
    "{injected}",
    "{0}{1}{name}",
    "%s%d%(injected)s",
    "$(location //:injected)",
    "$(injected)",
    "${injected}",
    "`injected`",
    "\u{1b}[31minjected\u{1b}[0m",
    "\u{1b}]0;injected\u{7}",
    "\u{8}\u{8}\u{8}injected",
    "\u{0}injected",
    "\u{1}7injected",
    "\u{7f}injected",
    "\u{9b}31minjected",
    "\u{202e}injected\u{202c}",
    "\u{2066}injected\u{2069}",
    "\u{200f}injected\u{61c}",
    "\u{feff}injected",
    "//:injected",
    "@@injected//:injected",
    "../../injected",
    "cfg(injected)",
    "",
    " ",
];

/// Where a text is put. TEXT in a line is the text as TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HostileField {
    /// Lines of the manifest of a package of a registry.
    Package(&'static str),
    /// Lines of the workspace's own manifest.
    Root(&'static str),
    /// Lines of cargo's configuration.
    Configuration(&'static str),
    /// Lines of Cargo.lock, in place of others.
    Lock(&'static str, &'static str),
    /// A field of an annotation of the package, as JSON.
    Annotation(&'static str),
    /// The value at a place of the request.
    Request(&'static str, &'static str),
}

use HostileField::{Annotation, Configuration, Lock, Package, Request, Root};

/// Code, for the package's own BUILD file.
const ADDED: HostileField = Package("[package.metadata.bazel]\nadditive_build_file_content = TEXT");

const FIELDS: [HostileField; 64] = [
    Package("description = TEXT"),
    Package("authors = [TEXT]"),
    Package("homepage = TEXT"),
    Package("repository = TEXT"),
    Package("documentation = TEXT"),
    Package("license = TEXT"),
    Package("license-file = TEXT"),
    Package("readme = TEXT"),
    Package("edition = TEXT"),
    Package("rust-version = TEXT"),
    Package("links = TEXT\nbuild = \"src/lib.rs\""),
    Package("build = TEXT"),
    Package("default-run = TEXT"),
    Package("[lib]\nname = TEXT"),
    Package("[lib]\npath = TEXT"),
    Package("[lib]\ncrate-type = [TEXT]"),
    Package("[[bin]]\nname = TEXT\npath = \"src/lib.rs\""),
    Package("[[bin]]\nname = \"x\"\npath = TEXT"),
    Package("[[bin]]\nname = \"x\"\npath = \"src/lib.rs\"\nrequired-features = [TEXT]"),
    Package("[features]\ndefault = [TEXT]\nTEXT = []"),
    Package("[features]\ndefault = [TEXT]"),
    Package("[target.TEXT.dependencies]\ngood = \"1\""),
    Package("[dependencies]\nTEXT = { version = \"1\", package = \"good\" }"),
    Package("[dependencies]\ngood = { version = \"1\", features = [TEXT] }"),
    Package("[lints.rust]\nTEXT = \"warn\""),
    Package("[package.metadata.bazel]\nrustc_flags = [TEXT]"),
    Package("[package.metadata.bazel]\nrustc_env = { A = TEXT }"),
    Package("[package.metadata.bazel]\nrustc_env = { TEXT = \"a\" }"),
    Package("[package.metadata.bazel]\ndeps = [TEXT]"),
    Package("[package.metadata.bazel]\ncompile_data_glob = [TEXT]"),
    Package("[package.metadata.bazel]\nextra_aliased_targets = { TEXT = \"evil\" }"),
    Package("[package.metadata.bazel]\nextra_aliased_targets = { evil_too = TEXT }"),
    Package("[package.metadata.bazel]\nTEXT = [\"x\"]"),
    ADDED,
    Root("description = TEXT"),
    Root("default-run = TEXT"),
    Root("[features]\nTEXT = []"),
    Root("[build-dependencies]\nTEXT = { version = \"1\", package = \"good\" }"),
    Root("[target.TEXT.build-dependencies]\ngood = \"1\""),
    Configuration("[env]\nA = TEXT"),
    Configuration("[env]\nTEXT = \"a\""),
    Configuration("[build]\nrustflags = [\"--cfg\", TEXT]"),
    Configuration("[build]\nrustflags = TEXT"),
    Configuration("[target.TEXT]\nrustflags = [\"--cfg=x\"]"),
    Configuration("[registries.TEXT]\nindex = \"https://example.com/\""),
    Configuration("[registries.own]\nindex = TEXT"),
    Configuration("[patch.crates-io]\nTEXT = { path = \"x\" }"),
    Configuration("[source.TEXT]\ndirectory = \"x\""),
    Lock("name = \"good\"", "name = TEXT"),
    Lock("\"registry+https://github.com/rust-lang/crates.io-index\"", "TEXT"),
    Lock("\"good\",", "TEXT,"),
    Annotation("{\"rustc_flags\": [TEXT]}"),
    Annotation("{\"rustc_env\": {\"A\": TEXT}}"),
    Annotation("{\"deps\": [TEXT]}"),
    Annotation("{\"data_glob\": [TEXT]}"),
    Annotation("{\"tags\": [TEXT]}"),
    Annotation("{\"visibility\": [TEXT]}"),
    Annotation("{\"extra_aliased_targets\": {TEXT: \"evil\"}}"),
    Annotation("{\"crate_features\": [TEXT]}"),
    Annotation("{TEXT: \"x\"}"),
    Request("/hub", "TEXT"),
    Request("/supported_platform_triples", "[TEXT]"),
    Request("/rustc_cfgs", "{\"*\": [TEXT]}"),
    Request("/platform_labels", "{\"x86_64-unknown-linux-gnu\": TEXT}"),
];

/// A workspace with the text in the field, and its request.
fn prepared(field: HostileField, text: &str) -> (HostileWorkspace, Value) {
    let in_toml = toml::Value::String(text.to_owned()).to_string();
    // A key is a text on one line.
    let in_toml = if in_toml.contains("\n") || in_toml.starts_with("\"\"\"") || in_toml.starts_with("'''") {
        json!(text).to_string().replace('\u{7f}', "\\u007f")
    } else {
        in_toml
    };
    let manifest = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\n";
    let lines = match field {
        Package(lines) => lines.replace("TEXT", &in_toml),
        _ => String::new(),
    };
    let attacked =
        HostileWorkspace::new("remote", &HostileUpload::new("evil", &format!("{manifest}{lines}\n")));
    let root = attacked.root();
    let edit = |path: &str, edit: &dyn Fn(String) -> String| {
        let path = root.join(path);
        write(&path, edit(fs::read_to_string(&path).unwrap()).as_bytes());
    };
    // The package is built, so that its BUILD file is written.
    edit("Cargo.toml", &|text| text.replace("cfg(windows)", "cfg(unix)"));
    let mut request = attacked.request("crates", "");
    let as_json = |lines: &str| {
        serde_json::from_str::<Value>(&lines.replace("TEXT", &json!(text).to_string())).unwrap()
    };
    match field {
        Package(_) => {}
        Root(lines) if lines.starts_with('[') => {
            edit("Cargo.toml", &|text| format!("{text}{}\n", lines.replace("TEXT", &in_toml)))
        }
        Root(lines) => edit("Cargo.toml", &|text| {
            text.replace("[dependencies]", &format!("{}\n[dependencies]", lines.replace("TEXT", &in_toml)))
        }),
        Configuration(lines) => {
            edit(".cargo/config.toml", &|text| format!("{text}{}\n", lines.replace("TEXT", &in_toml)))
        }
        Lock(from, to) => edit("Cargo.lock", &|text| text.replace(from, &to.replace("TEXT", &in_toml))),
        Annotation(values) => {
            let annotation = json!({ "tag": null, "crate": "evil", "version": "*", "values": as_json(values), "selects": [] });
            request["annotations"] = json!([annotation]);
        }
        Request(place, value) => *request.pointer_mut(place).unwrap() = as_json(value),
    }
    (attacked, request)
}

/// The files that were generated, by a name of their own.
fn generated(attacked: &HostileWorkspace) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, bytes) in super::files(&attacked.tree()) {
        let name = path.strip_prefix(attacked.tree()).unwrap().to_str().unwrap().replace(['/', '.'], "_");
        let is_starlark =
            path.extension().is_some_and(|extension| extension == "bazel" || extension == "bzl");
        if is_starlark {
            found.push((name, String::from_utf8(bytes).unwrap()));
        }
    }
    found
}

/// One text in one field: the files that came of it.
fn told(field: HostileField, text: &str) -> Vec<(String, String)> {
    let (attacked, request) = prepared(field, text);
    let what = format!("{field:?} with {text:?}");
    let before = attacked.others();
    let verdict = run(&attacked.program_of(&["vendor"], &request), &what);
    assert!(before == attacked.others(), "{what}: files of the user's own have changed: {}", verdict.told);
    let files = generated(&attacked);
    assert!(verdict.code.is_some() || files.len() > 3, "{what}: {}", verdict.told);
    for (name, content) in &files {
        let obeyed = content.chars().find(|c| is_obeyed(*c));
        assert_eq!(obeyed, None, "{what}: {name}");
        match code_of(content) {
            Ok(code) => {
                let may_call = field == ADDED && name.contains("evil");
                assert!(may_call || !code.contains("injected"), "{what}: {name}: {content}");
            }
            Err(reason) => panic!("{what}: {name} is no Starlark, {reason}: {content}"),
        }
    }
    files
}

/// A parser of others reads all files.
fn parse(folder: &Path) {
    let launcher = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("tools").join("bazel");
    let mut command = Command::new(launcher);
    command.args(["--sh", "buildifier", "--mode=check", "--lint=off", "-r"]).arg(folder);
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    // It says, too, what is not laid out as it would.
    let wrong: Vec<&str> = told.lines().filter(|line| !line.ends_with("# reformat")).collect();
    assert!(
        wrong.is_empty() && matches!(output.status.code(), Some(0 | 4)),
        "{}: {}",
        output.status,
        wrong.join("\n")
    );
}

/// A round is a field with all texts; `each`: how many of them are left out.
fn fields(each: usize, rounds: &mut Rounds) {
    for (number, field) in FIELDS.into_iter().enumerate() {
        let texts: Vec<&str> = TEXTS
            .into_iter()
            .enumerate()
            .filter(|(text, _)| (text + number) % each == 0)
            .map(|(_, text)| text)
            .collect();
        let is_long = rounds.is_long();
        rounds.run(&format!("{field:?}").replace(['\t', '\n'], " "), || {
            let folder = tempfile::tempdir().unwrap();
            let mut known = BTreeSet::new();
            for text in &texts {
                for (name, content) in told(field, text) {
                    let file: PathBuf = folder.path().join(format!("{}_{name}.bzl", known.len()));
                    if known.insert(content.clone()) {
                        write(&file, content.as_bytes());
                    }
                }
            }
            if is_long && !known.is_empty() {
                parse(folder.path());
            }
            texts.len() as u64
        });
    }
}

#[test]
fn texts_are_texts() {
    let mut rounds = super::short("strings");
    fields(31, &mut rounds);
    rounds.end();
}

/// Lines that end as on Windows are taken, and end as all others do in the file.
#[test]
fn added_text_has_the_ends_of_lines_of_its_file() {
    let files = told(ADDED, "injected()\r\nA = 1\r\n");
    assert!(files.iter().any(|(_, content)| content.ends_with("injected()\nA = 1\n")), "{files:?}");
}

#[test]
#[ignore = "thousands of texts: test/run --full hostile"]
fn hostile_part_strings() {
    let what = "hostile texts in fields of packages, workspaces, locks, configurations and requests: files that buildifier parses, no call from a text, nothing that a terminal obeys";
    let mut rounds = super::long("strings", what);
    fields(1, &mut rounds);
    rounds.end();
}
