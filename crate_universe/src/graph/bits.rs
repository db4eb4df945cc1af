//! Sets of platforms as bits, and what one bit means. A resolution runs once for all bits.
//! Two readings: [`Bits::pairs`], where a bit is one (host, target) pair as one call of cargo sees it, and
//! [`Bits::chosen`], where a bit is one chosen triple and every host may build for every target.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cargo_platform::Cfg;

use crate::error::{Code, Error, Result};
use crate::resolve::packages::Packages;

use super::cfg::Condition;
use super::triples::Triple;

/// A set of bits.
pub type Mask = u128;

/// The bits that one resolution holds.
pub const MOST_BITS: usize = Mask::BITS as usize;

/// The meaning of bits for one resolution.
#[derive(Debug)]
pub struct Bits {
    /// For each bit, the triple whose cfg values hold on the target side.
    targets: Vec<Triple>,
    /// For each bit, the triple whose cfg values hold on the host side; none where nothing is built on it.
    hosts: Vec<Option<Triple>>,
    all: Mask,
    all_hosts: Mask,
    paired: bool,
}

impl Bits {
    /// One bit for each (host, target) pair; at most [`MOST_BITS`].
    pub fn pairs(pairs: &[(Triple, Triple)]) -> Bits {
        let all = full(pairs.len());
        Bits {
            targets: pairs.iter().map(|(_, target)| target.clone()).collect(),
            hosts: pairs.iter().map(|(host, _)| Some(host.as_host())).collect(),
            all,
            all_hosts: all,
            paired: true,
        }
    }

    /// One bit that means no platform: for readings that look at no condition.
    pub fn one() -> Bits {
        Bits { targets: Vec::new(), hosts: Vec::new(), all: 1, all_hosts: 1, paired: true }
    }

    /// One bit for each chosen triple; what runs while building may run on any of them that runs rustc.
    pub fn chosen(triples: &[Triple]) -> Result<Bits> {
        if triples.len() > MOST_BITS {
            let what = format!(
                "{} platform triples are selected, but at most {MOST_BITS} are supported",
                triples.len()
            );
            return Err(Error::new(Code::TooManyTriples, what).help("shorten `supported_platform_triples`"));
        }
        let hosts: Vec<Option<Triple>> =
            triples.iter().map(|triple| triple.runs_rustc().then(|| triple.as_host())).collect();
        let all_hosts = mask_of(hosts.iter().map(Option::is_some));
        Ok(Bits { targets: triples.to_vec(), hosts, all: full(triples.len()), all_hosts, paired: false })
    }

    pub fn all(&self) -> Mask {
        self.all
    }

    /// The host bits on which something is needed when it is needed for these target bits.
    pub fn lift(&self, targets: Mask) -> Mask {
        match (self.paired, targets) {
            (true, targets) => targets,
            (false, 0) => 0,
            (false, _) => self.all_hosts,
        }
    }

    /// The target bits for which something may be needed when it is needed on these host bits.
    pub fn lower(&self, hosts: Mask) -> Mask {
        match (self.paired, hosts) {
            (true, hosts) => hosts,
            (false, 0) => 0,
            (false, _) => self.all,
        }
    }

    /// Where the condition of each declaration holds; every distinct condition is parsed and evaluated once.
    pub fn conditions(&self, packages: &Packages) -> Result<BTreeMap<String, Holds>> {
        let mut table = BTreeMap::new();
        for package in &packages.list {
            let conditions =
                package.dependencies.iter().filter_map(|dependency| dependency.platform.as_ref());
            for text in conditions {
                if !table.contains_key(text) {
                    let condition =
                        Condition::parse(text).map_err(|error| packages.blamed(package, error))?;
                    table.insert(text.clone(), self.holds(&condition));
                }
            }
        }
        Ok(table)
    }

    fn holds(&self, condition: &Condition) -> Holds {
        self.ask(&|triple| condition.holds(triple))
    }

    /// Where one of these triples is targeted, or builds.
    pub fn triples<T>(&self, named: &BTreeMap<String, T>) -> Holds {
        self.ask(&|triple| named.contains_key(&triple.cargo_name))
    }

    /// Where the answer hangs on values that count as unknown.
    pub fn hanging(&self, condition: &Condition, unknown: &dyn Fn(&Cfg) -> bool) -> Holds {
        self.ask(&|triple| condition.hangs_on(triple, unknown))
    }

    /// The names of all cfg values that the user sets for some triple.
    pub fn named(&self) -> BTreeSet<String> {
        self.targets.iter().flat_map(|triple| triple.named.iter().cloned()).collect()
    }

    fn ask(&self, question: &dyn Fn(&Triple) -> bool) -> Holds {
        // In pairs a triple comes back many times.
        let mut answers: BTreeMap<*const BTreeSet<Cfg>, bool> = BTreeMap::new();
        let mut answer =
            |triple: &Triple| *answers.entry(Rc::as_ptr(&triple.cfgs)).or_insert_with(|| question(triple));
        Holds {
            target: mask_of(self.targets.iter().map(&mut answer)),
            host: mask_of(self.hosts.iter().map(|host| host.as_ref().is_some_and(&mut answer))),
        }
    }

    pub fn everywhere(&self) -> Holds {
        Holds { target: self.all, host: self.all_hosts }
    }
}

/// Where a condition holds, on each side.
#[derive(Clone, Copy, Debug)]
pub struct Holds {
    pub target: Mask,
    pub host: Mask,
}

fn full(bits: usize) -> Mask {
    if bits >= MOST_BITS { Mask::MAX } else { (1 << bits) - 1 }
}

fn mask_of(flags: impl IntoIterator<Item = bool>) -> Mask {
    flags.into_iter().enumerate().fold(0, |mask, (bit, flag)| mask | (Mask::from(flag) << bit))
}

/// The places of the bits that are set, lowest first.
pub fn ones(mask: Mask) -> impl Iterator<Item = usize> {
    let mut rest = mask;
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(bit)
    })
}
