//! Target specs: the JSON in which rustc reads a platform that it has no name for. Takes the text, gives the cfg values
//! of such a triple; reads no file and knows nothing of flags. See <https://doc.rust-lang.org/rustc/targets/custom.html>.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::error::{Code, Error, Result};
use crate::input::TargetSpec;

use super::target_features::{CpuFeatures, CrtStatic};
use super::triples::{TargetMachine, TargetTriple, of_families, pair, word};

/// The keys of a spec that become cfg values, with rustc's own defaults.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct TargetSpecKeys {
    arch: String,
    #[serde(default = "none")]
    os: String,
    #[serde(default)]
    env: String,
    #[serde(default = "unknown")]
    vendor: String,
    #[serde(default)]
    abi: String,
    #[serde(default = "little")]
    target_endian: String,
    target_pointer_width: PointerWidth,
    min_atomic_width: Option<u64>,
    max_atomic_width: Option<u64>,
    #[serde(default = "yes")]
    atomic_cas: bool,
    #[serde(default)]
    target_family: TargetFamilies,
    #[serde(default = "generic")]
    cpu: String,
    #[serde(default)]
    features: String,
    #[serde(default = "unwind")]
    panic_strategy: String,
    #[serde(default)]
    crt_static_respected: bool,
    #[serde(default)]
    crt_static_default: bool,
}

/// Older specs quote the number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum PointerWidth {
    Number(u64),
    Text(String),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum TargetFamilies {
    One(String),
    Several(Vec<String>),
}

impl Default for TargetFamilies {
    fn default() -> Self {
        TargetFamilies::Several(Vec::new())
    }
}

fn generic() -> String {
    "generic".to_owned()
}

fn none() -> String {
    "none".to_owned()
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn little() -> String {
    "little".to_owned()
}

fn unwind() -> String {
    "unwind".to_owned()
}

fn yes() -> bool {
    true
}

pub fn triple(spec: &TargetSpec) -> Result<TargetTriple> {
    let parsed: TargetSpecKeys = serde_json::from_str(&spec.text).map_err(|error| {
        Error::new(Code::TargetSpec, format!("the target spec is invalid: {error}"))
            .at(&spec.path)
            .help("rustc -Z unstable-options --print target-spec-json --target TRIPLE prints a complete one")
    })?;
    Ok(TargetTriple::of(&spec.name, &spec.name, machine(parsed)))
}

fn machine(spec: TargetSpecKeys) -> TargetMachine {
    let width = match &spec.target_pointer_width {
        PointerWidth::Number(width) => width.to_string(),
        PointerWidth::Text(width) => width.clone(),
    };
    let families = match spec.target_family {
        TargetFamilies::One(family) => vec![family],
        TargetFamilies::Several(families) => families,
    };
    let mut cfgs = BTreeSet::from([
        word("debug_assertions"),
        pair("panic", &spec.panic_strategy),
        pair("target_abi", &spec.abi),
        pair("target_arch", &spec.arch),
        pair("target_endian", &spec.target_endian),
        pair("target_env", &spec.env),
        pair("target_os", &spec.os),
        pair("target_pointer_width", &width),
        pair("target_vendor", &spec.vendor),
    ]);
    cfgs.extend(of_families(&families));
    let pointer: u64 = width.parse().unwrap_or(0);
    let (least, most) = (spec.min_atomic_width.unwrap_or(8), spec.max_atomic_width.unwrap_or(pointer));
    let sizes = [8, 16, 32, 64, 128].into_iter().filter(|size| (least..=most).contains(size));
    for size in sizes.filter(|_| spec.atomic_cas) {
        cfgs.insert(pair("target_has_atomic", &size.to_string()));
        if size == pointer {
            cfgs.insert(pair("target_has_atomic", "ptr"));
        }
    }
    let crt_static = match (spec.crt_static_respected, spec.crt_static_default) {
        (true, _) => CrtStatic::Possible,
        (false, true) => CrtStatic::Always,
        (false, false) => CrtStatic::Ignored,
    };
    let mut cpu = CpuFeatures::of_architecture(&spec.arch, &spec.cpu, crt_static);
    cpu.obey(&spec.features);
    TargetMachine::new(spec.arch, spec.os, families, cfgs, cpu)
}
