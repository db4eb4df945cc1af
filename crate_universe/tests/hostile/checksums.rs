//! Packages that are not those which Cargo.lock means: other bytes, another checksum or none, a git reference that has moved. They are
//! refused before anything of them is unpacked, as by cargo.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::server::Server;
use super::verdicts::{WAYS, directory, forget, of_cargo, of_way};
use super::{HostileUpload, HostileWorkspace, Rounds, files, sha256, write};

const PLAIN: &str = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";
/// What is in the package that nobody has locked.
const ATTACK: &[u8] = b"// What nobody has locked.";

/// What is done to a workspace that is sound.
#[derive(Clone, Copy, Debug)]
enum ChecksumAttack {
    OtherArchive,
    /// The index has the checksum of the other one.
    OtherArchiveAndIndex,
    OneBitFlipped,
    Cut,
    BytesAtEnd,
    ArchivesSwapped,
    LockLacksChecksum,
    LockHasThatOfAnother,
    /// By the server of a registry.
    Served,
    ServedWithIndex,
    /// Cargo's configuration replaces crates.io by a folder of sources, of another archive.
    DirectoryOfAnother,
    /// And the lock has none to compare.
    DirectoryAndLockLacksChecksum,
    BranchMoved,
    TagMoved,
    /// The repository does not have the locked commit any more.
    CommitGone,
}

use ChecksumAttack::*;

/// The verdict of all ways is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChecksumVerdict {
    Refused,
    /// What was locked is taken, and the rest left.
    Taken,
}

/// And why cargo's is another one, if it is.
const ROWS: [(ChecksumAttack, ChecksumVerdict, &str); 15] = [
    (OtherArchive, ChecksumVerdict::Refused, ""),
    (OtherArchiveAndIndex, ChecksumVerdict::Refused, ""),
    (OneBitFlipped, ChecksumVerdict::Refused, ""),
    (Cut, ChecksumVerdict::Refused, ""),
    (BytesAtEnd, ChecksumVerdict::Refused, ""),
    (ArchivesSwapped, ChecksumVerdict::Refused, ""),
    (LockLacksChecksum, ChecksumVerdict::Refused, ""),
    (LockHasThatOfAnother, ChecksumVerdict::Refused, ""),
    (Served, ChecksumVerdict::Refused, ""),
    (ServedWithIndex, ChecksumVerdict::Refused, ""),
    (DirectoryOfAnother, ChecksumVerdict::Refused, ""),
    (DirectoryAndLockLacksChecksum, ChecksumVerdict::Refused, ""),
    (BranchMoved, ChecksumVerdict::Taken, ""),
    (TagMoved, ChecksumVerdict::Taken, ""),
    (CommitGone, ChecksumVerdict::Refused, ""),
];

/// A workspace, and what has to live as long as it is attacked.
struct ChecksumFixture {
    attacked: HostileWorkspace,
    server: Option<Server>,
}

impl ChecksumFixture {
    fn new() -> ChecksumFixture {
        let mut upload = HostileUpload::new("evil", PLAIN);
        upload.entries.push(("evil-1.0.0/README.md".to_owned(), b"What was locked."));
        let fixture = ChecksumFixture { attacked: HostileWorkspace::new("local", &upload), server: None };
        fixture.edit("Cargo.toml", "cfg(windows)", "cfg(unix)");
        fixture
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let path = self.attacked.root().join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{}: {from}", path.display());
        write(&path, text.replacen(from, to, 1).as_bytes());
    }

    fn archive(&self, name: &str) -> PathBuf {
        self.attacked.registry().join(format!("{name}-1.0.0.crate"))
    }

    fn checksum(&self, name: &str) -> String {
        sha256(&fs::read(self.archive(name)).unwrap())
    }

    /// The registry has another package of this name and version.
    fn replace(&self) -> Vec<u8> {
        let mut upload = HostileUpload::new("evil", PLAIN);
        upload.entries.push(("evil-1.0.0/build.rs".to_owned(), ATTACK));
        upload.entries[1].1 = ATTACK;
        let bytes = upload.archive();
        write(&self.archive("evil"), &bytes);
        bytes
    }

    fn edit_archive(&self, edit: impl Fn(&mut Vec<u8>)) {
        let mut bytes = fs::read(self.archive("evil")).unwrap();
        edit(&mut bytes);
        write(&self.archive("evil"), &bytes);
    }

    fn replace_with_index(&self) {
        let old = self.checksum("evil");
        let new = sha256(&self.replace());
        let index = self.attacked.registry().join("index/ev/il/evil");
        let text = fs::read_to_string(&index).unwrap();
        write(&index, text.replace(&old, &new).as_bytes());
    }

    fn forget_checksum(&self) {
        let line = format!("checksum = \"{}\"\n", self.checksum("evil"));
        self.edit("Cargo.lock", &line, "");
    }

    fn serve(&mut self) {
        let server = Server::start(&self.attacked.registry());
        let source = format!("registry = 'sparse+http://127.0.0.1:{}/index/'", server.port);
        self.attacked.replace_source(&source);
        self.server = Some(server);
    }

    /// Both packages as folders of sources, the one from an archive that nobody has locked.
    fn unpack(&self) {
        let folder = directory(&self.attacked);
        let list = folder.join(".cargo-checksum.json");
        let text = fs::read_to_string(&list).unwrap();
        let locked = fs::read(folder.join("src/lib.rs")).unwrap();
        let text = text.replace(&self.checksum("evil"), &sha256(ATTACK));
        write(&list, text.replace(&sha256(&locked), &sha256(ATTACK)).as_bytes());
        write(&folder.join("src/lib.rs"), ATTACK);
    }

    fn git(&self, words: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@a.test",
            "-c",
            "protocol.file.allow=always",
            "-C",
        ]);
        let output = git.arg(self.repository()).args(words).output().unwrap();
        assert!(output.status.success(), "{}", super::stderr(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn repository(&self) -> PathBuf {
        self.attacked.scratch.path().canonicalize().unwrap().join("sources/moved")
    }

    /// A package of a git repository is locked, of which a branch or a tag leads elsewhere then.
    fn lock_git(&self, kind: &str, reference: &str) {
        let manifest = "[package]\nname = \"moved\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";
        write(&self.repository().join("Cargo.toml"), manifest.as_bytes());
        write(&self.repository().join("src/lib.rs"), b"// What was locked.");
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        self.commit(&["commit", "--quiet", "--message=one"]);
        self.git(&["tag", "one"]);
        let commit = self.git(&["rev-parse", "HEAD"]);
        let address = format!("file://{}", self.repository().display());
        let dependency =
            format!("good = \"1\"\nmoved = {{ git = \"{address}\", {kind} = \"{reference}\" }}\n");
        self.edit("Cargo.toml", "good = \"1\"\n", &dependency);
        let package = format!(
            "\n[[package]]\nname = \"moved\"\nversion = \"1.0.0\"\nsource = \"git+{address}?{kind}={reference}#{commit}\"\n"
        );
        self.edit("Cargo.lock", " \"good\",\n", " \"good\",\n \"moved\",\n");
        let lock = self.attacked.root().join("Cargo.lock");
        write(&lock, (fs::read_to_string(&lock).unwrap() + &package).as_bytes());
        write(&self.repository().join("src/lib.rs"), ATTACK);
    }

    fn commit(&self, words: &[&str]) {
        self.git(&["add", "--all"]);
        self.git(words);
    }

    fn attack(&mut self, attack: ChecksumAttack) {
        match attack {
            OtherArchive => drop(self.replace()),
            OtherArchiveAndIndex => self.replace_with_index(),
            OneBitFlipped => self.edit_archive(|bytes| {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
            }),
            Cut => self.edit_archive(|bytes| bytes.truncate(bytes.len() - 1)),
            BytesAtEnd => self.edit_archive(|bytes| bytes.extend(ATTACK)),
            ArchivesSwapped => {
                fs::copy(self.archive("good"), self.archive("evil")).unwrap();
            }
            LockLacksChecksum => {
                self.forget_checksum();
                self.replace();
            }
            LockHasThatOfAnother => {
                self.edit("Cargo.lock", &self.checksum("evil"), &self.checksum("good"));
            }
            Served => {
                self.replace();
                self.serve();
            }
            ServedWithIndex => {
                self.replace_with_index();
                self.serve();
            }
            DirectoryOfAnother => self.unpack(),
            DirectoryAndLockLacksChecksum => {
                self.forget_checksum();
                self.unpack();
            }
            BranchMoved => {
                self.lock_git("branch", "main");
                self.commit(&["commit", "--quiet", "--message=two"]);
            }
            TagMoved => {
                self.lock_git("tag", "one");
                self.commit(&["commit", "--quiet", "--message=two"]);
                self.git(&["tag", "--force", "one"]);
            }
            CommitGone => {
                self.lock_git("branch", "main");
                self.commit(&["commit", "--quiet", "--amend", "--message=two"]);
                self.git(&["tag", "--delete", "one"]);
                self.git(&["reflog", "expire", "--expire=now", "--all"]);
                self.git(&["gc", "--quiet", "--prune=now"]);
            }
        }
    }

    /// Files with what nobody has locked, but for those of the attack itself.
    fn unpacked(&self) -> Vec<PathBuf> {
        let scratch = self.attacked.scratch.path();
        let given = ["registry", "sources"].map(|folder| scratch.join(folder));
        let has_attack = |bytes: &[u8]| bytes.windows(ATTACK.len()).any(|window| window == ATTACK);
        let found = files(scratch).into_iter().filter(|(_, bytes)| has_attack(bytes));
        let found = found.map(|(path, _)| path);
        // Cargo may have kept an archive as it came, to compare it.
        let is_archive = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "crate");
        found
            .filter(|path| !given.iter().any(|folder| path.starts_with(folder)) && !is_archive(path))
            .collect()
    }
}

fn compare(attack: ChecksumAttack, verdict: ChecksumVerdict, reason: &str) {
    let mut fixture = ChecksumFixture::new();
    fixture.attack(attack);
    forget(&fixture.attacked);
    let words: &[&str] = match attack {
        DirectoryOfAnother | DirectoryAndLockLacksChecksum => &["check", "--offline"],
        _ => &["fetch"],
    };
    let (cargo, said) = of_cargo(&fixture.attacked, words);
    let named = match attack {
        // Cargo does not say more either.
        LockLacksChecksum | DirectoryAndLockLacksChecksum => "Cargo.lock",
        BranchMoved | TagMoved | CommitGone => "moved",
        _ => "evil",
    };
    let mut wrong = Vec::new();
    for way in WAYS {
        forget(&fixture.attacked);
        let (own, told) = of_way(&mut fixture.attacked, way, &format!("{attack:?}, {way}"));
        if own != (verdict == ChecksumVerdict::Taken) || (own == cargo) != reason.is_empty() {
            wrong.push(format!("{way}: cargo {cargo}, we {own}\n{told}"));
        }
        if !own && !told.contains(named) {
            wrong.push(format!("{way}: {named} is not named\n{told}"));
        }
        let unpacked = fixture.unpacked();
        if !unpacked.is_empty() {
            wrong.push(format!("{way}: {unpacked:?}\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}\ncargo: {said}", wrong.join("\n"));
}

fn rows(each: usize, rounds: &mut Rounds) {
    for (attack, verdict, reason) in ROWS.into_iter().step_by(each) {
        rounds.run(&format!("{attack:?}"), || {
            compare(attack, verdict, reason);
            WAYS.len() as u64
        });
    }
}

/// What shows that the others would be found: a lock that means the other package.
#[test]
fn what_is_locked_is_unpacked() {
    let mut fixture = ChecksumFixture::new();
    let old = fixture.checksum("evil");
    fixture.replace_with_index();
    fixture.edit("Cargo.lock", &old, &fixture.checksum("evil"));
    let (taken, told) = of_way(&mut fixture.attacked, "local", "locked");
    assert!(taken, "{told}");
    let root = fixture.attacked.root().join("third_party/local/evil-1.0.0");
    assert_eq!(fixture.unpacked(), [root.join("build.rs"), root.join("src/lib.rs")], "{told}");
}

#[test]
fn only_what_is_locked_is_unpacked() {
    let mut rounds = super::short("checksums");
    rows(3, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "cargo runs for each row: test/run --full hostile"]
fn hostile_part_checksums() {
    let what = "packages with other bytes, another checksum or none, and git references that have moved, in a hub and in each mode: refused as by cargo before anything is unpacked, or what was locked is taken";
    let mut rounds = super::long("checksums", what);
    rows(1, &mut rounds);
    rounds.end();
}
