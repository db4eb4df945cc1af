//! What annotations say, platform by platform: their keys are read, and of several values of one thing the one that
//! counts is found. Takes the notes of each package and the chosen triples, gives items with the place that each holds
//! at. Knows fields by their shape only.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::annotate::{Annotations, Note, Notes};
use crate::error::{Code, Error, Result, Tag, did_you_mean};
use crate::input::fields::Field;
use crate::input::value::{Shape, Value};
use crate::label::Label;

use super::bits::{Mask, ones};
use super::cfg::Condition;
use super::platforms::Chosen;
use super::triples::{self, Triple};

/// A scalar, an item of a list, or an entry of a dict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Flag(bool),
    Text(String),
    Entry(String, String),
}

impl Item {
    /// The text of a scalar or of a list's item.
    pub fn text(&self) -> &str {
        match self {
            Item::Flag(_) => "",
            Item::Text(text) | Item::Entry(_, text) => text,
        }
    }
}

/// As users write it.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Flag(true) => f.write_str("True"),
            Item::Flag(false) => f.write_str("False"),
            Item::Text(text) | Item::Entry(_, text) => write!(f, "{text:?}"),
        }
    }
}

/// Where an item holds: on chosen triples, as target and as exec platform, or where Bazel says that a label holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Triples(Mask),
    Label(String),
}

/// An item where it holds, and the tag that says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub item: Item,
    pub place: Place,
    /// Whether it is said of all packages.
    pub of_all: bool,
    /// Whether the package itself says it.
    pub own: bool,
    pub tag: Option<Tag>,
}

/// The items of one field, in their order.
pub type Items = Vec<Held>;

#[derive(Debug, Default)]
pub struct Annotated {
    /// By package.
    packages: Vec<BTreeMap<Field, Items>>,
    /// Where keys tell triples apart that Bazel cannot.
    pub warnings: BTreeSet<String>,
}

impl Annotated {
    /// Nothing where nobody says anything.
    pub fn items(&self, package: usize, field: Field) -> &[Held] {
        self.packages.get(package).and_then(|fields| fields.get(&field)).map_or(&[], Vec::as_slice)
    }

    /// A scalar that is the same everywhere.
    pub fn scalar(&self, package: usize, field: Field) -> Option<&Item> {
        self.items(package, field).first().map(|held| &held.item)
    }

    pub fn text(&self, package: usize, field: Field) -> Option<&str> {
        self.scalar(package, field).map(Item::text)
    }

    pub fn flag(&self, package: usize, field: Field) -> Option<bool> {
        match self.scalar(package, field)? {
            Item::Flag(flag) => Some(*flag),
            Item::Text(_) | Item::Entry(..) => None,
        }
    }

    /// An error about what is said of a field: it names the tags that say it.
    pub fn blame(&self, error: Error, package: usize, field: Field) -> Error {
        let tags = self.items(package, field).iter().filter_map(|held| held.tag.as_ref());
        tags.fold(error, |error, tag| if error.tags().contains(tag) { error } else { error.of(tag) })
    }

    pub fn is_empty(&self) -> bool {
        self.packages.iter().all(BTreeMap::is_empty)
    }
}

pub fn annotated(annotations: &Annotations, chosen: &Chosen) -> Result<Annotated> {
    let mut places = Places { chosen, known: BTreeMap::new(), warnings: BTreeSet::new() };
    let packages = annotations.packages.iter().map(|notes| fields(notes, &mut places));
    let packages = packages.collect::<Result<_>>()?;
    Ok(Annotated { packages, warnings: places.warnings })
}

fn fields(notes: &Notes, places: &mut Places<'_>) -> Result<BTreeMap<Field, Items>> {
    notes.iter().map(|(field, notes)| Ok((*field, items(*field, notes, places)?))).collect()
}

/// One value with everything that decides whether it counts.
struct Claim<'a> {
    item: Item,
    place: Place,
    note: &'a Note,
}

impl Claim<'_> {
    fn held(&self, place: Place) -> Held {
        let Note { tag, .. } = self.note;
        Held {
            item: self.item.clone(),
            place,
            of_all: self.note.is_of_all(),
            own: self.note.is_own(),
            tag: tag.clone(),
        }
    }
}

fn items(field: Field, notes: &[Note], places: &mut Places<'_>) -> Result<Items> {
    let mut claims = Vec::new();
    for note in notes {
        for place in places.of(note, field)? {
            let of = |item| Claim { item, place: place.clone(), note };
            match &note.value {
                Value::Flag(flag) => claims.push(of(Item::Flag(*flag))),
                Value::Text(text) => claims.push(of(Item::Text(text.clone()))),
                Value::List(list) => claims.extend(list.iter().map(|text| of(Item::Text(text.clone())))),
                Value::Dict(dict) => {
                    claims
                        .extend(dict.iter().map(|(key, value)| of(Item::Entry(key.clone(), value.clone()))));
                }
            }
        }
    }
    match field.row().shape {
        shape if shape.is_scalar() => Settling { field, key: None }.settle(&claims, true),
        Shape::Dict | Shape::LabelDict => {
            let mut by_key: BTreeMap<String, Vec<Claim<'_>>> = BTreeMap::new();
            for claim in claims {
                if let Item::Entry(key, _) = &claim.item {
                    by_key.entry(key.clone()).or_default().push(claim);
                }
            }
            let settled =
                by_key.iter().map(|(key, claims)| Settling { field, key: Some(key) }.settle(claims, false));
            Ok(settled.collect::<Result<Vec<_>>>()?.concat())
        }
        // A default of all crates that came on top could not be narrowed for one of them.
        Shape::Visibility => {
            let closest = claims.iter().map(|claim| claim.note.closeness).max();
            let counts = claims.iter().filter(|claim| Some(claim.note.closeness) == closest);
            Ok(counts.map(|claim| claim.held(claim.place.clone())).collect())
        }
        _ => Ok(claims.iter().map(|claim| claim.held(claim.place.clone())).collect()),
    }
}

/// Finds which of several values of one thing counts on each triple.
struct Settling<'a> {
    field: Field,
    /// The key of a dict's entry.
    key: Option<&'a str>,
}

impl Settling<'_> {
    /// On each triple the closest claim counts, and of equally close ones that which names the platform.
    fn settle(&self, claims: &[Claim<'_>], alone: bool) -> Result<Items> {
        let mut settled = Items::new();
        let mut by_rank: BTreeMap<(u8, bool), Vec<&Claim<'_>>> = BTreeMap::new();
        let claims: Vec<&Claim<'_>> = claims.iter().filter(|claim| !is_outdone(claim, claims)).collect();
        for (at, claim) in claims.iter().copied().enumerate() {
            if let Some(other) = claims[..at].iter().find(|other| meet(claim, other, alone)) {
                return Err(self.conflict(claim, other));
            }
            by_rank.entry(rank(claim)).or_default().push(claim);
        }
        let mut taken: Mask = 0;
        for equal in by_rank.values().rev() {
            let free = !taken;
            for claim in equal {
                let place = match &claim.place {
                    Place::Triples(mask) => {
                        taken |= mask;
                        Place::Triples(mask & free)
                    }
                    label @ Place::Label(_) => label.clone(),
                };
                let held = claim.held(place);
                if held.place != Place::Triples(0) && !settled.contains(&held) {
                    settled.push(held);
                }
            }
        }
        Ok(settled)
    }

    fn conflict(&self, claim: &Claim<'_>, other: &Claim<'_>) -> Error {
        let thing = match self.key {
            Some(key) => format!("{}[{key:?}]", self.field.row().name),
            None => self.field.row().name.to_owned(),
        };
        let claimed = |claim: &Claim<'_>| match claim.note.keys.as_slice() {
            [] => format!("{} on every platform", claim.item),
            keys => format!("{} for {}", claim.item, keys.join(", ")),
        };
        let mut error = Error::new(Code::AnnotationConflict, format!("conflicting values for {thing}"))
            .note(format!("{}, and {}; both can apply at once", claimed(other), claimed(claim)))
            .help("keep one of them, or use keys that never apply together");
        for tag in [&other.note.tag, &claim.note.tag].into_iter().flatten() {
            if !error.tags().contains(tag) {
                error = error.of(tag);
            }
        }
        error
    }
}

/// Whether a config label's claim cannot count: a closer one is for the same label, or for everywhere.
fn is_outdone(claim: &Claim<'_>, claims: &[Claim<'_>]) -> bool {
    let Place::Label(_) = &claim.place else { return false };
    claims.iter().any(|other| {
        other.note.closeness > claim.note.closeness
            && (other.place == claim.place || other.note.keys.is_empty())
    })
}

fn rank(claim: &Claim<'_>) -> (u8, bool) {
    (claim.note.closeness, !claim.note.keys.is_empty())
}

/// Whether two claims may both hold, and neither is closer.
fn meet(claim: &Claim<'_>, other: &Claim<'_>, alone: bool) -> bool {
    let differ = claim.item != other.item;
    match (&claim.place, &other.place) {
        (Place::Triples(left), Place::Triples(right)) => {
            differ && left & right != 0 && rank(claim) == rank(other)
        }
        (Place::Label(left), Place::Label(right)) if left == right => differ && rank(claim) == rank(other),
        // Nobody knows whether both hold at once.
        _ => alone && differ && !claim.note.keys.is_empty() && !other.note.keys.is_empty(),
    }
}

/// What keys mean; each is read once.
struct Places<'a> {
    chosen: &'a Chosen,
    known: BTreeMap<String, Place>,
    warnings: BTreeSet<String>,
}

impl Places<'_> {
    /// The triples of all keys together, and each config label.
    fn of(&mut self, note: &Note, field: Field) -> Result<Vec<Place>> {
        if note.keys.is_empty() {
            return Ok(vec![Place::Triples(Mask::MAX)]);
        }
        let mut triples: Mask = 0;
        let mut places = Vec::new();
        for key in &note.keys {
            let place = self.key(key).map_err(|error| match &note.tag {
                Some(tag) => error.of(tag),
                None => error.note(format!("this is a key of `{}`", field.row().name)),
            })?;
            match place {
                Place::Triples(mask) => triples |= mask,
                Place::Label(_) => places.push(place),
            }
        }
        if triples != 0 {
            self.warn(&note.keys, triples);
            places.push(Place::Triples(triples));
        }
        Ok(places)
    }

    fn key(&mut self, key: &str) -> Result<Place> {
        if let Some(place) = self.known.get(key) {
            return Ok(place.clone());
        }
        let place = if key.starts_with("cfg(") {
            let condition = Condition::parse(key)?;
            Place::Triples(self.mask(|triple| condition.holds(triple)))
        } else if key.contains("//") {
            if Label::parse(key).is_none() {
                return Err(unknown(key, "it is not an absolute label"));
            }
            Place::Label(key.to_owned())
        } else if self.chosen.triples.iter().any(|triple| triple.name == key) || Triple::new(key).is_ok() {
            Place::Triples(self.mask(|triple| triple.name == key))
        } else {
            return Err(unknown(key, "it is not a triple, a cfg() expression or a config label"));
        };
        self.known.insert(key.to_owned(), place.clone());
        Ok(place)
    }

    /// Says so where only some triples of a platform are meant: what is said of them holds for all of it.
    fn warn(&mut self, keys: &[String], meant: Mask) {
        let named = |triple: usize| &self.chosen.triples[triple].name;
        let platform = |triple: usize| self.chosen.platform_of[triple];
        let others = || (0..self.chosen.triples.len()).filter(|triple| meant >> triple & 1 == 0);
        let pair = ones(meant).filter(|triple| *triple < self.chosen.triples.len()).find_map(|triple| {
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

    fn mask(&self, holds: impl Fn(&Triple) -> bool) -> Mask {
        let bits = self.chosen.triples.iter().enumerate().filter(|(_, triple)| holds(triple));
        bits.fold(0, |mask, (bit, _)| mask | 1 << bit)
    }
}

fn unknown(key: &str, why: &str) -> Error {
    let error = Error::new(Code::AnnotationKey, format!("unknown platform `{key}`")).note(why);
    match did_you_mean(key, triples::names()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(
            "use a triple, a cfg() expression such as cfg(windows), or a label such as @platforms//os:linux",
        ),
    }
}
