//! What annotations add to the attributes of one package's rules. The caller decides which field belongs to which
//! attribute.

use std::collections::BTreeSet;

use crate::graph::annotations_by_platform::{AnnotationItem, ItemScope, ScopedItem};
use crate::input::fields::Field;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::PackageIx;

use super::plan_input::PlanInput;
use super::rules::AttrValue;

#[derive(Clone, Copy)]
pub struct PackageAnnotations<'a> {
    pub input: &'a PlanInput<'a>,
    pub ix: PackageIx,
}

type ScopedEntry = (String, String);

impl<'a> PackageAnnotations<'a> {
    pub fn items_of(self, field: Field) -> &'a [ScopedItem] {
        self.input.graph.annotated.items(self.ix, field)
    }

    pub fn flag(self, field: Field) -> Option<bool> {
        self.input.graph.annotated.flag(self.ix, field)
    }

    pub fn text(self, field: Field) -> Option<&'a str> {
        self.input.graph.annotated.text(self.ix, field)
    }

    pub fn texts(self, field: Field) -> impl Iterator<Item = &'a str> {
        self.items_of(field).iter().map(|scoped| scoped.item.as_text())
    }

    /// The texts that apply on platforms, in order.
    pub fn texts_by_platform(self, field: Field) -> impl Iterator<Item = (String, PlatformSet)> {
        self.values_by_platform(field, |item| item.as_text().to_owned())
    }

    /// The texts that apply where a config label matches, by label.
    pub fn texts_by_label(self, field: Field) -> Vec<(String, Vec<String>)> {
        self.values_by_label(field, |item| item.as_text().to_owned())
    }

    /// The platforms of each item of a field.
    pub fn platform_sets(self, field: Field) -> impl Iterator<Item = PlatformSet> {
        self.values_by_platform(field, |_| ()).map(|((), set)| set)
    }

    /// The keys of a field's entries on any platform.
    pub fn keys(self, field: Field) -> BTreeSet<String> {
        self.items_of(field).iter().map(|scoped| to_entry(&scoped.item).0).collect()
    }

    /// The entries that apply where a package is built for `of`.
    pub fn entries_within(self, field: Field, of: PlatformSet) -> Vec<ScopedEntry> {
        let scoped = self.values_by_platform(field, to_entry).filter(|(_, set)| !(*set & of).is_empty());
        scoped.map(|(entry, _)| entry).collect()
    }

    /// The texts of a field, without duplicates.
    pub fn factor_texts(self, field: Field, over: PlatformSet) -> PerPlatform<String> {
        PerPlatform::factor_sorted(self.texts_by_platform(field), over)
            .with_deduplicated_labels(self.texts_by_label(field))
    }

    /// Texts that are always present, then those of a field. Duplicates are kept.
    pub fn factor_flags(self, always: &[&str], field: Field, over: PlatformSet) -> PerPlatform<String> {
        let always = always.iter().map(|text| ((*text).to_owned(), over));
        PerPlatform::factor_with_repeats(always.chain(self.texts_by_platform(field)), over)
            .with_labels(self.texts_by_label(field))
    }

    /// Texts that are always present, then those of a field, without duplicates: Bazel refuses a list with the same
    /// label twice.
    pub fn factor_list(self, always: &[&str], field: Field, over: PlatformSet) -> PerPlatform<String> {
        // Most packages have no annotations.
        if self.items_of(field).is_empty() {
            return PerPlatform::everywhere(always.iter().map(|text| (*text).to_owned()));
        }
        let always = always.iter().map(|text| ((*text).to_owned(), over));
        PerPlatform::factor_in_order(always.chain(self.texts_by_platform(field)), over)
            .with_deduplicated_labels(self.texts_by_label(field))
    }

    /// Entries that are always present, and those of a field.
    pub fn factor_entries(
        self,
        always: Vec<ScopedEntry>,
        field: Field,
        over: PlatformSet,
    ) -> PerPlatform<ScopedEntry> {
        if self.items_of(field).is_empty() {
            return PerPlatform::everywhere(always);
        }
        let always = always.into_iter().map(|entry| (entry, over));
        PerPlatform::factor_sorted(always.chain(self.values_by_platform(field, to_entry)), over)
            .with_labels(self.values_by_label(field, to_entry))
    }

    /// Entries with their platforms, and those of a field.
    pub fn factor_with_entries(
        self,
        own: Vec<(ScopedEntry, PlatformSet)>,
        field: Field,
        over: PlatformSet,
    ) -> PerPlatform<ScopedEntry> {
        PerPlatform::factor_sorted(own.into_iter().chain(self.values_by_platform(field, to_entry)), over)
            .with_labels(self.values_by_label(field, to_entry))
    }

    /// A choice of one value: that of the platform, or else the default. `None` if no annotation sets the field.
    pub fn select_value(
        self,
        field: Field,
        over: PlatformSet,
        default: AttrValue,
        of: impl Fn(&AnnotationItem) -> AttrValue,
    ) -> Option<AttrValue> {
        let scoped = self.values_by_platform(field, &of).map(|(value, set)| (set & over, value));
        let mut cells: Vec<(PlatformSet, AttrValue)> = scoped.filter(|(set, _)| !set.is_empty()).collect();
        let everywhere = cells.iter().position(|(set, _)| *set == over);
        let default = everywhere.map_or(default, |at| cells.swap_remove(at).1);
        let one = |(label, mut values): (String, Vec<AttrValue>)| Some((label, values.pop()?));
        let labels: Vec<(String, AttrValue)> =
            self.values_by_label(field, &of).into_iter().filter_map(one).collect();
        if cells.is_empty() && labels.is_empty() {
            return everywhere.is_some().then_some(default);
        }
        Some(AttrValue::Choice { cells, labels, default: Box::new(default) })
    }

    fn values_by_platform<T>(
        self,
        field: Field,
        of: impl Fn(&AnnotationItem) -> T,
    ) -> impl Iterator<Item = (T, PlatformSet)> {
        self.items_of(field).iter().filter_map(move |scoped| match scoped.place {
            ItemScope::Triples(mask) => Some((of(&scoped.item), self.input.chosen.to_set(mask))),
            ItemScope::Label(_) => None,
        })
    }

    fn values_by_label<T>(self, field: Field, of: impl Fn(&AnnotationItem) -> T) -> Vec<(String, Vec<T>)> {
        let mut labels: Vec<(String, Vec<T>)> = Vec::new();
        for scoped in self.items_of(field) {
            let ItemScope::Label(label) = &scoped.place else { continue };
            match labels.iter_mut().find(|(known, _)| known == label) {
                Some((_, values)) => values.push(of(&scoped.item)),
                None => labels.push((label.clone(), vec![of(&scoped.item)])),
            }
        }
        labels
    }
}

fn to_entry(item: &AnnotationItem) -> ScopedEntry {
    match item {
        AnnotationItem::Entry(key, value) => (key.clone(), value.clone()),
        AnnotationItem::Text(_) | AnnotationItem::Flag(_) => (String::new(), item.as_text().to_owned()),
    }
}
