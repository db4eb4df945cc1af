//! Triples and the cfg values that rustc gives them, known without running rustc.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cargo_platform::{Cfg, Ident};
use cfg_expr::targets::{ALL_BUILTINS, Endian, HasAtomic, TargetInfo, get_builtin_target_by_triple};

use crate::error::{Code, Error, Result, did_you_mean};

use super::target_features::CpuFeatures;

/// A triple with its cfg values.
#[derive(Clone, Debug)]
pub struct TargetTriple {
    pub name: String,
    /// Cargo's name of the triple, which a bare triple in a manifest refers to.
    pub cargo_name: String,
    /// The names of all cfg values that the user sets for any triple. It is no mistake if they are false for this
    /// one.
    pub user_cfgs: Rc<BTreeSet<String>>,
    /// The cfg values when the triple is the target.
    pub cfgs: Rc<BTreeSet<Cfg>>,
    machine: Rc<TargetMachine>,
}

/// A triple without any flags.
#[derive(Debug)]
pub struct TargetMachine {
    pub arch: String,
    pub os: String,
    pub families: Vec<String>,
    cfgs: Rc<BTreeSet<Cfg>>,
    pub cpu: CpuFeatures,
}

impl TargetTriple {
    pub fn new(name: &str) -> Result<TargetTriple> {
        // For cargo and rustc, NixOS is an ordinary Linux. Only Bazel's constraints distinguish them.
        let cargo_name = name.replace("-nixos-", "-linux-");
        let machine = match get_builtin_target_by_triple(&cargo_name) {
            Some(target) => machine_of(&cargo_name, target),
            None => removed_triple(&cargo_name).ok_or_else(|| unknown_triple(name))?,
        };
        Ok(TargetTriple::with_cargo_name(name, &cargo_name, machine))
    }

    pub fn with_cargo_name(name: &str, cargo_name: &str, machine: TargetMachine) -> TargetTriple {
        TargetTriple {
            name: name.to_owned(),
            cargo_name: cargo_name.to_owned(),
            user_cfgs: Rc::default(),
            cfgs: machine.cfgs.clone(),
            machine: Rc::new(machine),
        }
    }

    /// Whether the pinned rustc knows a triple with this name.
    pub fn is_current(name: &str) -> bool {
        get_builtin_target_by_triple(&name.replace("-nixos-", "-linux-")).is_some()
    }

    /// The same triple as a host, where no flags apply.
    pub fn as_host(&self) -> TargetTriple {
        TargetTriple { cfgs: self.machine.cfgs.clone(), ..self.clone() }
    }

    /// The cfg values that flags decide, by name: `panic`, and those that the user sets. `debug_assertions` depends
    /// on the profile, and rustc itself reports the CPU features.
    pub fn values_of_flags(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for value in self.cfgs.iter() {
            let (Cfg::Name(name) | Cfg::KeyPair(name, _)) = value;
            let name = name.as_str();
            let is_plain = name != "panic" && self.machine.cfgs.contains(value);
            if is_plain || name == "debug_assertions" || name.starts_with("target_") {
                continue;
            }
            let of_name = values.entry(name).or_default();
            if let Cfg::KeyPair(_, value) = value {
                of_name.push(value);
            }
        }
        values
    }

    pub fn machine(&self) -> &TargetMachine {
        &self.machine
    }

    pub fn os(&self) -> &str {
        &self.machine.os
    }

    pub fn arch(&self) -> &str {
        &self.machine.arch
    }

    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.machine.families.iter().map(String::as_str)
    }

    /// Whether this platform can run rustc, and thus compile build scripts and proc macros for itself. See
    /// <https://doc.rust-lang.org/rustc/platform-support.html>.
    pub fn runs_rustc(&self) -> bool {
        const SYSTEMS: [&str; 9] =
            ["dragonfly", "freebsd", "haiku", "illumos", "linux", "macos", "netbsd", "openbsd", "windows"];
        SYSTEMS.contains(&self.os()) || self.os() == "solaris"
    }
}

impl TargetMachine {
    /// `cfgs`: all values except the CPU features.
    pub fn new(
        arch: String,
        os: String,
        families: Vec<String>,
        mut cfgs: BTreeSet<Cfg>,
        cpu: CpuFeatures,
    ) -> TargetMachine {
        cfgs.extend(feature_cfgs(&cpu));
        TargetMachine { arch, os, families, cfgs: Rc::new(cfgs), cpu }
    }

    /// All values, with these CPU features.
    pub fn with_features(&self, cpu: &CpuFeatures) -> BTreeSet<Cfg> {
        let others = self.cfgs.iter().filter(|cfg| !matches!(cfg, Cfg::KeyPair(key, _) if key == FEATURE));
        others.cloned().chain(feature_cfgs(cpu)).collect()
    }
}

const FEATURE: &str = "target_feature";

fn feature_cfgs(cpu: &CpuFeatures) -> impl Iterator<Item = Cfg> {
    cpu.enabled().map(|feature| cfg_pair(FEATURE, feature))
}

pub fn cfg_pair(key: &str, value: &str) -> Cfg {
    Cfg::KeyPair(Ident { name: key.to_owned(), raw: false }, value.to_owned())
}

pub fn cfg_word(name: &str) -> Cfg {
    Cfg::Name(Ident { name: name.to_owned(), raw: false })
}

/// A triple that some release of rustc knows, but that is not in the table.
struct AbsentTriple {
    name: &'static str,
    /// The triple in the table that has the same values.
    like: &'static str,
    /// Its environment, if that differs from `like`.
    env: Option<&'static str>,
}

/// Triples of the oldest supported rustc and of the pinned one that are not in the table, because rustc has renamed
/// them.
const ABSENT: [AbsentTriple; 4] = [
    AbsentTriple {
        name: "aarch64-unknown-nto-qnx800",
        like: "aarch64-unknown-nto-qnx710",
        env: Some("nto80"),
    },
    AbsentTriple { name: "armv7a-vex-v5", like: "thumbv7a-vex-v5", env: None },
    AbsentTriple { name: "wasm32-wasi", like: "wasm32-wasip1", env: None },
    AbsentTriple { name: "x86_64-pc-nto-qnx800", like: "x86_64-pc-nto-qnx710", env: Some("nto80") },
];

fn removed_triple(name: &str) -> Option<TargetMachine> {
    let absent = ABSENT.iter().find(|absent| absent.name == name)?;
    let mut machine = machine_of(absent.like, get_builtin_target_by_triple(absent.like)?);
    if let Some(env) = absent.env {
        let cfgs = Rc::make_mut(&mut machine.cfgs);
        cfgs.retain(|cfg| !matches!(cfg, Cfg::KeyPair(key, _) if key == "target_env"));
        cfgs.insert(cfg_pair("target_env", env));
    }
    Some(machine)
}

/// Cargo asks rustc without a profile: `debug_assertions` is on, `test` is off, and no flags apply.
fn machine_of(name: &str, target: &TargetInfo) -> TargetMachine {
    let families: Vec<String> = target.families.iter().map(|family| family.as_str().to_owned()).collect();
    let os = target.os.as_ref().map_or("none", |os| os.as_str());
    let endian = match target.endian {
        Endian::little => "little",
        Endian::big => "big",
    };
    let mut cfgs = BTreeSet::from([
        cfg_word("debug_assertions"),
        cfg_pair("panic", target.panic.as_str()),
        cfg_pair("target_abi", target.abi.as_ref().map_or("", |abi| abi.as_str())),
        cfg_pair("target_arch", target.arch.as_str()),
        cfg_pair("target_endian", endian),
        cfg_pair("target_env", target.env.as_ref().map_or("", |env| env.as_str())),
        cfg_pair("target_os", os),
        cfg_pair("target_pointer_width", &target.pointer_width.to_string()),
        cfg_pair("target_vendor", target.vendor.as_ref().map_or("unknown", |vendor| vendor.as_str())),
    ]);
    cfgs.extend(family_cfgs(&families));
    cfgs.extend(target.has_atomics.iter().map(|atomic| match atomic {
        HasAtomic::IntegerSize(bits) => cfg_pair("target_has_atomic", &bits.to_string()),
        _ => cfg_pair("target_has_atomic", "ptr"),
    }));
    let arch = target.arch.as_str();
    let cpu = CpuFeatures::of_triple(name, arch);
    TargetMachine::new(arch.to_owned(), os.to_owned(), families, cfgs, cpu)
}

/// The families `unix` and `windows` are also cfg names of their own.
pub fn family_cfgs(families: &[String]) -> impl Iterator<Item = Cfg> {
    families.iter().flat_map(|family| {
        let own = ["unix", "windows"].contains(&family.as_str()).then(|| cfg_word(family));
        [Some(cfg_pair("target_family", family)), own].into_iter().flatten()
    })
}

/// The names of all triples that rustc knows.
pub fn rustc_triples() -> impl Iterator<Item = &'static str> {
    ALL_BUILTINS.iter().map(|target| target.triple.as_str())
}

fn unknown_triple(name: &str) -> Error {
    let error = Error::new(Code::UnknownTriple, format!("unknown platform triple: {name}"));
    let near = did_you_mean(name, rustc_triples());
    match near {
        Some(near) => error.help(format!("did you mean {near}?")),
        None => error.help("rustc --print target-list lists all triples"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_triple_suggests_the_near_one() {
        let error = TargetTriple::new("x86_64-unknown-linux-gun").expect_err("unknown");
        assert!(error.to_string().contains("did you mean x86_64-unknown-linux-gnu?"), "{error}");
    }
}
