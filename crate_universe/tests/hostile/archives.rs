//! Archives that nobody packs by accident: every kind of entry under every kind of path, and streams that are no archive at all. Nothing
//! leaves the folder of the package, and what is taken holds files alone.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::EntryType;

use super::judge::run;
use super::{HostileUpload, HostileWorkspace, Rounds, write};

const PATHS: [&str; 30] = [
    "evil-1.0.0/x",
    "evil-1.0.0/src/lib.rs",
    "evil-1.0.0/Cargo.toml",
    "evil-1.0.0/BUILD.bazel",
    "evil-1.0.0/BUILD",
    "evil-1.0.0/.cargo-checksum.json",
    "evil-1.0.0/.cargo-checksum.json/x",
    "evil-1.0.0/BUILD.bazel/x",
    "evil-1.0.0/../x",
    "evil-1.0.0/../good-1.0.0/src/lib.rs",
    "evil-1.0.0/../../../src/lib.rs",
    "evil-1.0.0/a/../../../x",
    "evil-1.0.0/./x",
    "evil-1.0.0//x",
    "evil-1.0.0",
    "evil-1.0.0/",
    "./evil-1.0.0/x",
    "good-1.0.0/src/lib.rs",
    "/tmp/crate-universe-hostile",
    "x",
    "..",
    ".git/config",
    "evil-1.0.0/.git/config",
    "evil-1.0.0/sub/.git/hooks/post-checkout",
    "evil-1.0.0/.GIT/config",
    "evil-1.0.0/git~1/config",
    "evil-1.0.0/a\\b",
    "evil-1.0.0/C:x",
    "evil-1.0.0/src/lib.rs/x",
    "evil-1.0.0/.crate-universe/journal.json",
];

const KINDS: [(EntryType, &str); 13] = [
    (EntryType::Regular, ""),
    (EntryType::Continuous, ""),
    (EntryType::Directory, ""),
    (EntryType::Symlink, "src/lib.rs"),
    (EntryType::Symlink, "../../../src/lib.rs"),
    (EntryType::Symlink, "/etc/hostname"),
    (EntryType::Symlink, "."),
    (EntryType::Link, "evil-1.0.0/src/lib.rs"),
    (EntryType::Link, "good-1.0.0/src/lib.rs"),
    (EntryType::Fifo, ""),
    (EntryType::Char, ""),
    (EntryType::XHeader, ""),
    (EntryType::GNUSparse, ""),
];

const MODES: [&str; 3] = ["local", "tarball", "remote"];
const MANIFEST: &str = "[package]\nname = \"evil\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";

/// The package is built, so that all of it is written.
fn built(mode: &'static str, upload: &HostileUpload<'_>) -> HostileWorkspace {
    let attacked = HostileWorkspace::new(mode, upload);
    let manifest = fs::read_to_string(attacked.root().join("Cargo.toml")).unwrap();
    write(&attacked.root().join("Cargo.toml"), manifest.replace("cfg(windows)", "cfg(unix)").as_bytes());
    attacked
}

/// What is refused names the package; what is taken is files, none of git's, of ours none but our own, with no more rights than any file.
fn judge(attacked: &HostileWorkspace, what: &str) {
    let (before, umask) = (attacked.others(), 0o022);
    let verdict = run(&attacked.program(&["vendor"]), what);
    assert!(before == attacked.others(), "{what}: files of the user's own have changed: {}", verdict.told);
    assert!(!fs::exists("/tmp/crate-universe-hostile").unwrap(), "{what}");
    if verdict.code.is_some() {
        assert!(verdict.told.contains("evil"), "{what}: {}", verdict.told);
        assert!(!attacked.tree().join("evil-1.0.0").exists(), "{what}: {}", verdict.told);
        return;
    }
    for path in super::files(&attacked.tree()).keys() {
        let metadata = path.symlink_metadata().unwrap();
        assert!(metadata.is_file(), "{what}: {}", path.display());
        assert_eq!(metadata.permissions().mode() & 0o7000 & !umask, 0, "{what}: {}", path.display());
        let name = path.strip_prefix(attacked.tree()).unwrap().to_str().unwrap().to_lowercase();
        let of_git = name.split('/').any(|part| part == ".git" || part == "git~1");
        assert!(!of_git && !name.contains('\\'), "{what}: {name}");
    }
    let good = attacked.tree().join("good-1.0.0/src/lib.rs");
    assert!(!good.exists() || fs::read(&good).unwrap() == b"// A library.", "{what}");
    if attacked.mode == "local" {
        let own = fs::read(attacked.tree().join("evil-1.0.0/BUILD.bazel")).unwrap();
        assert!(own.starts_with(b"#"), "{what}: the BUILD file is the package's");
    }
}

fn entries(modes: &[&'static str], each: usize, rounds: &mut Rounds) {
    let all = PATHS.iter().flat_map(|path| KINDS.iter().map(move |kind| (path, kind)));
    for (number, (path, (kind, target))) in all.enumerate().filter(|(number, _)| number % each == 0) {
        let mode = modes[number % modes.len()];
        rounds.run(&format!("entry {number}"), || {
            let mut upload = HostileUpload::new("evil", MANIFEST);
            upload.odd.push(((*path).to_owned(), *kind, (*target).to_owned(), b"hostile"));
            judge(&built(mode, &upload), &format!("{mode}: {path}, {kind:?} {target}"));
            1
        });
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Streams that are damaged, or no archive; their checksums are right.
fn streams() -> Vec<(String, Vec<u8>)> {
    let sound = HostileUpload::new("evil", MANIFEST).archive();
    let mut tar = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(sound.as_slice()), &mut tar).unwrap();
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for tenth in 0..10 {
        found.push((format!("cut gzip {tenth}"), sound[..sound.len() * tenth / 10].to_vec()));
        found.push((format!("cut tar {tenth}"), packed(&tar[..tar.len() * tenth / 10])));
        let mut flipped = sound.clone();
        flipped[sound.len() * tenth / 10] ^= 0x10;
        found.push((format!("flipped gzip {tenth}"), flipped));
    }
    // Each byte of the first header.
    for at in (0..512).step_by(16) {
        let mut changed = tar.clone();
        changed[at] = 0xff;
        found.push((format!("header byte {at}"), packed(&changed)));
    }
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("zeros", packed(&[0; 4096])),
        ("empty tar", packed(&[])),
        ("text", b"not an archive".to_vec()),
        ("twice packed", packed(&sound)),
        ("two members", [sound.clone(), sound.clone()].concat()),
        ("more after the end", [sound.clone(), vec![0xff; 1000]].concat()),
        ("a tar without gzip", tar.clone()),
    ] {
        found.push((what.to_owned(), bytes));
    }
    for (at, text) in [
        (124, "77777777777"),
        (124, "-0000000001"),
        (124, "\u{7f}\u{7f}\u{7f}"),
        (100, "0007777"),
        (148, "0000000"),
    ] {
        let mut changed = tar.clone();
        changed[at..at + text.len()].copy_from_slice(text.as_bytes());
        found.push((format!("{text} at {at}"), packed(&changed)));
    }
    found
}

fn of_streams(each: usize, rounds: &mut Rounds) {
    for (number, (what, bytes)) in streams().into_iter().enumerate().filter(|(number, _)| number % each == 0)
    {
        let mode = MODES[number % MODES.len()];
        rounds.run(&what, || {
            let attacked =
                built(mode, &HostileUpload { bytes: Some(bytes), ..HostileUpload::new("evil", MANIFEST) });
            judge(&attacked, &format!("{mode}: {what}"));
            1
        });
    }
}

#[test]
fn archives_stay_in_their_folder() {
    let mut rounds = super::short("archives");
    entries(&["local"], 7, &mut rounds);
    of_streams(6, &mut rounds);
    rounds.end();
}

#[test]
#[ignore = "hundreds of archives: test/run --full hostile"]
fn hostile_part_archives() {
    let what = "archives with hostile entries or damaged streams: nothing outside of the package's folder, nothing but files in it";
    let mut rounds = super::long("archives", what);
    entries(&["local", "local", "tarball", "remote"], 1, &mut rounds);
    of_streams(1, &mut rounds);
    rounds.end();
}
