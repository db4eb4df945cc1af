//! Passwords and tokens, wherever a user may have them: none is in what is printed or written, with every variable set that makes
//! this program, cargo or git tell more, and whether the registry answers or not.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::server::{Fault, Server};
use super::trees::attacked;
use super::verdicts::forget;
use super::{HostileWorkspace, Rounds, files, write};

const SECRET: &str = "hunter2-9e107d9d372bb6826";

/// Where the secret is. ADDRESS is the host of the registry, and INDEX the address of its index.
#[derive(Clone, Copy, Debug)]
enum SecretLocation {
    /// Lines of the workspace's configuration of cargo.
    Configuration(&'static str),
    /// A file in the user's home.
    Home(&'static str, &'static str),
    Variable(&'static str, &'static str),
    /// The address that replaces crates.io.
    ReplacedSource,
    /// That of a dependency, which nobody serves.
    GitDependency,
}

use SecretLocation::{Configuration, GitDependency, Home, ReplacedSource, Variable};

const PLACES: [SecretLocation; 14] = [
    Configuration("[registries.here]\nindex = \"INDEX\"\ntoken = \"SECRET\""),
    Configuration("[registry]\ntoken = \"SECRET\""),
    Configuration("[registries.here]\nindex = \"INDEX\"\nsecret-key = \"SECRET\""),
    Configuration(
        "[registries.here]\nindex = \"INDEX\"\ncredential-provider = [\"cargo:token-from-stdout\", \"echo\", \"SECRET\"]",
    ),
    Configuration("[credential-alias]\nmine = [\"cargo:token-from-stdout\", \"echo\", \"SECRET\"]"),
    Configuration("[http]\nproxy = \"http://me:SECRET@ADDRESS\""),
    Configuration("[registries.there]\nindex = \"sparse+http://me:SECRET@ADDRESS/index/\""),
    Home("credentials.toml", "[registries.here]\ntoken = \"SECRET\"\n[registry]\ntoken = \"SECRET\"\n"),
    Home(".netrc", "machine 127.0.0.1 login me password SECRET\n"),
    Home(".gitconfig", "[http]\n\textraHeader = \"Authorization: Bearer SECRET\"\n"),
    Variable("CARGO_REGISTRIES_HERE_TOKEN", "SECRET"),
    Variable("CARGO_HTTP_PROXY", "http://me:SECRET@ADDRESS"),
    ReplacedSource,
    GitDependency,
];

const COMMANDS: [(&str, &[&str]); 7] = [
    ("local", &["generate", "--output-dir", "OUT", "--request", "REQUEST"]),
    ("local", &["vendor"]),
    ("tarball", &["vendor"]),
    ("remote", &["vendor", "--repin"]),
    ("local", &["vendor", "--check"]),
    ("local", &["repin"]),
    ("local", &["resolve", "--source", "cargo", "--manifest-path", "MANIFEST"]),
];

/// Each makes somebody tell more. CARGO_BAZEL_DEBUG, which the program itself reads, is in the requests.
const TALKATIVE: [(&str, &str); 8] = [
    ("CARGO_HTTP_DEBUG", "true"),
    ("CARGO_TERM_VERBOSE", "true"),
    ("GIT_CURL_VERBOSE", "1"),
    ("GIT_TRACE", "1"),
    ("GIT_TRACE_CURL", "1"),
    ("RUST_BACKTRACE", "full"),
    ("RUST_LOG", "trace"),
    ("VERBOSE", "1"),
];

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RegistryBehaviour {
    Answered,
    /// The registry fails.
    Failed,
    /// And cargo tells all that it does, before it says what is wrong.
    FailedAtLength,
}

const COURSES: [RegistryBehaviour; 3] =
    [RegistryBehaviour::Answered, RegistryBehaviour::Failed, RegistryBehaviour::FailedAtLength];

struct SecretFixture {
    attacked: HostileWorkspace,
    server: Server,
}

impl SecretFixture {
    fn new(mode: &'static str, words: &[&str]) -> SecretFixture {
        let attacked = attacked(mode);
        // There has to be something to check.
        assert!(!words.contains(&"--check") || attacked.vendor().status.success());
        forget(&attacked);
        // With this every request has a token, and without one there is none.
        let server = Server::start_with(&attacked.registry(), ", \"auth-required\": true");
        let fixture = SecretFixture { attacked, server };
        fixture.attacked.replace_source(&format!("registry = '{}'", fixture.filled("INDEX")));
        fixture
    }

    fn filled(&self, text: &str) -> String {
        let address = format!("127.0.0.1:{}", self.server.port);
        let text = text.replace("INDEX", &format!("sparse+http://{address}/index/"));
        text.replace("ADDRESS", &address).replace("SECRET", SECRET)
    }

    fn hide(&self, place: SecretLocation, command: &mut Command) {
        let home = self.attacked.scratch.path().join("home");
        let config = self.attacked.root().join(".cargo/config.toml");
        let add = |text: &str| write(&config, (fs::read_to_string(&config).unwrap() + text).as_bytes());
        write(&home.join("config.toml"), b"[registry]\nglobal-credential-providers = [\"cargo:token\"]\n");
        if !matches!(place, Configuration(lines) if lines.contains("registries.here")) {
            add(&self.filled("[registries.here]\nindex = \"INDEX\"\n"));
        }
        // Who asks has a token: the secret, or another one.
        let is_token = match place {
            Configuration(lines) => lines.starts_with("[registries.here]") && lines.contains("\ntoken"),
            Home(name, _) => name == "credentials.toml",
            _ => false,
        };
        if !is_token {
            command.env("CARGO_REGISTRIES_HERE_TOKEN", "no-secret");
        }
        match place {
            Configuration(lines) => add(&format!("{}\n", self.filled(lines))),
            Home(name, text) => write(&home.join(name), self.filled(text).as_bytes()),
            Variable(name, value) => drop(command.env(name, self.filled(value))),
            ReplacedSource => {
                let text = fs::read_to_string(&config).unwrap();
                write(&config, text.replace("http://", &self.filled("http://me:SECRET@")).as_bytes());
            }
            GitDependency => {
                let manifest = self.attacked.root().join("Cargo.toml");
                let dependency =
                    self.filled("good = \"1\"\nhidden = { git = \"http://me:SECRET@ADDRESS/hidden\" }\n");
                let text = fs::read_to_string(&manifest).unwrap();
                write(&manifest, text.replace("good = \"1\"\n", &dependency).as_bytes());
            }
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        let scratch = self.attacked.scratch.path();
        fs::create_dir_all(scratch.join("tmp")).unwrap();
        let out = text(scratch.join("out"));
        let manifest = text(self.attacked.root().join("Cargo.toml"));
        let [mut evaluation, mut request] =
            [self.attacked.evaluation_request(), self.attacked.request("crates", "")];
        for request in [&mut evaluation, &mut request] {
            request["environment"] = serde_json::json!({ "CARGO_BAZEL_DEBUG": "1" });
        }
        let file = scratch.join("evaluation.json");
        write(&file, evaluation.to_string().as_bytes());
        let file = text(file);
        let words: Vec<String> = words
            .iter()
            .map(|word| word.replace("OUT", &out).replace("MANIFEST", &manifest).replace("REQUEST", &file))
            .collect();
        let mut command =
            self.attacked.program_of(&words.iter().map(String::as_str).collect::<Vec<_>>(), &request);
        command.env("HOME", scratch.join("home")).env("TMPDIR", scratch.join("tmp")).envs(TALKATIVE);
        command.env("CARGO_NET_RETRY", "0");
        command
    }

    /// Files with the secret, but for what only cargo and git keep, and manifests, which are no place for one.
    fn told(&self) -> Vec<PathBuf> {
        let home = self.attacked.scratch.path().join("home");
        let has_secret = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
        let found = files(self.attacked.scratch.path()).into_iter();
        let found = found.filter(|(path, _)| !path.starts_with(&home) && !path.ends_with("Cargo.toml"));
        let found = found.filter(|(_, bytes)| has_secret(bytes));
        found.map(|(path, _)| path).collect()
    }
}

fn stays_secret(place: SecretLocation, (mode, words): (&'static str, &[&str]), course: RegistryBehaviour) {
    let fixture = SecretFixture::new(mode, words);
    let mut command = fixture.command(words);
    fixture.hide(place, &mut command);
    if course == RegistryBehaviour::FailedAtLength {
        command.env("CARGO_LOG", "trace");
    }
    if course != RegistryBehaviour::Answered {
        // The configuration of the registry is had, and the first package is not.
        fixture.server.plan(Some((Fault::Status500, 2)));
    }
    let given = fixture.told();
    let output = command.output().unwrap();
    let what = format!("{place:?} {mode} {words:?}, {course:?}");
    for (name, bytes) in [("output", &output.stdout), ("errors", &output.stderr)] {
        let text = String::from_utf8_lossy(bytes);
        let line = text.lines().find(|line| line.contains(SECRET));
        assert_eq!(line, None, "{what}: {name}");
    }
    let succeeds = course == RegistryBehaviour::Answered && !matches!(place, GitDependency);
    assert_eq!(output.status.code(), Some(i32::from(!succeeds)), "{what}: {}", super::stderr(&output));
    let told: Vec<PathBuf> = fixture.told().into_iter().filter(|path| !given.contains(path)).collect();
    assert_eq!(told, Vec::<PathBuf>::new(), "{what}: {}", super::stderr(&output));
}

fn places_commands(each: usize, rounds: &mut Rounds) {
    let all = PLACES.into_iter().flat_map(|place| COMMANDS.map(|command| (place, command)));
    let all = all.flat_map(|(place, command)| COURSES.map(|course| (place, command, course)));
    for (place, command, course) in all.step_by(each) {
        rounds.run(&format!("{place:?} {command:?} {course:?}").replace('\n', " "), || {
            stays_secret(place, command, course);
            1
        });
    }
}

#[test]
fn secrets_are_not_told() {
    let mut rounds = super::short("secrets");
    places_commands(11, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "each place with each command: test/run --full hostile"]
fn hostile_part_secrets() {
    let what = "tokens and passwords in files, variables, addresses and headers, in each command, with all that makes cargo, git and the program tell more, and with a registry that fails: none in what is printed or written, or left in a scratch folder";
    let mut rounds = super::long("secrets", what);
    places_commands(1, &mut rounds);
    rounds.end();
}
