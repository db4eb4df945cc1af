//! What the program expects of releases of rules_rust, for a test that compares this with rules_rust itself.
//! Generated from the table of annotation fields and those of constraints.

use std::borrow::Cow;

use crate::error::Result;
use crate::graph::constraints;
use crate::graph::triples::{self, TargetTriple};
use crate::input::fields::{FIELDS, Release};
use crate::render::frame::FramePiece;
use crate::render::starlark::StarlarkExpr;

use super::repository_file::starlark_file;

pub fn starlark() -> Result<String> {
    let version = |(major, minor): Release| format!("{major}.{minor}");
    let newer =
        FIELDS.iter().filter_map(|row| Some((row.name.into(), StarlarkExpr::text(version(row.since?)))));
    let mut triples: Vec<TargetTriple> =
        triples::rustc_triples().map(TargetTriple::new).collect::<Result<_>>()?;
    triples.sort_by(|left, right| left.name.cmp(&right.name));
    let constraints = triples.iter().map(|triple| {
        let mut since: Vec<(Cow<'_, str>, StarlarkExpr<'_>)> = Vec::new();
        let mut last = Vec::new();
        for release in constraints::releases() {
            // If Bazel has no constraint value for a triple, this is an error, and the list stays empty.
            let now = constraints::constraints_of(triple, release).unwrap_or_default();
            if now != last {
                since.push((version(release).into(), StarlarkExpr::texts(now.clone())));
                last = now;
            }
        }
        (triple.name.as_str().into(), StarlarkExpr::Dict(since))
    });
    let write = |entries| Ok(FramePiece::One(StarlarkExpr::Dict(entries).to_text()?.trim_end().to_owned()));
    let pieces = [("newer_fields", write(newer.collect())?), ("constraints", write(constraints.collect())?)];
    let origin = "crate_universe/src/input/fields.rs and crate_universe/src/graph/constraints.rs";
    starlark_file("releases", origin, &pieces)
}
