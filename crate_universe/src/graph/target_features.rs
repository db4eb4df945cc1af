//! The CPU features that `cfg(target_feature = "...")` asks for: those that rustc turns on by default, and what turning
//! one on or off does to others. Takes a triple and an architecture, gives a set; the table is tools/target_features'.

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

/// Whether a triple heeds `crt-static`, which is a feature of its linkage more than of its CPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrtStatic {
    #[default]
    Ignored,
    /// Off unless told otherwise: cargo asks for all crate types at once, and rustc answers for a proc macro.
    Possible,
    /// On whatever it is told.
    Always,
}

/// CPUs that specs name, by architecture; the first row is also that of all others.
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

/// The rest of the heading of the section that a triple stands in, by kind: read once, since many triples are asked for.
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
    /// What rustc turns on for a triple of its own list; for a triple that is not in the table, what is common on its
    /// architecture.
    pub fn of_triple(triple: &str, architecture: &str) -> CpuFeatures {
        let FeatureSections { default, crt_static } = &*HOLDERS;
        let crt_static = if crt_static.contains(triple) { CrtStatic::Possible } else { CrtStatic::Ignored };
        CpuFeatures::from_base(default.get(triple).copied().unwrap_or_default(), architecture, crt_static)
    }

    /// What a target spec has before its own `features` count: that of its CPU where it is one of those below, else what
    /// every CPU of the architecture has.
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

    /// Obeys a list as `-C target-feature` has it: `+avx2,-sse3`. What rustc does not know, or only its nightlies, is
    /// no cfg value.
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

    /// Whatever implies the feature cannot stay.
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

/// Whether a feature is stable, and so a cfg value, and what it turns on; none where rustc does not know it there.
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

/// The sections of a kind: what stands behind the kind, and the indented lines below.
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
