//! A hub that asks every kind of question: members by a pattern, path packages, a configuration that includes another, a
//! directory source, a private registry, a git checkout, the facts file, a patch.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::requests;

/// The text that stands for a copied plan.
pub const MARK: &str = "the kept plan";
const COMMIT: &str = "0123456789012345678901234567890123456789";
const REGISTRY: &str = "registry+https://localhost/index";

#[derive(Clone)]
pub struct Hub {
    scratch: std::sync::Arc<tempfile::TempDir>,
    request: Value,
    output: String,
}

impl Hub {
    pub fn new() -> Hub {
        let scratch = std::sync::Arc::new(tempfile::tempdir().unwrap());
        let mut hub = Hub { scratch, request: Value::Null, output: "out".to_owned() };
        hub.write_files();
        let file = |name: &str| json!({ "label": format!("@@//:{name}"), "path": hub.path("ws").join(name) });
        let request = requests::with(json!({
            "manifests": [file("Cargo.toml")], "cargo_lockfile": file("Cargo.lock"), "lockfile": file("facts.json"),
            "main": file("MODULE.bazel"), "rustc": Path::new(env!("CARGO")).with_file_name("rustc"), "facts_cache": hub.path("cache"), "environment": null,
            "supported_platform_triples": ["x86_64-unknown-linux-gnu"], "target_specs": [file("board.json")],
            "platform_labels": { "board": "@@//:board" },
        }));
        hub.request = request;
        // The files of a directory source are told by their numbers, which count when they are older than a moment.
        std::thread::sleep(Duration::from_millis(60));
        hub
    }

    /// Cargo can read this one without a network.
    pub fn with_paths_alone() -> Hub {
        let hub = Hub::new();
        hub.write(
            "ws/Cargo.toml",
            "[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n[workspace]\n[dependencies]\ntools = { path = '../tools' }\n",
        );
        hub.write("ws/.cargo/config.toml", "");
        hub.write(
            "ws/Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"tools\",\n]\n\n\
             [[package]]\nname = \"tools\"\nversion = \"1.0.0\"\n",
        );
        fs::remove_dir_all(hub.path("ws/crates")).unwrap();
        hub
    }

    fn write_files(&self) {
        self.write(
            "ws/Cargo.toml",
            &format!(
                "[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n[workspace]\nmembers = ['crates/*']\n\
                 [dependencies]\ntools = {{ path = '../tools' }}\nleaf = '1'\nprivy = {{ version = '1', registry = 'acme' }}\n\
                 cloned = {{ git = 'https://localhost/cloned', rev = '{COMMIT}' }}\n"
            ),
        );
        self.package("ws/crates/one", "one", "[features]\na = []\n");
        self.write("ws/src/lib.rs", "");
        self.write("ws/src/bin/tool.rs", "fn main() {}");
        self.write("ws/facts.json", "");
        self.write("ws/MODULE.bazel", "");
        self.write("ws/board.json", r#"{ "arch": "x86_64", "os": "linux", "target-endian": "little", "target-pointer-width": "64", "llvm-target": "x86_64" }"#);
        self.package("tools", "tools", "[lib]\nproc-macro = true\n");
        self.write("tools/build.rs", "fn main() { println!(\"cargo::rustc-cfg=a\"); }");
        self.write(
            "ws/.cargo/config.toml",
            "include = [{ path = 'more.toml', optional = true }]\n[registries.acme]\nindex = 'https://localhost/index'\n\
             [source.crates-io]\nreplace-with = 'vendored'\n[source.vendored]\ndirectory = '../vendor'\n",
        );
        self.write_directory_source();
        self.write_checkout();
        let checksum = self.write_registry();
        self.write(
            "ws/Cargo.lock",
            &format!(
                "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\
                 dependencies = [\n \"cloned\",\n \"leaf\",\n \"privy\",\n \"tools\",\n]\n\n\
                 [[package]]\nname = \"cloned\"\nversion = \"1.0.0\"\nsource = \"git+https://localhost/cloned?rev={COMMIT}#{COMMIT}\"\n\n\
                 [[package]]\nname = \"leaf\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"{leaf}\"\n\n\
                 [[package]]\nname = \"one\"\nversion = \"1.0.0\"\n\n\
                 [[package]]\nname = \"privy\"\nversion = \"1.0.0\"\nsource = \"{REGISTRY}\"\nchecksum = \"{checksum}\"\n\n\
                 [[package]]\nname = \"tools\"\nversion = \"1.0.0\"\n",
                leaf = sha256(b"leaf"),
            ),
        );
    }

    fn package(&self, path: &str, name: &str, more: &str) {
        let manifest = format!("[package]\nname = '{name}'\nversion = '1.0.0'\nedition = '2021'\n{more}");
        self.write(&format!("{path}/Cargo.toml"), &manifest);
        self.write(&format!("{path}/src/lib.rs"), "pub const ONE: u8 = 1;\n");
    }

    fn write_directory_source(&self) {
        self.package("vendor/leaf", "leaf", "");
        let sum = |path: &str| sha256(&fs::read(self.path("vendor/leaf").join(path)).unwrap());
        let files = json!({ "Cargo.toml": sum("Cargo.toml"), "src/lib.rs": sum("src/lib.rs") });
        let checksums = json!({ "files": files, "package": sha256(b"leaf") });
        self.write("vendor/leaf/.cargo-checksum.json", &checksums.to_string());
    }

    fn write_checkout(&self) {
        let root = format!("home/.cargo/git/checkouts/cloned-0/{}", &COMMIT[..7]);
        self.package(&root, "cloned", "");
        self.write(&format!("{root}/.cargo-ok"), "");
        self.write(&format!("{root}/.git/HEAD"), COMMIT);
    }

    /// What cargo has downloaded from a registry. Returns the checksum of its package.
    fn write_registry(&self) -> String {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, text) in [
            (
                "Cargo.toml",
                "[package]\nname = \"privy\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[lib]\npath = \"src/lib.rs\"\n",
            ),
            ("src/lib.rs", ""),
        ] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, format!("privy-1.0.0/{path}"), text.as_bytes()).unwrap();
        }
        let archive = archive.into_inner().unwrap().finish().unwrap();
        let checksum = sha256(&archive);
        let home = self.path("home/.cargo/registry");
        fs::create_dir_all(home.join("cache/localhost-0")).unwrap();
        fs::write(home.join("cache/localhost-0/privy-1.0.0.crate"), archive).unwrap();
        self.write(
            "home/.cargo/registry/index/localhost-0/config.json",
            r#"{ "dl": "https://localhost/dl" }"#,
        );
        self.write("home/.cargo/registry/index/localhost-0/.cache/pr/iv/privy", &checksum);
        checksum
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.scratch.path().canonicalize().unwrap().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The same with another request.
    pub fn with(&self, key: &str, value: Value) -> Hub {
        let mut other = self.clone();
        other.request[key] = value;
        other
    }

    /// The same request, with another folder for what is written.
    pub fn elsewhere_in(&self, folder: &str) -> Hub {
        Hub { output: folder.to_owned(), ..self.clone() }
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crate-universe"));
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", self.path("home"));
        command.env("CARGO_NET_OFFLINE", "true").current_dir(self.path("ws"));
        command
    }

    /// The text of plan.json, or the first line of the error.
    pub fn generate(&self, variables: &[(&str, &str)]) -> Result<String, String> {
        let output = self.path(&self.output);
        let _ = fs::remove_dir_all(&output);
        fs::create_dir_all(&output).unwrap();
        let request = output.with_extension("json");
        fs::write(&request, self.request.to_string()).unwrap();
        let mut command = self.command();
        command.envs(variables.iter().copied()).args(["generate", "--request"]).arg(request);
        let run = command.arg("--output-dir").arg(&output).output().unwrap();
        let stderr = String::from_utf8_lossy(&run.stderr);
        match run.status.success() {
            true => Ok(fs::read_to_string(output.join("plan.json")).unwrap()),
            false => Err(stderr.lines().next().unwrap_or_default().to_owned()),
        }
    }

    /// The same with another cache.
    pub fn generate_without_kept(&self, variables: &[(&str, &str)]) -> Result<String, String> {
        let cache = self.path("fresh-cache");
        let result = self.with("facts_cache", json!(cache)).elsewhere_in("fresh").generate(variables);
        let _ = fs::remove_dir_all(cache);
        result
    }

    pub fn all_kept(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("cache/plans")).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path()).filter(|path| path.file_name().unwrap().len() == 16);
        let mut paths: Vec<PathBuf> = paths.collect();
        paths.sort();
        paths
    }

    fn only_kept(&self) -> PathBuf {
        let all = self.all_kept();
        assert_eq!(all.len(), 1, "one plan is kept");
        all[0].clone()
    }

    pub fn kept(&self) -> Vec<u8> {
        fs::read(self.only_kept()).unwrap()
    }

    pub fn put_back(&self, kept: &[u8]) {
        fs::write(self.only_kept(), kept).unwrap();
    }

    /// Runs until a plan is kept.
    pub fn keep_again(&self) {
        fs::remove_file(self.only_kept()).unwrap();
        std::thread::sleep(Duration::from_millis(60));
        self.generate(&[]).unwrap();
    }

    /// Kind and subject of each question in the kept plan.
    pub fn asked(&self) -> Vec<(String, String)> {
        let text = String::from_utf8(self.kept()).unwrap();
        let (inputs, _) = text.split_once("\nplan\n").unwrap();
        let fields = |line: &str| {
            let fields: Vec<&str> = line.splitn(3, ' ').collect();
            (fields[0].to_owned(), fields[2].to_owned())
        };
        inputs.lines().skip(2).map(fields).collect()
    }

    /// Replaces the text of the kept plan, and returns the file.
    pub fn mark(&self) -> Vec<u8> {
        let marked = self.kept_for(MARK);
        self.put_back(&marked);
        marked
    }

    /// The kept file, as if the plan had this text.
    pub fn kept_for(&self, plan: &str) -> Vec<u8> {
        let text = String::from_utf8(self.kept()).unwrap();
        let (inputs, _) = text.split_once("\nplan\n").unwrap();
        let body = format!("{inputs}\nplan\n{plan}");
        let mut crc = flate2::Crc::new();
        crc.update(body.as_bytes());
        format!("{body}\n{:08x}\n", crc.sum()).into_bytes()
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
