//! Inputs that cargo judges, too, as a table: what is done to a workspace, and why our verdict is another one, if it is.

use tar::EntryType;

use HostileInput::{Directory, DirectoryLacks, Entry, File, Name, Package};

/// What is done to a workspace that both take as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostileInput {
    /// In a file one text becomes another; an empty first one: the second is added at the end.
    File(&'static str, &'static str, &'static str),
    /// Of the workspace's own package, in its manifest and in the lock.
    Name(&'static str),
    /// Lines of the manifest of a package of the registry.
    Package(&'static str),
    /// One more entry of its archive.
    Entry(&'static str, EntryType, &'static str),
    /// The package as a folder of a directory source; a file there is written.
    Directory(&'static str, &'static str),
    /// A file there is removed.
    DirectoryLacks(&'static str),
}

/// The input, and why the verdicts differ; nothing where they must not.
pub type VerdictRow = (HostileInput, &'static str);

pub const MANIFEST: &str = "Cargo.toml";
pub const LOCK: &str = "Cargo.lock";
const CONFIG: &str = ".cargo/config.toml";
const VERSION: &str = "version = \"0.1.0\"";
const GOOD: &str = "good = \"1\"";

/// Why a verdict differs.
const LOCK_REPIN: &str =
    "cargo mends such a lock in memory, and we ask for a lock that can be trusted as it stands";
const CARGO_ALONE: &str = "only cargo reads it: nothing of it reaches Bazel";
const PUBLISHED: &str = "a published manifest is not judged: what is wrong there fails, or has no effect, when Bazel builds the package";
const ARCHIVE: &str =
    "cargo leaves the entry out or follows it; a vendored tree takes only what is what it seems";
const UNPACKED: &str = "Bazel unpacks the archive, in a folder of its own, and fails there";
const MARKS: &str = "names of combined characters would be folders that some systems spell otherwise";
const UNRESOLVED: &str = "the feature is turned on by nobody; turning it on is an error";

/// Those that unpack nothing.
const PACKED: &[&str] = &["generate", "remote", "tarball"];

/// Where the verdict is another one than in most ways.
pub const ELSEWHERE: &[(&[&str], HostileInput, &str)] = &[
    (&["local"], Entry("evil-1.0.0/../x", EntryType::Regular, ""), ARCHIVE),
    (&["local"], Entry("evil-1.0.0/src/lib.rs", EntryType::Regular, ""), ARCHIVE),
    (&["local"], Entry("evil-1.0.0/x", EntryType::Symlink, "../../../x"), ARCHIVE),
    (&["local"], Entry("evil-1.0.0/x", EntryType::Symlink, "/etc/hostname"), ARCHIVE),
    (&["local"], Entry("evil-1.0.0/x", EntryType::Fifo, ""), ARCHIVE),
    (&["local"], Entry("evil-1.0.0/x", EntryType::Char, ""), ARCHIVE),
    (PACKED, Entry("evil-1.0.0/x", EntryType::Link, "good-1.0.0/src/lib.rs"), UNPACKED),
];

pub const ROWS: &[VerdictRow] = &[
    // Names of packages.
    (Name("app"), ""),
    (Name("a-b_1"), ""),
    (Name("_"), ""),
    (Name("ü"), ""),
    (Name("a b"), ""),
    (Name("a/b"), ""),
    (Name("../x"), ""),
    (Name(".."), ""),
    (Name("1a"), ""),
    (Name("-a"), ""),
    (Name("a.b"), ""),
    (Name("a@b"), ""),
    (Name("a:b"), ""),
    (Name(""), ""),
    (Name("aux"), ""),
    (Name("a\u{301}"), MARKS),
    (Name("a\u{202e}b"), ""),
    (Name("½"), ""),
    // Versions.
    (File(MANIFEST, VERSION, "version = \"1\""), ""),
    (File(MANIFEST, VERSION, "version = \"01.0.0\""), ""),
    (File(MANIFEST, VERSION, "version = \"1.0.0-ä\""), ""),
    (File(MANIFEST, VERSION, "version = \" 0.1.0\""), ""),
    (File(MANIFEST, VERSION, "version = \"18446744073709551616.0.0\""), ""),
    (File(MANIFEST, VERSION, "version = 1"), ""),
    (File(MANIFEST, VERSION, "version = \"0.2.0\""), ""),
    // Requirements.
    (File(MANIFEST, GOOD, "good = { veRsion = \"1\" }"), ""),
    (File(MANIFEST, GOOD, "good = \"*\""), ""),
    (File(MANIFEST, GOOD, "good = \"1.x.y\""), ""),
    (File(MANIFEST, GOOD, "good = \"\""), ""),
    (File(MANIFEST, GOOD, "good = \"2\""), ""),
    (File(MANIFEST, GOOD, "good = \"=1.0.0, <1\""), ""),
    (File(MANIFEST, GOOD, "good = { version = \"1\", optional = \"yes\" }"), ""),
    (File(MANIFEST, GOOD, "good = { version = \"1\", default-features = false }"), ""),
    (File(MANIFEST, GOOD, "good = { version = \"1\", features = [\"nope\"] }"), ""),
    (File(MANIFEST, GOOD, "good = { version = \"1\", git = \"https://example.com\" }"), ""),
    (File(MANIFEST, GOOD, "good = { version = \"1\", branch = \"x\" }"), ""),
    (File(MANIFEST, GOOD, "good = { version = \"1\", registry = \"nowhere\" }"), ""),
    (File(MANIFEST, GOOD, "good = { version = \"1\", package = \"a b\" }"), ""),
    (File(MANIFEST, GOOD, "good = { workspace = true }"), ""),
    (File(MANIFEST, GOOD, "good = { path = \"nowhere\" }"), ""),
    (File(MANIFEST, GOOD, "good = true"), ""),
    (File(MANIFEST, GOOD, "\"a b\" = { version = \"1\", package = \"good\" }"), ""),
    (File(MANIFEST, GOOD, "good = \"1\"\ngood = \"1\""), ""),
    (File(MANIFEST, "", "[target.'cfg('.dependencies]\ngood = \"1\"\n"), ""),
    (File(MANIFEST, "", "[target.'cfg(not(unix, windows))'.dependencies]\ngood = \"1\"\n"), ""),
    (File(MANIFEST, "", "[target.'a b'.dependencies]\ngood = \"1\"\n"), ""),
    (File(MANIFEST, "", "[dev_dependencies]\ngood = \"1\"\n"), ""),
    // Features.
    (File(MANIFEST, "", "[features]\na = [\"a\"]\n"), ""),
    (File(MANIFEST, "", "[features]\na = [\"b\"]\nb = [\"a\"]\n"), ""),
    (File(MANIFEST, "", "[features]\na = [\"nope\"]\n"), ""),
    (File(MANIFEST, "", "[features]\na = [\"dep:good\"]\n"), ""),
    (File(MANIFEST, "", "[features]\na = [\"good/x\"]\n"), UNRESOLVED),
    (File(MANIFEST, "", "[features]\na = [\"good?/x\"]\n"), ""),
    (File(MANIFEST, "", "[features]\n\"a b\" = []\n"), ""),
    (File(MANIFEST, "", "[features]\n\"a/b\" = []\n"), ""),
    (File(MANIFEST, "", "[features]\n\"dep:a\" = []\n"), ""),
    (File(MANIFEST, "", "[features]\n\"a+b.c-1\" = []\n"), ""),
    (File(MANIFEST, "", "[features]\n\"-a\" = []\n"), ""),
    (File(MANIFEST, "", "[features]\n\"\" = []\n"), ""),
    (File(MANIFEST, "", "[features]\ngood = []\n"), ""),
    (File(MANIFEST, "", "[features]\na = \"b\"\n"), ""),
    // Targets.
    (File(MANIFEST, "", "[[bin]]\nname = \"a b\"\npath = \"src/lib.rs\"\n"), ""),
    (File(MANIFEST, "", "[[bin]]\nname = \"a/b\"\npath = \"src/lib.rs\"\n"), ""),
    (File(MANIFEST, "", "[[bin]]\nname = \"\"\npath = \"src/lib.rs\"\n"), ""),
    (File(MANIFEST, "", "[[bin]]\nname = \"deps\"\npath = \"src/lib.rs\"\n"), ""),
    (File(MANIFEST, "", "[[bin]]\npath = \"src/lib.rs\"\n"), ""),
    (File(MANIFEST, "", "[[bin]]\nname = \"x\"\n"), ""),
    (
        File(
            MANIFEST,
            "",
            "[[bin]]\nname = \"x\"\npath = \"src/lib.rs\"\n[[bin]]\nname = \"x\"\npath = \"src/lib.rs\"\n",
        ),
        "",
    ),
    (File(MANIFEST, "", "[lib]\nname = \"a-b\"\n"), ""),
    (File(MANIFEST, "", "[lib]\nname = \"a b\"\n"), ""),
    (File(MANIFEST, "", "[lib]\nname = \"1a\"\n"), ""),
    (File(MANIFEST, "", "[lib]\npath = \"nowhere.rs\"\n"), ""),
    (File(MANIFEST, "", "[lib]\ncrate-type = [\"nothing\"]\n"), ""),
    (File(MANIFEST, "", "[lib]\nproc-macro = true\ncrate-type = [\"lib\"]\n"), ""),
    // Manifests.
    (File(MANIFEST, "edition = \"2021\"", "edition = \"2042\""), ""),
    (File(MANIFEST, "edition = \"2021\"", "edition = 2021"), ""),
    (File(MANIFEST, "edition = \"2021\"", "resolver = \"9\""), ""),
    (File(MANIFEST, "edition = \"2021\"", "links = \"z\""), ""),
    (File(MANIFEST, "edition = \"2021\"", "build = \"nowhere.rs\""), ""),
    (File(MANIFEST, "edition = \"2021\"", "workspace = \"..\""), ""),
    (File(MANIFEST, "edition = \"2021\"", "license = { workspace = true }"), ""),
    (File(MANIFEST, "edition = \"2021\"", "rust-version = \"2\""), ""),
    (File(MANIFEST, "edition = \"2021\"", "rust-version = \"x\""), ""),
    (File(MANIFEST, "edition = \"2021\"", "default-run = \"nope\""), CARGO_ALONE),
    (File(MANIFEST, "edition = \"2021\"", "unheard-of = 1"), ""),
    (File(MANIFEST, "edition = \"2021\"", "workspace = \".\"\n[workspace]"), ""),
    (File(MANIFEST, "", "[workspace]\nmembers = [\"nowhere\"]\n"), ""),
    (File(MANIFEST, "", "[workspace]\nmembers = [\"nowhere/*\"]\n"), ""),
    (File(MANIFEST, "", "[workspace]\nmembers = [\"src\"]\n"), ""),
    (File(MANIFEST, "", "[workspace]\nmembers = [\"[\"]\n"), ""),
    (File(MANIFEST, "", "[workspace]\nresolver = \"0\"\n"), ""),
    (File(MANIFEST, "", "[workspace]\ndefault-members = [\"nowhere\"]\n"), CARGO_ALONE),
    (File(MANIFEST, "", "[patch.crates-io]\ngood = { path = \"nowhere\" }\n"), ""),
    (File(MANIFEST, "", "[patch.crates-io]\ngood = \"1\"\n"), ""),
    (File(MANIFEST, "", "[replace]\n\"good:1.0.0\" = { path = \"nowhere\" }\n"), ""),
    (File(MANIFEST, "", "[profile.dev]\nopt-level = \"x\"\n"), CARGO_ALONE),
    (File(MANIFEST, "", "[lints]\nworkspace = true\n"), CARGO_ALONE),
    (File(MANIFEST, "[package]", "[pacakge]"), ""),
    (File(MANIFEST, "[package]", "[project]"), ""),
    // Locks.
    (File(LOCK, "version = 4", "version = 3"), ""),
    (File(LOCK, "version = 4", "version = 5"), ""),
    (File(LOCK, "version = 4", "version = \"4\""), ""),
    (File(LOCK, "version = 4", "version = 4\nunheard-of = 1"), ""),
    (File(LOCK, "name = \"good\"\nversion = \"1.0.0\"", "name = \"good\"\nversion = \"1.0.1\""), ""),
    (File(LOCK, "name = \"good\"", "name = \"g ood\""), ""),
    (File(LOCK, " \"good\",\n", ""), ""),
    (File(LOCK, " \"good\",\n", " \"good\",\n \"nope\",\n"), LOCK_REPIN),
    (File(LOCK, "", "\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"), ""),
    (
        File(
            LOCK,
            "",
            "\n[[package]]\nname = \"unused\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
        ),
        "",
    ),
    (File(LOCK, "registry+https", "wrong+https"), ""),
    (File(LOCK, "registry+https", "registry+ht tps"), ""),
    (File(LOCK, "checksum = \"", "checksum = \"0"), ""),
    // Configurations.
    (File(CONFIG, "", "[build]\nrustflags = 1\n"), ""),
    (File(CONFIG, "", "[env]\nA = 1\n"), ""),
    (File(CONFIG, "", "[env]\nCARGO_HOME = \"x\"\n"), CARGO_ALONE),
    (File(CONFIG, "", "[target.'cfg(']\nrustflags = [\"-Cx\"]\n"), ""),
    (File(CONFIG, "", "[unheard-of]\nx = 1\n"), ""),
    (File(CONFIG, "", "[source.more]\nreplace-with = \"nowhere\"\n"), CARGO_ALONE),
    (File(CONFIG, "replace-with = 'here'", "replace-with = 'nowhere'"), ""),
    (File(CONFIG, "replace-with = 'here'", "replace-with = 'crates-io'"), ""),
    (File(CONFIG, "local-registry", "replace-with = 'crates-io'\nlocal-registry"), ""),
    (File(CONFIG, "local-registry", "directory = 'x'\nlocal-registry"), ""),
    (File(CONFIG, "local-registry = '../registry'", "local-registry = 1"), ""),
    (File(CONFIG, "local-registry = '../registry'", "local-registry = '../nowhere'"), ""),
    (File(CONFIG, "local-registry = '../registry'", "registry = 'x'"), ""),
    (File(CONFIG, "[source.crates-io]", "include = [\"nowhere.toml\"]\n[source.crates-io]"), ""),
    (File(CONFIG, "[source.crates-io]", "include = [\"config.toml\"]\n[source.crates-io]"), ""),
    // Manifests of packages.
    (Package(""), ""),
    (Package("edition = \"2042\""), PUBLISHED),
    (Package("links = \"z\""), PUBLISHED),
    (Package("build = \"nowhere.rs\""), ""),
    (Package("[lib]\nname = \"a b\""), ""),
    (Package("[lib]\npath = \"nowhere.rs\""), ""),
    (Package("[features]\n\"a b\" = []"), PUBLISHED),
    (Package("[features]\na = [\"nope\"]"), PUBLISHED),
    (Package("[dependencies]\nother = \"1\""), ""),
    (Package("[dependencies]\nother = { path = \"../other\" }"), ""),
    (Package("version = \"1.0.0\""), ""),
    (Package("[workspace]"), ""),
    (Package("workspace = \"..\""), ""),
    (Package("[[bin]]\nname = \"a/b\"\npath = \"src/lib.rs\""), ""),
    (Package("[[bin]]\nname = \"x\"\npath = \"../good-1.0.0/src/lib.rs\""), ""),
    (Package("license = { workspace = true }"), ""),
    (Package("cargo-features = [\"nothing\"]"), PUBLISHED),
    // Archives.
    (Entry("good-1.0.0/src/lib.rs", EntryType::Regular, ""), ""),
    (Entry("x", EntryType::Regular, ""), ""),
    (Entry("/abs/x", EntryType::Regular, ""), ""),
    (Entry("evil-1.0.0/../x", EntryType::Regular, ""), ""),
    (Entry("evil-1.0.0/x", EntryType::Regular, ""), ""),
    (Entry("evil-1.0.0/src/lib.rs", EntryType::Regular, ""), ""),
    (Entry("evil-1.0.0/Cargo.toml", EntryType::Regular, ""), ""),
    (Entry("evil-1.0.0/x", EntryType::Directory, ""), ""),
    (Entry("evil-1.0.0/x", EntryType::Symlink, "src/lib.rs"), ""),
    (Entry("evil-1.0.0/x", EntryType::Symlink, "../../../x"), ""),
    (Entry("evil-1.0.0/x", EntryType::Symlink, "/etc/hostname"), ""),
    (Entry("evil-1.0.0/x", EntryType::Link, "evil-1.0.0/src/lib.rs"), ""),
    (Entry("evil-1.0.0/x", EntryType::Link, "good-1.0.0/src/lib.rs"), ""),
    (Entry("evil-1.0.0/x", EntryType::Fifo, ""), ""),
    (Entry("evil-1.0.0/x", EntryType::Char, ""), ""),
    // Directory sources.
    (Directory("README.md", "more"), ""),
    (Directory("src/lib.rs", "// Edited."), ""),
    (Directory("Cargo.toml", "[package]\nname = \"evil\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"), ""),
    (Directory("build.rs", "fn main() {}"), ""),
    (Directory(".cargo-checksum.json", "{}"), ""),
    (Directory(".cargo-checksum.json", "not json"), ""),
    (Directory(".cargo-checksum.json", "{\"files\":{},\"package\":null}"), ""),
    (DirectoryLacks("src/lib.rs"), ""),
    (DirectoryLacks("Cargo.toml"), ""),
    (DirectoryLacks(".cargo-checksum.json"), ""),
];
