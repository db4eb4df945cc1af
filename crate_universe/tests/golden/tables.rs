//! Every annotation field, spec attribute and render option has an effect: at least one case sets it and has a
//! different output without it. Attributes of a hub are not tested here: without its inputs, a case would access
//! registries.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Files, run};

/// The rows, as (place in the request, name).
fn rows() -> BTreeSet<(&'static str, String)> {
    let tables: Value = serde_json::from_str(include_str!("../../../test/support/attributes.json")).unwrap();
    let place = |group: &str| match group {
        "crate.spec" => Some("specs"),
        "crate.render_config" => Some("render_config"),
        "crate.annotation" | "crate.annotation_select" => Some("annotations"),
        _ => None,
    };
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let row = |row: &Value| Some((place(&text(row, "group"))?, text(row, "name")));
    tables["rows"].as_array().unwrap().iter().filter_map(row).collect()
}

/// Removes the values of a row from a request. Returns whether there were any.
fn leave_out(request: &mut Value, place: &str, name: &str) -> bool {
    let mut removed = false;
    let mut remove = |values: &mut Value| {
        removed |= values.as_object_mut().is_some_and(|values| values.remove(name).is_some());
    };
    match place {
        "render_config" => request.get_mut(place).into_iter().for_each(remove),
        _ => {
            for entry in request.get_mut(place).and_then(Value::as_array_mut).into_iter().flatten() {
                entry.get_mut("values").into_iter().for_each(&mut remove);
                let selects = entry.get_mut("selects").and_then(Value::as_array_mut);
                selects
                    .into_iter()
                    .flatten()
                    .filter_map(|select| select.get_mut("values"))
                    .for_each(&mut remove);
            }
        }
    }
    removed
}

fn matters(case: &Path, place: &str, name: &str, wanted: &dyn Fn(&Path) -> Files) -> bool {
    let whole = run::own_request(case);
    let mut request = whole.clone();
    // Another hub has the attributes, too, and may not be made without them.
    if !leave_out(&mut request, place, name) || request.get("share_with").is_some() {
        return false;
    }
    // Cargo may miss something that is locked, but need not look for it; what it says of that is no difference.
    let without = run::case_with(case, &request);
    let wants = run::wants_of(case);
    without != wanted(wants.as_deref().unwrap_or(case)) && without != run::case_with(case, &whole)
}

/// `wanted`: the files that a case wants.
pub fn check(wanted: impl Fn(&Path) -> Files) {
    let mut cases: Vec<PathBuf> = crate::cases()
        .read_dir()
        .unwrap()
        .map(|case| case.unwrap().path())
        .filter(|case| case.is_dir())
        .collect();
    cases.sort();
    let idle: Vec<String> = rows()
        .into_iter()
        .filter(|(place, name)| !cases.iter().any(|case| matters(case, place, name, &wanted)))
        .map(|(place, name)| format!("{place}: {name}"))
        .collect();
    assert!(idle.is_empty(), "no case of test/golden differs without\n{}", idle.join("\n"));
}
