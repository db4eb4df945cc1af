//! Target specs: the JSON files that describe a platform which is not built into rustc. Converts a spec to cfg
//! values, without flags. See <https://doc.rust-lang.org/rustc/targets/custom.html>.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::error::{Code, Error, Result};
use crate::input::TargetSpec;

use super::target_features::{CpuFeatures, CrtStatic};
use super::triples::{TargetMachine, TargetTriple, cfg_pair, cfg_word, family_cfgs};

/// The keys of a spec that become cfg values, with rustc's defaults.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct TargetSpecKeys {
    arch: String,
    #[serde(default = "default_os")]
    os: String,
    #[serde(default)]
    env: String,
    #[serde(default = "default_vendor")]
    vendor: String,
    #[serde(default)]
    abi: String,
    #[serde(default = "default_endian")]
    target_endian: String,
    target_pointer_width: PointerWidth,
    min_atomic_width: Option<u64>,
    max_atomic_width: Option<u64>,
    #[serde(default = "default_true")]
    atomic_cas: bool,
    #[serde(default)]
    target_family: TargetFamilies,
    #[serde(default = "default_cpu")]
    cpu: String,
    #[serde(default)]
    features: String,
    #[serde(default = "default_panic")]
    panic_strategy: String,
    #[serde(default)]
    crt_static_respected: bool,
    #[serde(default)]
    crt_static_default: bool,
}

/// Older specs write the number as a string.
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

fn default_cpu() -> String {
    "generic".to_owned()
}

fn default_os() -> String {
    "none".to_owned()
}

fn default_vendor() -> String {
    "unknown".to_owned()
}

fn default_endian() -> String {
    "little".to_owned()
}

fn default_panic() -> String {
    "unwind".to_owned()
}

fn default_true() -> bool {
    true
}

pub fn to_triple(spec: &TargetSpec) -> Result<TargetTriple> {
    let parsed: TargetSpecKeys = serde_json::from_str(&spec.text).map_err(|error| {
        Error::new(Code::TargetSpec, format!("the target spec is invalid: {error}"))
            .at_path(&spec.path)
            .help("rustc -Z unstable-options --print target-spec-json --target TRIPLE prints a complete one")
    })?;
    Ok(TargetTriple::with_cargo_name(&spec.name, &spec.name, to_machine(parsed)))
}

fn to_machine(spec: TargetSpecKeys) -> TargetMachine {
    let width = match &spec.target_pointer_width {
        PointerWidth::Number(width) => width.to_string(),
        PointerWidth::Text(width) => width.clone(),
    };
    let families = match spec.target_family {
        TargetFamilies::One(family) => vec![family],
        TargetFamilies::Several(families) => families,
    };
    let mut cfgs = BTreeSet::from([
        cfg_word("debug_assertions"),
        cfg_pair("panic", &spec.panic_strategy),
        cfg_pair("target_abi", &spec.abi),
        cfg_pair("target_arch", &spec.arch),
        cfg_pair("target_endian", &spec.target_endian),
        cfg_pair("target_env", &spec.env),
        cfg_pair("target_os", &spec.os),
        cfg_pair("target_pointer_width", &width),
        cfg_pair("target_vendor", &spec.vendor),
    ]);
    cfgs.extend(family_cfgs(&families));
    let pointer: u64 = width.parse().unwrap_or(0);
    let (least, most) = (spec.min_atomic_width.unwrap_or(8), spec.max_atomic_width.unwrap_or(pointer));
    let sizes = [8, 16, 32, 64, 128].into_iter().filter(|size| (least..=most).contains(size));
    for size in sizes.filter(|_| spec.atomic_cas) {
        cfgs.insert(cfg_pair("target_has_atomic", &size.to_string()));
        if size == pointer {
            cfgs.insert(cfg_pair("target_has_atomic", "ptr"));
        }
    }
    let crt_static = match (spec.crt_static_respected, spec.crt_static_default) {
        (true, _) => CrtStatic::Possible,
        (false, true) => CrtStatic::Always,
        (false, false) => CrtStatic::Ignored,
    };
    let mut cpu = CpuFeatures::of_architecture(&spec.arch, &spec.cpu, crt_static);
    cpu.apply_target_features(&spec.features);
    TargetMachine::new(spec.arch, spec.os, families, cfgs, cpu)
}
