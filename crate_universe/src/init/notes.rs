//! What `init` cannot do, and what the user has to write.

use camino::Utf8Path;

use crate::disk;
use crate::invocation;
use crate::resolve::lock_names;
use crate::splice::manifest::CargoManifest;
use crate::splice::manifest::wire::TextOrFlag;

use super::layout::{InitWorkspace, WorkspaceMember};

/// Crates whose build scripts look for a library of the system, and what to install. The last column names a crate
/// that brings the library itself.
const SYSTEM_LIBRARIES: [(&str, &str, &str); 12] = [
    ("alsa-sys", "ALSA (libasound2-dev)", ""),
    ("clang-sys", "libclang (libclang-dev)", ""),
    ("fontconfig-sys", "fontconfig (libfontconfig-dev)", ""),
    ("glib-sys", "GLib (libglib2.0-dev)", ""),
    ("libdbus-sys", "D-Bus (libdbus-1-dev)", ""),
    ("libpulse-sys", "PulseAudio (libpulse-dev)", ""),
    ("libudev-sys", "libudev (libudev-dev)", ""),
    ("mysqlclient-sys", "the MySQL client (libmysqlclient-dev)", "mysqlclient-src"),
    ("openssl-sys", "OpenSSL (libssl-dev) and pkg-config", "openssl-src"),
    ("pq-sys", "the PostgreSQL client (libpq-dev)", "pq-src"),
    ("x11", "X11 (libx11-dev)", ""),
    ("yeslogic-fontconfig-sys", "fontconfig (libfontconfig-dev)", ""),
];

/// Notes about the workspace. `lock`: the text of Cargo.lock.
pub fn collect_notes(workspace: &InitWorkspace, lock: &str) -> Vec<String> {
    let mut notes = Vec::new();
    for member in &workspace.members {
        match &member.package {
            None => notes.push(format!(
                "the member {} is outside of {}, so it has no BUILD.bazel: move it there, or remove it from `members`",
                member.dir, workspace.bazel_root
            )),
            Some(package) => notes.extend(build_script_note(member, package)),
        }
    }
    notes.extend(excluded_packages(workspace));
    notes.extend(system_libraries(lock));
    notes.extend(ignored_lock(workspace));
    notes.extend(turned_off_modules(&workspace.bazel_root));
    notes
}

/// The sandbox of a build script contains only its package.
fn build_script_note(member: &WorkspaceMember, package: &str) -> Option<String> {
    let named = member.manifest.package.as_ref()?.build.as_ref();
    let script = match named {
        Some(TextOrFlag::Flag(false)) => return None,
        Some(TextOrFlag::Text(path)) => path,
        _ => "build.rs",
    };
    let text = disk::read_to_string(member.dir.join(script)).ok()?;
    text.contains("../").then(|| {
        let script = Utf8Path::new(package).join(script);
        format!("{script} seems to read files outside of its package (`../`): name them in `cargo_package(build_script = {{\"data\": [...]}})`")
    })
}

fn excluded_packages(workspace: &InitWorkspace) -> Vec<String> {
    let roots = workspace.spliced.root_manifests();
    let excluded = roots.filter_map(|manifest| manifest.workspace.as_ref()).flat_map(|table| &table.exclude);
    let note = |path: &String| {
        let manifest = CargoManifest::read(&workspace.dir().join(path).join("Cargo.toml")).ok()?;
        let what = if manifest.workspace.is_some() {
            "is a workspace of its own"
        } else {
            "is excluded from the workspace"
        };
        let (command, dir) = (invocation::command_of("init"), workspace.dir().join(path));
        Some(format!(
            "{path} {what}, so it has no BUILD.bazel: `{command} {dir}` adds it with a hub of its own"
        ))
    };
    excluded.filter_map(note).collect()
}

fn system_libraries(lock: &str) -> impl Iterator<Item = String> {
    let locked = lock_names::scan_names(lock);
    let has = move |name: &str| locked.iter().any(|package| package.name == name);
    SYSTEM_LIBRARIES
        .into_iter()
        .filter(move |(name, _, bundled)| has(name) && !has(bundled))
        .map(|(name, library, _)| format!("{name} in Cargo.lock needs a library of the system: {library}"))
}

/// A Cargo.lock that git ignores exists only on this machine.
fn ignored_lock(workspace: &InitWorkspace) -> Option<String> {
    let file = workspace.dir().join(".gitignore");
    let text = disk::read_to_string(&file).ok()?;
    let line = text.lines().map(str::trim).find(|line| ["Cargo.lock", "/Cargo.lock"].contains(line))?;
    Some(format!(
        "git ignores Cargo.lock, which every build needs: remove `{line}` from .gitignore, and commit Cargo.lock"
    ))
}

fn turned_off_modules(root: &Utf8Path) -> Option<String> {
    let text = disk::read_to_string(root.join(".bazelrc")).ok()?;
    let is_off = |line: &&str| {
        !line.starts_with('#')
            && ["--noenable_bzlmod", "--enable_bzlmod=false"].iter().any(|flag| line.contains(flag))
    };
    let line = text.lines().map(str::trim).find(is_off)?;
    Some(format!("Bazel does not read MODULE.bazel because of a line in .bazelrc: remove `{line}`"))
}

/// What a first MODULE.bazel means for a WORKSPACE file.
pub fn workspace_file_note(root: &Utf8Path) -> Option<String> {
    let name = ["WORKSPACE", "WORKSPACE.bazel"].into_iter().find(|name| root.join(name).is_file())?;
    Some(format!(
        "{name} was left as it is: Bazel 7 reads it beside MODULE.bazel, Bazel 8 only with --enable_workspace, Bazel 9 never"
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_library_is_named_unless_a_crate_brings_it() {
        let lock = |names: &[&str]| {
            names
                .iter()
                .map(|name| format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n\n"))
                .collect::<String>()
        };
        let found: Vec<String> = super::system_libraries(&lock(&["openssl-sys", "serde"])).collect();
        assert_eq!(
            found,
            ["openssl-sys in Cargo.lock needs a library of the system: OpenSSL (libssl-dev) and pkg-config"]
        );
        assert_eq!(super::system_libraries(&lock(&["openssl-sys", "openssl-src"])).count(), 0);
    }

    #[test]
    fn libraries_are_sorted() {
        assert!(super::SYSTEM_LIBRARIES.is_sorted());
    }
}
