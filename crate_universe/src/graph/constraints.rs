//! The constraint values of a triple for which rules_rust has no setting.
//!
//! They are those that `triple_to_constraint_set` in the given release of rules_rust returns, as far as that release
//! knows the parts of the triple and the values are in `@platforms`, since the platforms that users define are made
//! for these. test/integration/rules_rust.sh compares the two. See <https://github.com/bazelbuild/platforms>.

use crate::error::{Code, Error, Result};
use crate::input::fields::Release;

use super::triples::TargetTriple;

const OLDEST: Release = (0, 0);

/// A part of a triple, the first release of rules_rust to which the row applies, and the constraint value.
type ConstraintRow = (&'static str, Release, &'static str);

/// By the first part of a triple, or by the whole triple: constraint values that differ from rustc's name of the
/// architecture. Of several matching rows, the last one counts.
const CPUS: [ConstraintRow; 19] = [
    ("arm64e", OLDEST, "arm64e"),
    ("armv7", OLDEST, "armv7"),
    ("avr", (0, 71), "avr"),
    ("bpfeb", (0, 71), "bpfeb"),
    ("bpfel", (0, 71), "bpfel"),
    ("hexagon", (0, 71), "hexagon"),
    ("i386", OLDEST, "i386"),
    ("mips", (0, 71), "mips32"),
    ("powerpc", OLDEST, "ppc"),
    ("powerpc", (0, 70), "ppc32"),
    ("powerpc64", (0, 70), "ppc"),
    ("powerpc64le", OLDEST, "ppc64le"),
    ("sparc64", (0, 71), "sparc64"),
    ("thumbv6", (0, 71), "armv6"),
    ("thumbv6m", OLDEST, "armv6-m"),
    ("thumbv7em", OLDEST, "armv7e-m"),
    ("thumbv7em-none-eabihf", (0, 70), "armv7e-mf"),
    ("thumbv7m", OLDEST, "armv7-m"),
    ("thumbv8m.main", OLDEST, "armv8-m"),
];

/// By rustc's name of the system, or by the whole triple.
const SYSTEMS: [ConstraintRow; 6] = [
    ("nto", OLDEST, "qnx"),
    // rules_rust takes the last part of `armv7-rtems-eabihf` for the system.
    ("rtems", OLDEST, "none"),
    ("uefi", (0, 57), "uefi"),
    ("unknown", OLDEST, "none"),
    ("aarch64-apple-ios-macabi", (0, 70), "macos"),
    ("x86_64-apple-ios-macabi", (0, 70), "macos"),
];

/// Architectures with the same name in rustc and in the module `platforms`, in every version of it since the one in
/// Bazel 7.
const SAME_CPUS: [&str; 10] =
    ["aarch64", "arm", "loongarch64", "mips64", "riscv32", "riscv64", "s390x", "wasm32", "wasm64", "x86_64"];
const SAME_SYSTEMS: [&str; 17] = [
    "android",
    "emscripten",
    "freebsd",
    "fuchsia",
    "haiku",
    "ios",
    "linux",
    "macos",
    "netbsd",
    "none",
    "openbsd",
    "tvos",
    "visionos",
    "vxworks",
    "wasi",
    "watchos",
    "windows",
];

pub fn constraints_of(triple: &TargetTriple, release: Release) -> Result<Vec<String>> {
    let first = triple.name.split('-').next().unwrap_or_default();
    let cpu = find_row(&CPUS, release, |part| part == first || part == triple.name);
    let cpu = cpu.or_else(|| match triple.arch() {
        "x86" => Some("x86_32"),
        "arm" if triple.name.starts_with("armv7") => Some("armv7"),
        arch => SAME_CPUS.into_iter().find(|same| *same == arch),
    });
    let system = match triple.os() {
        // Only Bazel distinguishes NixOS from other Linux systems.
        "linux" if triple.name.contains("-nixos-") => Some("nixos"),
        os => find_row(&SYSTEMS, release, |part| part == os || part == triple.name)
            .or_else(|| SAME_SYSTEMS.into_iter().find(|same| *same == os)),
    };
    match (cpu, system) {
        (Some(cpu), Some(system)) => {
            Ok(vec![format!("@platforms//cpu:{cpu}"), format!("@platforms//os:{system}")])
        }
        (None, _) => Err(unknown_constraint(triple, "cpu", triple.arch())),
        (_, None) => Err(unknown_constraint(triple, "os", triple.os())),
    }
}

/// The releases in which the value of some triple changes.
#[cfg(test)]
pub fn releases() -> Vec<Release> {
    let mut releases: Vec<Release> = CPUS.iter().chain(&SYSTEMS).map(|(_, since, _)| *since).collect();
    releases.sort();
    releases.dedup();
    releases
}

fn find_row(rows: &[ConstraintRow], release: Release, is: impl Fn(&str) -> bool) -> Option<&'static str> {
    let fit = rows.iter().rev().find(|(part, since, _)| is(part) && *since <= release)?;
    Some(fit.2)
}

fn unknown_constraint(triple: &TargetTriple, kind: &str, value: &str) -> Error {
    let what = format!("Bazel has no constraint value {kind}:{value} for {}", triple.name);
    Error::new(Code::TargetSpec, what)
        .note("@platforms does not define it, so the platform needs a config label of your own")
        .help(format!("platform_labels = {{\"//platforms:here\": \"{}\"}}", triple.name))
}
