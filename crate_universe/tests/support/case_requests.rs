//! Requests of golden cases. A case says what is not usual; test/support/case_request.json and the functions here say
//! what is. A tag that is not said is the next one of its class, as the module extension numbers them; `crates_vendor`
//! has no tags.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// With everything that is usual, but for what depends on the inputs.
pub fn complete(own: &Value) -> Value {
    let usual: Value = serde_json::from_str(include_str!("../../../test/support/case_request.json")).unwrap();
    let mut request = own.clone();
    let is_vendored = request["vendor"].is_object();
    let fields = request.as_object_mut().unwrap();
    add(fields, "supported_platform_triples", &usual["supported_platform_triples"]);
    if is_vendored {
        add_all(fields["vendor"].as_object_mut().unwrap(), &usual["vendor"]);
    }
    for (list, class) in [("annotations", "annotation"), ("specs", "spec")] {
        let mut indexes = BTreeMap::new();
        for item in fields.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            let item = item.as_object_mut().unwrap();
            let values = if class == "spec" { item["values"].as_object_mut().unwrap() } else { &mut *item };
            add_all(values, &usual[class]);
            put_tag(item, class, &mut indexes, is_vendored);
        }
    }
    for class in ["render_config", "splicing_config"] {
        if let Some(config) = fields.get_mut(class).and_then(Value::as_object_mut).filter(|_| !is_vendored) {
            put_tag(config, class, &mut BTreeMap::new(), false);
        }
    }
    request
}

/// `"tag": "annotation_select"` is short for the next tag of this class.
fn put_tag(
    item: &mut Map<String, Value>,
    usual: &str,
    indexes: &mut BTreeMap<String, u64>,
    is_vendored: bool,
) {
    let class = match item.get("tag") {
        Some(Value::String(class)) => class.clone(),
        Some(_) => return,
        None if is_vendored => return drop(item.insert("tag".into(), Value::Null)),
        None => usual.to_owned(),
    };
    let index = indexes.entry(class.clone()).or_default();
    item.insert("tag".into(), json!({ "class": class, "index": index }));
    *index += 1;
}

fn add_all(fields: &mut Map<String, Value>, usual: &Value) {
    for (key, value) in usual.as_object().unwrap() {
        add(fields, key, value);
    }
}

fn add(fields: &mut Map<String, Value>, key: &str, value: &Value) {
    fields.entry(key).or_insert(value.clone());
}
