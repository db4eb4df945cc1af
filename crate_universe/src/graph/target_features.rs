//! The CPU features behind `cfg(target_feature = "...")`: those that rustc turns on by default, and those that
//! turning one on or off changes.
//!
//! tools/target_features writes the table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const TABLE: &str = include_str!("target_features.txt");
const CRT_STATIC: &str = "crt-static";

/// The features that are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CpuFeatures {
    enabled: BTreeSet<String>,
    architecture: String,
    crt_static: CrtStatic,
}

/// Whether `crt-static` has an effect for a triple. It is a property of linking rather than of the CPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrtStatic {
    #[default]
    Ignored,
    /// Off unless a flag turns it on: cargo passes all crate types at once, and rustc answers for a proc macro.
    Possible,
    /// Always on, whatever the flags are.
    Always,
}

/// The CPUs that specs name, by architecture. The first row of an architecture also applies to CPUs that are not
/// listed.
const SPEC_CPUS: [(&str, &str, &str); 11] = [
    ("x86_64", "x86-64", "fxsr sse sse2"),
    ("x86_64", "generic", "sse sse2"),
    ("x86_64", "penryn", "cmpxchg16b fxsr sse sse2 sse3 sse4.1 ssse3"),
    ("x86", "i686", ""),
    ("x86", "pentium4", "fxsr sse sse2"),
    ("x86", "penryn", "cmpxchg16b fxsr sse sse2 sse3 sse4.1 ssse3"),
    ("aarch64", "generic", "neon"),
    ("arm64ec", "generic", "neon"),
    ("wasm32", "generic", WASM),
    ("wasm32", "mvp", ""),
    ("wasm64", "generic", WASM),
];
const WASM: &str = "bulk-memory multivalue mutable-globals nontrapping-fptoint reference-types sign-ext";

/// The rest of the heading of each triple's section, by kind. Parsed once, since many triples are looked up.
struct FeatureSections {
    default: BTreeMap<&'static str, &'static str>,
    crt_static: BTreeSet<&'static str>,
}

static HOLDERS: LazyLock<FeatureSections> = LazyLock::new(|| {
    let holders = |kind| {
        table_sections(kind).flat_map(|(rest, lines)| table_words(lines).map(move |word| (word, rest)))
    };
    let crt_static = holders("crt-static").map(|(triple, _)| triple).collect();
    FeatureSections { default: holders("default").collect(), crt_static }
});

impl CpuFeatures {
    /// The features that rustc turns on for a built-in triple. For a triple that is not in the table, those that all
    /// triples of its architecture have.
    pub fn of_triple(triple: &str, architecture: &str) -> CpuFeatures {
        let FeatureSections { default, crt_static } = &*HOLDERS;
        let crt_static = if crt_static.contains(triple) { CrtStatic::Possible } else { CrtStatic::Ignored };
        CpuFeatures::from_base(default.get(triple).copied().unwrap_or_default(), architecture, crt_static)
    }

    /// The features of a target spec before its own `features` apply: those of its CPU if that is listed above,
    /// otherwise those of every CPU of the architecture.
    pub fn of_architecture(architecture: &str, cpu: &str, crt_static: CrtStatic) -> CpuFeatures {
        let mut rows = SPEC_CPUS.iter().filter(|(known, _, _)| *known == architecture);
        let row = rows.clone().find(|(_, known, _)| *known == cpu).or_else(|| rows.next());
        CpuFeatures::from_base(row.map_or("", |(_, _, features)| features), architecture, crt_static)
    }

    fn from_base(base: &str, architecture: &str, crt_static: CrtStatic) -> CpuFeatures {
        let mut on: BTreeSet<String> = base.split_whitespace().map(str::to_owned).collect();
        if crt_static == CrtStatic::Always {
            on.insert(CRT_STATIC.to_owned());
        }
        CpuFeatures { enabled: on, architecture: architecture.to_owned(), crt_static }
    }

    pub fn enabled(&self) -> impl Iterator<Item = &str> {
        self.enabled.iter().map(String::as_str)
    }

    /// Applies a list in the syntax of `-C target-feature`: `+avx2,-sse3`. Features that stable rustc does not know
    /// are never cfg values.
    pub fn apply_target_features(&mut self, list: &str) {
        for word in list.split(',').map(str::trim) {
            match word.split_at_checked(1) {
                Some(("+", feature)) => self.turn_on(feature),
                Some(("-", feature)) => self.turn_off(feature),
                _ => {}
            }
        }
    }

    fn turn_on(&mut self, feature: &str) {
        if feature == CRT_STATIC {
            if self.crt_static != CrtStatic::Ignored {
                self.enabled.insert(feature.to_owned());
            }
            return;
        }
        let stable = implied_features(&self.architecture, feature).map(|(stable, implied)| {
            self.enabled.extend(implied.map(str::to_owned));
            stable
        });
        if stable == Some(true) {
            self.enabled.insert(feature.to_owned());
        }
    }

    /// Features that imply this one are turned off, too.
    fn turn_off(&mut self, feature: &str) {
        if feature == CRT_STATIC && self.crt_static == CrtStatic::Always {
            return;
        }
        let architecture = &self.architecture;
        self.enabled.retain(|other| {
            other != feature
                && !implied_features(architecture, other)
                    .is_some_and(|(_, mut implied)| implied.any(|name| name == feature))
        });
    }
}

/// Whether a feature is stable, and thus a cfg value, and which features it implies. `None` if rustc does not know it
/// on this architecture.
fn implied_features(architecture: &str, feature: &str) -> Option<(bool, impl Iterator<Item = &'static str>)> {
    let (_, lines) =
        table_sections("implied").find(|(names, _)| names.split(' ').any(|name| name == architecture))?;
    lines.lines().find_map(|line| {
        let (name, rest) = line.trim().split_once(':')?;
        let (name, stable) = name.strip_suffix('*').map_or((name, true), |name| (name, false));
        match name {
            "alone" => table_words(rest).any(|name| name == feature).then(|| (true, table_words(""))),
            name => (name == feature).then(|| (stable, table_words(rest))),
        }
    })
}

/// The sections of a kind: the rest of the heading after the kind, and the indented lines below it.
fn table_sections(kind: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut rest = TABLE;
    let sections = std::iter::from_fn(move || {
        let (heading, below) = rest.split_once('\n')?;
        let end = below.split_inclusive('\n').take_while(|line| line.starts_with(' ')).map(str::len).sum();
        let lines = &below[..end];
        rest = &below[end..];
        Some((heading, lines))
    });
    sections.filter_map(move |(heading, lines)| Some((heading.strip_prefix(kind)?.strip_prefix(' ')?, lines)))
}

fn table_words(lines: &'static str) -> impl Iterator<Item = &'static str> {
    lines.split_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(triple: &str, architecture: &str, list: &str) -> String {
        let mut features = CpuFeatures::of_triple(triple, architecture);
        features.apply_target_features(list);
        features.enabled().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn features_follow_rustc() {
        assert_eq!(on("x86_64-unknown-linux-gnu", "x86_64", ""), "fxsr sse sse2");
        assert_eq!(
            on("x86_64-unknown-linux-gnu", "x86_64", "+avx"),
            "avx fxsr sse sse2 sse3 sse4.1 sse4.2 ssse3"
        );
        assert_eq!(on("x86_64-unknown-linux-gnu", "x86_64", "+avx2,-sse"), "fxsr");
        assert_eq!(
            on("x86_64-unknown-linux-gnu", "x86_64", "+crt-static,+nosuch"),
            "crt-static fxsr sse sse2"
        );
        assert_eq!(on("x86_64-unknown-linux-musl", "x86_64", ""), "fxsr sse sse2");
        assert_eq!(on("x86_64-unknown-linux-musl", "x86_64", "+crt-static"), "crt-static fxsr sse sse2");
        assert_eq!(on("aarch64-unknown-none", "aarch64", "+crt-static"), "neon");
        assert_eq!(on("thumbv7em-none-eabihf", "arm", "+neon"), "", "stable rustc does not print it");
    }
}
