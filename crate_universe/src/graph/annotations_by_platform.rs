//! Resolves annotations by platform: parses their keys, and picks the value that counts where several annotations set
//! the same thing.
//!
//! It treats fields only by their shape.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::annotate::{AnnotationMatch, MatchedAnnotations, MatchesByField};
use crate::error::{Code, Error, Result, TagRef, did_you_mean};
use crate::input::fields::Field;
use crate::input::value::{FieldShape, FieldValue};
use crate::label::Label;

use super::bits::{BitMask, set_bits};
use super::cfg::CfgCondition;
use super::platforms::ChosenPlatforms;
use super::triples::{self, TargetTriple};

/// A scalar, an item of a list, or an entry of a dict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnotationItem {
    Flag(bool),
    Text(String),
    Entry(String, String),
}

impl AnnotationItem {
    /// The text of a scalar or of a list item.
    pub fn as_text(&self) -> &str {
        match self {
            AnnotationItem::Flag(_) => "",
            AnnotationItem::Text(text) | AnnotationItem::Entry(_, text) => text,
        }
    }
}

/// As users write it.
impl fmt::Display for AnnotationItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnnotationItem::Flag(true) => f.write_str("True"),
            AnnotationItem::Flag(false) => f.write_str("False"),
            AnnotationItem::Text(text) | AnnotationItem::Entry(_, text) => write!(f, "{text:?}"),
        }
    }
}

/// Where an item applies: on some chosen triples, as target and as exec platform, or wherever a config label matches
/// in Bazel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemScope {
    Triples(BitMask),
    Label(String),
}

/// An item, where it applies, and the tag that sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedItem {
    pub item: AnnotationItem,
    pub place: ItemScope,
    /// Whether an annotation of all packages sets it.
    pub of_all: bool,
    /// Whether the package's own metadata sets it.
    pub is_from_package: bool,
    pub tag: Option<TagRef>,
}

/// The items of one field, in order.
pub type FieldItems = Vec<ScopedItem>;

#[derive(Debug, Default)]
pub struct PlatformAnnotations {
    /// By package.
    packages: Vec<BTreeMap<Field, FieldItems>>,
    /// Warnings about keys that distinguish triples which Bazel cannot distinguish.
    pub warnings: BTreeSet<String>,
}

impl PlatformAnnotations {
    /// The items of a field. Empty if no annotation sets it.
    pub fn items(&self, package: usize, field: Field) -> &[ScopedItem] {
        self.packages.get(package).and_then(|fields| fields.get(&field)).map_or(&[], Vec::as_slice)
    }

    /// The value of a scalar that does not depend on the platform.
    pub fn scalar(&self, package: usize, field: Field) -> Option<&AnnotationItem> {
        self.items(package, field).first().map(|scoped| &scoped.item)
    }

    pub fn text(&self, package: usize, field: Field) -> Option<&str> {
        self.scalar(package, field).map(AnnotationItem::as_text)
    }

    pub fn flag(&self, package: usize, field: Field) -> Option<bool> {
        match self.scalar(package, field)? {
            AnnotationItem::Flag(flag) => Some(*flag),
            AnnotationItem::Text(_) | AnnotationItem::Entry(..) => None,
        }
    }

    /// Adds the tags that set a field to an error about it.
    pub fn with_tags(&self, error: Error, package: usize, field: Field) -> Error {
        let tags = self.items(package, field).iter().filter_map(|scoped| scoped.tag.as_ref());
        tags.fold(error, |error, tag| if error.tags().contains(tag) { error } else { error.with_tag(tag) })
    }

    pub fn is_empty(&self) -> bool {
        self.packages.iter().all(BTreeMap::is_empty)
    }
}

pub fn by_platform(
    annotations: &MatchedAnnotations,
    chosen: &ChosenPlatforms,
) -> Result<PlatformAnnotations> {
    let mut places = ScopeReader { chosen, scopes_by_key: BTreeMap::new(), warnings: BTreeSet::new() };
    let packages = annotations.packages.iter().map(|notes| resolve_fields(notes, &mut places));
    let packages = packages.collect::<Result<_>>()?;
    Ok(PlatformAnnotations { packages, warnings: places.warnings })
}

fn resolve_fields(
    notes: &MatchesByField,
    places: &mut ScopeReader<'_>,
) -> Result<BTreeMap<Field, FieldItems>> {
    notes.iter().map(|(field, notes)| Ok((*field, resolve_items(*field, notes, places)?))).collect()
}

/// One value, with all that decides whether it counts.
struct AnnotationClaim<'a> {
    item: AnnotationItem,
    place: ItemScope,
    note: &'a AnnotationMatch,
}

impl AnnotationClaim<'_> {
    fn scoped_to(&self, place: ItemScope) -> ScopedItem {
        let AnnotationMatch { tag, .. } = self.note;
        ScopedItem {
            item: self.item.clone(),
            place,
            of_all: self.note.is_for_any_package(),
            is_from_package: self.note.is_from_package(),
            tag: tag.clone(),
        }
    }
}

fn resolve_items(
    field: Field,
    notes: &[AnnotationMatch],
    places: &mut ScopeReader<'_>,
) -> Result<FieldItems> {
    let mut claims = Vec::new();
    for note in notes {
        for place in places.scopes_of(note, field)? {
            let of = |item| AnnotationClaim { item, place: place.clone(), note };
            match &note.value {
                FieldValue::Flag(flag) => claims.push(of(AnnotationItem::Flag(*flag))),
                FieldValue::Text(text) => claims.push(of(AnnotationItem::Text(text.clone()))),
                FieldValue::List(list) => {
                    claims.extend(list.iter().map(|text| of(AnnotationItem::Text(text.clone()))))
                }
                FieldValue::Dict(dict) => {
                    claims.extend(
                        dict.iter().map(|(key, value)| of(AnnotationItem::Entry(key.clone(), value.clone()))),
                    );
                }
            }
        }
    }
    match field.row().shape {
        shape if shape.is_scalar() => ClaimResolver { field, key: None }.resolve_conflicts(&claims, true),
        FieldShape::Dict | FieldShape::LabelDict => {
            let mut by_key: BTreeMap<String, Vec<AnnotationClaim<'_>>> = BTreeMap::new();
            for claim in claims {
                if let AnnotationItem::Entry(key, _) = &claim.item {
                    by_key.entry(key.clone()).or_default().push(claim);
                }
            }
            let settled = by_key.iter().map(|(key, claims)| {
                ClaimResolver { field, key: Some(key) }.resolve_conflicts(claims, false)
            });
            Ok(settled.collect::<Result<Vec<_>>>()?.concat())
        }
        // If the visibility for all crates were added to that of one crate, no crate could have a narrower one.
        FieldShape::Visibility => {
            let closest = claims.iter().map(|claim| claim.note.closeness).max();
            let counts = claims.iter().filter(|claim| Some(claim.note.closeness) == closest);
            Ok(counts.map(|claim| claim.scoped_to(claim.place.clone())).collect())
        }
        _ => Ok(claims.iter().map(|claim| claim.scoped_to(claim.place.clone())).collect()),
    }
}

/// Decides which of several values for the same thing counts on each triple.
struct ClaimResolver<'a> {
    field: Field,
    /// The key, for an entry of a dict.
    key: Option<&'a str>,
}

impl ClaimResolver<'_> {
    /// On each triple the closest claim counts. Of equally close claims, one with a platform key wins over one
    /// without keys.
    fn resolve_conflicts(&self, claims: &[AnnotationClaim<'_>], alone: bool) -> Result<FieldItems> {
        let mut settled = FieldItems::new();
        let mut by_rank: BTreeMap<(u8, bool), Vec<&AnnotationClaim<'_>>> = BTreeMap::new();
        let claims: Vec<&AnnotationClaim<'_>> =
            claims.iter().filter(|claim| !is_overridden(claim, claims)).collect();
        for (at, claim) in claims.iter().copied().enumerate() {
            if let Some(other) = claims[..at].iter().find(|other| may_overlap(claim, other, alone)) {
                return Err(self.conflict_error(claim, other));
            }
            by_rank.entry(claim_rank(claim)).or_default().push(claim);
        }
        let mut taken: BitMask = 0;
        for equal in by_rank.values().rev() {
            let free = !taken;
            for claim in equal {
                let place = match &claim.place {
                    ItemScope::Triples(mask) => {
                        taken |= mask;
                        ItemScope::Triples(mask & free)
                    }
                    label @ ItemScope::Label(_) => label.clone(),
                };
                let settling = claim.scoped_to(place);
                if settling.place != ItemScope::Triples(0) && !settled.contains(&settling) {
                    settled.push(settling);
                }
            }
        }
        Ok(settled)
    }

    fn conflict_error(&self, claim: &AnnotationClaim<'_>, other: &AnnotationClaim<'_>) -> Error {
        let thing = match self.key {
            Some(key) => format!("{}[{key:?}]", self.field.row().name),
            None => self.field.row().name.to_owned(),
        };
        let claimed = |claim: &AnnotationClaim<'_>| match claim.note.keys.as_slice() {
            [] => format!("{} on every platform", claim.item),
            keys => format!("{} for {}", claim.item, keys.join(", ")),
        };
        let mut error = Error::new(Code::AnnotationConflict, format!("conflicting values for {thing}"))
            .note(format!("{}, and {}; both can apply at once", claimed(other), claimed(claim)))
            .help("keep one of them, or use keys that never apply together");
        for tag in [&other.note.tag, &claim.note.tag].into_iter().flatten() {
            if !error.tags().contains(tag) {
                error = error.with_tag(tag);
            }
        }
        error
    }
}

/// Whether the claim for a config label never counts, because a closer claim has the same label or applies
/// everywhere.
fn is_overridden(claim: &AnnotationClaim<'_>, claims: &[AnnotationClaim<'_>]) -> bool {
    let ItemScope::Label(_) = &claim.place else { return false };
    claims.iter().any(|other| {
        other.note.closeness > claim.note.closeness
            && (other.place == claim.place || other.note.keys.is_empty())
    })
}

fn claim_rank(claim: &AnnotationClaim<'_>) -> (u8, bool) {
    (claim.note.closeness, !claim.note.keys.is_empty())
}

/// Whether two different claims may apply at once, although neither is closer.
fn may_overlap(claim: &AnnotationClaim<'_>, other: &AnnotationClaim<'_>, alone: bool) -> bool {
    let differ = claim.item != other.item;
    match (&claim.place, &other.place) {
        (ItemScope::Triples(left), ItemScope::Triples(right)) => {
            differ && left & right != 0 && claim_rank(claim) == claim_rank(other)
        }
        (ItemScope::Label(left), ItemScope::Label(right)) if left == right => {
            differ && claim_rank(claim) == claim_rank(other)
        }
        // It is unknown whether both labels, or a label and a triple, match at once.
        _ => alone && differ && !claim.note.keys.is_empty() && !other.note.keys.is_empty(),
    }
}

/// Resolves keys, each one once.
struct ScopeReader<'a> {
    chosen: &'a ChosenPlatforms,
    scopes_by_key: BTreeMap<String, ItemScope>,
    warnings: BTreeSet<String>,
}

impl ScopeReader<'_> {
    /// The triples of all keys together, and each config label.
    fn scopes_of(&mut self, note: &AnnotationMatch, field: Field) -> Result<Vec<ItemScope>> {
        if note.keys.is_empty() {
            return Ok(vec![ItemScope::Triples(BitMask::MAX)]);
        }
        let mut triples: BitMask = 0;
        let mut places = Vec::new();
        for key in &note.keys {
            let place = self.parse_key(key).map_err(|error| match &note.tag {
                Some(tag) => error.with_tag(tag),
                None => error.note(format!("this is a key of `{}`", field.row().name)),
            })?;
            match place {
                ItemScope::Triples(mask) => triples |= mask,
                ItemScope::Label(_) => places.push(place),
            }
        }
        if triples != 0 {
            self.warn_of_partial_platform(&note.keys, triples);
            places.push(ItemScope::Triples(triples));
        }
        Ok(places)
    }

    fn parse_key(&mut self, key: &str) -> Result<ItemScope> {
        if let Some(place) = self.scopes_by_key.get(key) {
            return Ok(place.clone());
        }
        let place = if key.starts_with("cfg(") {
            let condition = CfgCondition::parse(key)?;
            ItemScope::Triples(self.mask_where(|triple| condition.holds(triple)))
        } else if key.contains("//") {
            if Label::parse(key).is_none() {
                return Err(unknown_key(key, "it is not an absolute label"));
            }
            ItemScope::Label(key.to_owned())
        } else if self.chosen.triples.iter().any(|triple| triple.name == key)
            || TargetTriple::new(key).is_ok()
        {
            ItemScope::Triples(self.mask_where(|triple| triple.name == key))
        } else {
            return Err(unknown_key(key, "it is not a triple, a cfg() expression or a config label"));
        };
        self.scopes_by_key.insert(key.to_owned(), place.clone());
        Ok(place)
    }

    /// Warns if the keys match only some triples of a platform: the value then applies to the whole platform.
    fn warn_of_partial_platform(&mut self, keys: &[String], meant: BitMask) {
        let named = |triple: usize| &self.chosen.triples[triple].name;
        let platform = |triple: usize| self.chosen.platform_of[triple];
        let others = || (0..self.chosen.triples.len()).filter(|triple| meant >> triple & 1 == 0);
        let pair = set_bits(meant).filter(|triple| *triple < self.chosen.triples.len()).find_map(|triple| {
            others().find(|other| platform(*other) == platform(triple)).map(|other| (triple, other))
        });
        if let Some((triple, other)) = pair {
            let warning = format!(
                "an annotation for {} also applies to {}, which Bazel cannot distinguish from {}: give each a config \
                 label in `platform_labels`",
                keys.join(", "),
                named(other),
                named(triple),
            );
            self.warnings.insert(warning);
        }
    }

    fn mask_where(&self, holds: impl Fn(&TargetTriple) -> bool) -> BitMask {
        let bits = self.chosen.triples.iter().enumerate().filter(|(_, triple)| holds(triple));
        bits.fold(0, |mask, (bit, _)| mask | 1 << bit)
    }
}

fn unknown_key(key: &str, why: &str) -> Error {
    let error = Error::new(Code::AnnotationKey, format!("unknown platform `{key}`")).note(why);
    match did_you_mean(key, triples::rustc_triples()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(
            "use a triple, a cfg() expression such as cfg(windows), or a label such as @platforms//os:linux",
        ),
    }
}
