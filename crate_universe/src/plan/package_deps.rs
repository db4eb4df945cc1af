//! The dependencies of one package as attribute values: the labels that it links, and the names that its code uses
//! for them.

use crate::input::fields::Field;
use crate::per_platform::{PerPlatform, PlatformSet};
use crate::resolve::packages::DependencyKind;

use super::dep_labels::{self, DepLabel};
use super::targets::PackageRules;

impl PackageRules<'_> {
    /// The platforms over which dependencies of a kind are factored, for a package that is built for `of`. Build
    /// scripts are compiled only for hosts.
    pub fn platforms_over(&self, kind: DependencyKind, of: PlatformSet) -> PlatformSet {
        match kind {
            DependencyKind::Build => PlatformSet::on_both_sides(self.input.graph.hosts),
            DependencyKind::Normal | DependencyKind::Dev => of,
        }
    }

    pub fn normal_deps(&self, proc_macros: bool, own: Vec<String>) -> PerPlatform<String> {
        let added: &[Field] = match proc_macros {
            true => &[Field::ProcMacroDeps],
            false => &[Field::Deps],
        };
        self.linked_labels(DependencyKind::Normal, proc_macros, self.values.built, own, added)
    }

    /// The libraries or the proc macros that dependencies of a kind link, together with labels of the package itself
    /// and those of annotations.
    pub fn linked_labels(
        &self,
        kind: DependencyKind,
        proc_macros: bool,
        of: PlatformSet,
        own: Vec<String>,
        added: &[Field],
    ) -> PerPlatform<String> {
        let over = self.platforms_over(kind, of);
        let linked = self.dep_labels(kind, of).filter(|linked| linked.package.is_proc_macro() == proc_macros);
        let linked = linked.filter_map(|linked| Some((linked.to_label(self.names)?, linked.set)));
        let annotations = self.annotations();
        let own = own.into_iter().map(|label| (label, over));
        let own = own.chain(added.iter().flat_map(|field| annotations.texts_by_platform(*field)));
        let labels = added.iter().flat_map(|field| annotations.texts_by_label(*field)).collect();
        PerPlatform::factor_sorted(linked.chain(own), over).with_deduplicated_labels(labels)
    }

    /// Label -> the name that the code of this package uses, if it differs from the library's own name.
    pub fn renamed_aliases(&self, kind: DependencyKind, of: PlatformSet) -> PerPlatform<(String, String)> {
        let renamed = self.dep_labels(kind, of).filter_map(|linked| {
            Some(((linked.to_label(self.names)?, linked.extern_alias()?.to_owned()), linked.set))
        });
        PerPlatform::factor_sorted(renamed, self.platforms_over(kind, of))
    }

    /// The dependencies of a kind. Build-dependencies are limited to those that the build script of a package built
    /// for `of` needs.
    pub fn dep_labels(&self, kind: DependencyKind, of: PlatformSet) -> impl Iterator<Item = DepLabel<'_>> {
        dep_labels::linked_deps(self.input, self.ix, self.values)
            .filter(move |linked| linked.dependency.kind == kind && !(linked.asked & of).is_empty())
    }
}
