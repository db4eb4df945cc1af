//! Sets of platforms as bits, and the meaning of each bit. One resolution handles all bits at once.
//!
//! There are two kinds: in [`PlatformBits::of_pairs`], a bit is one (host, target) pair, as in one call of cargo. In
//! [`PlatformBits::of_chosen`], a bit is one chosen triple, and every host may build for every target.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cargo_platform::Cfg;

use crate::error::{Code, Error, Result};
use crate::resolve::packages::LockedPackages;

use super::cfg::CfgCondition;
use super::triples::TargetTriple;

/// A set of bits.
pub type BitMask = u128;

/// The maximum number of bits in one resolution.
pub const MOST_BITS: usize = BitMask::BITS as usize;

/// The meaning of the bits in one resolution.
#[derive(Debug)]
pub struct PlatformBits {
    /// By bit: the triple whose cfg values apply on the target side.
    targets: Vec<TargetTriple>,
    /// By bit: the triple whose cfg values apply on the host side. `None` if the triple is not a host.
    hosts: Vec<Option<TargetTriple>>,
    all: BitMask,
    all_hosts: BitMask,
    paired: bool,
    /// By choice of feature sets: its bits.
    choices: Vec<BitMask>,
}

impl PlatformBits {
    /// One bit for each (host, target) pair; at most [`MOST_BITS`].
    pub fn of_pairs(pairs: &[(TargetTriple, TargetTriple)]) -> PlatformBits {
        let all = full_mask(pairs.len());
        PlatformBits {
            targets: pairs.iter().map(|(_, target)| target.clone()).collect(),
            hosts: pairs.iter().map(|(host, _)| Some(host.as_host())).collect(),
            all,
            all_hosts: all,
            paired: true,
            choices: vec![all],
        }
    }

    /// One bit without a platform, for resolutions that ignore all conditions.
    pub fn without_platform() -> PlatformBits {
        PlatformBits {
            targets: Vec::new(),
            hosts: Vec::new(),
            all: 1,
            all_hosts: 1,
            paired: true,
            choices: vec![1],
        }
    }

    /// One bit for each chosen triple. Build scripts and proc macros may run on each of them that runs rustc.
    /// `choices`: how many choices of feature sets there are, each with an equal part of the triples.
    pub fn of_chosen(triples: &[TargetTriple], choices: usize) -> Result<PlatformBits> {
        if triples.len() > MOST_BITS {
            return Err(too_many(triples.len(), choices));
        }
        let hosts: Vec<Option<TargetTriple>> =
            triples.iter().map(|triple| triple.runs_rustc().then(|| triple.as_host())).collect();
        let all_hosts = mask_of(hosts.iter().map(Option::is_some));
        Ok(PlatformBits {
            targets: triples.to_vec(),
            hosts,
            all: full_mask(triples.len()),
            all_hosts,
            paired: false,
            choices: {
                let bits = triples.len() / choices;
                (0..choices).map(|choice| full_mask(bits) << (choice * bits)).collect()
            },
        })
    }

    pub fn all(&self) -> BitMask {
        self.all
    }

    /// The host bits on which something is needed, given the target bits that need it.
    pub fn lift_to_hosts(&self, targets: BitMask) -> BitMask {
        if self.paired { targets } else { self.choices_of(targets) & self.all_hosts }
    }

    /// The target bits for which something may be needed, given the host bits that need it.
    pub fn lower_to_targets(&self, hosts: BitMask) -> BitMask {
        if self.paired { hosts } else { self.choices_of(hosts) }
    }

    /// By choice of feature sets: its bits.
    pub fn choices(&self) -> &[BitMask] {
        &self.choices
    }

    /// All bits of the choices that any of these bits belongs to.
    fn choices_of(&self, bits: BitMask) -> BitMask {
        self.choices.iter().filter(|choice| bits & **choice != 0).fold(0, |all, choice| all | choice)
    }

    /// Where each condition in the manifests is true. Each distinct condition is parsed and evaluated once.
    pub fn evaluate_conditions(&self, packages: &LockedPackages) -> Result<BTreeMap<String, ConditionMasks>> {
        let mut table = BTreeMap::new();
        for package in &packages.list {
            let conditions =
                package.dependencies.iter().filter_map(|dependency| dependency.platform.as_ref());
            for text in conditions {
                if !table.contains_key(text) {
                    let condition =
                        CfgCondition::parse(text).map_err(|error| packages.at_manifest(package, error))?;
                    table.insert(text.clone(), self.masks_of_condition(&condition));
                }
            }
        }
        Ok(table)
    }

    fn masks_of_condition(&self, condition: &CfgCondition) -> ConditionMasks {
        self.masks_where(&|triple| condition.holds(triple))
    }

    /// Where one of these triples is the target, or the host.
    pub fn masks_of_triples<T>(&self, named: &BTreeMap<String, T>) -> ConditionMasks {
        self.masks_where(&|triple| named.contains_key(&triple.cargo_name))
    }

    /// Where the value of a condition depends on cfg values that count as unknown.
    pub fn masks_of_uncertain(
        &self,
        condition: &CfgCondition,
        unknown: &dyn Fn(&Cfg) -> bool,
    ) -> ConditionMasks {
        self.masks_where(&|triple| condition.depends_on_unknown(triple, unknown))
    }

    /// The names of all cfg values that the user sets for any triple.
    pub fn user_cfg_names(&self) -> BTreeSet<String> {
        self.targets.iter().flat_map(|triple| triple.user_cfgs.iter().cloned()).collect()
    }

    fn masks_where(&self, question: &dyn Fn(&TargetTriple) -> bool) -> ConditionMasks {
        // A triple occurs in many pairs.
        let mut answers: BTreeMap<*const BTreeSet<Cfg>, bool> = BTreeMap::new();
        let mut answer = |triple: &TargetTriple| {
            *answers.entry(Rc::as_ptr(&triple.cfgs)).or_insert_with(|| question(triple))
        };
        ConditionMasks {
            target: mask_of(self.targets.iter().map(&mut answer)),
            host: mask_of(self.hosts.iter().map(|host| host.as_ref().is_some_and(&mut answer))),
        }
    }

    pub fn full_masks(&self) -> ConditionMasks {
        ConditionMasks { target: self.all, host: self.all_hosts }
    }
}

/// Where a condition is true, on each side.
#[derive(Clone, Copy, Debug)]
pub struct ConditionMasks {
    pub target: BitMask,
    pub host: BitMask,
}

fn too_many(bits: usize, choices: usize) -> Error {
    let what = match choices {
        1 => format!("{bits} platform triples are selected, but at most {MOST_BITS} are supported"),
        _ => format!(
            "{} platform triples are selected, each for {choices} choices of `feature_sets`: at most {MOST_BITS} are supported in all",
            bits / choices
        ),
    };
    let error = Error::new(Code::TooManyTriples, what);
    match choices {
        1 => error.help("shorten `supported_platform_triples`"),
        _ => error
            .note("members multiply: two members with three sets each have nine choices")
            .help("shorten `supported_platform_triples`, or declare fewer sets"),
    }
}

fn full_mask(bits: usize) -> BitMask {
    if bits >= MOST_BITS { BitMask::MAX } else { (1 << bits) - 1 }
}

fn mask_of(flags: impl IntoIterator<Item = bool>) -> BitMask {
    flags.into_iter().enumerate().fold(0, |mask, (bit, flag)| mask | (BitMask::from(flag) << bit))
}

/// The positions of the bits that are set, lowest first.
pub fn set_bits(mask: BitMask) -> impl Iterator<Item = usize> {
    let mut rest = mask;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(bit)
    })
}
