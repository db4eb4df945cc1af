//! Gives a member other features than its default ones when cargo builds a workspace. `--features member/feature` cannot: for every other
//! member with a dependency of that name it means the dependency. So all members get a feature of one name for the time of a run.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Deserializer};
use toml::{Table, Value};

use super::matrix::MemberFeatures;

/// For `--no-default-features --features`.
pub const CHOSEN: &str = "chosen-by-the-test";

/// Manifests with that feature. They are as before once this is dropped.
pub struct EditedManifests(Vec<(PathBuf, String)>);

impl EditedManifests {
    pub fn new(features: &MemberFeatures) -> EditedManifests {
        let mut edited = EditedManifests(Vec::new());
        for (manifest, named) in &features.by_manifest {
            let path = PathBuf::from(manifest);
            let text = fs::read_to_string(&path).expect("the manifest of a member");
            let mut document: Table = text.parse().expect("a manifest that cargo reads");
            let features = document.entry("features").or_insert(Value::Table(Table::new()));
            features.as_table_mut().expect("a table").insert(CHOSEN.to_owned(), named.clone().into());
            fs::write(&path, document.to_string()).expect("a copy of the workspace");
            edited.0.push((path, text));
        }
        edited
    }
}

impl Drop for EditedManifests {
    fn drop(&mut self) {
        for (path, text) in &self.0 {
            fs::write(path, text).expect("a copy of the workspace");
        }
    }
}

/// The features of a unit of cargo's, without this one.
pub fn others<'de, D: Deserializer<'de>>(features: D) -> Result<BTreeSet<String>, D::Error> {
    let mut features = BTreeSet::deserialize(features)?;
    features.remove(CHOSEN);
    Ok(features)
}
