//! Writes the tables as JSON for tests outside of this program: the request that they start from, and the list of all
//! names with their documentation.

use serde_json::{Map, Value as Json, json};

use crate::disk::read_to_string;
use crate::error::{Code, Error, Result};
use crate::input::attributes::{Attribute, AttributePlace, AttributeTable};
use crate::input::fields::FIELDS;
use crate::input::hub_attributes::HubAttributes;
use crate::input::render_options::RenderOptions;
use crate::input::spec_attributes::SpecAttributes;

use super::repository_file::path_of;

pub const REQUEST: &str = "test/support/request.json";

const HUBS: [&str; 4] = ["crate.from_cargo", "crate.from_specs", "crates_repository", "crates_vendor"];

pub fn rows() -> Result<String> {
    let hub = HubAttributes::rows();
    let mut rows: Vec<Json> = HUBS.iter().flat_map(|group| of_hub(group, &hub)).collect();
    rows.extend(SpecAttributes::rows().iter().map(|row| entry("crate.spec", row.name, row.doc)));
    rows.extend(RenderOptions::rows().iter().map(|row| entry("crate.render_config", row.name, row.doc)));
    rows.extend(FIELDS.iter().map(|row| entry("crate.annotation", row.name, row.doc)));
    let selectable = FIELDS.iter().filter(|row| row.is_selectable());
    rows.extend(selectable.map(|row| entry("crate.annotation_select", row.name, "the same, by platform")));
    pretty(&json!({ "rows": rows }))
}

/// The existing request, plus the defaults of attributes that it lacks.
pub fn request() -> Result<String> {
    let text = read_to_string(path_of(REQUEST)).expect("the request can be read");
    let mut request: Map<String, Json> = serde_json::from_str(&text).expect("the request is JSON");
    for row in HubAttributes::rows() {
        request.entry(row.name).or_insert(row.default);
    }
    pretty(&Json::Object(request))
}

fn pretty(json: &Json) -> Result<String> {
    let text = serde_json::to_string_pretty(json)
        .map_err(|error| Error::new(Code::Internal, format!("a table cannot be written: {error}")))?;
    Ok(text + "\n")
}

fn of_hub(group: &'static str, rows: &[Attribute]) -> Vec<Json> {
    let has = |row: &&Attribute| match row.place {
        AttributePlace::WithManifests => group != "crate.from_specs",
        AttributePlace::InEvaluation => group != "crates_vendor",
        _ => true,
    };
    rows.iter().filter(has).map(|row| entry(group, row.name, row.doc)).collect()
}

fn entry(group: &str, name: &str, doc: &str) -> Json {
    json!({ "group": group, "name": name, "doc": doc })
}
