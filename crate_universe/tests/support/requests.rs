//! Completes the requests of tests: what most have in common is in test/support/request.json, which the
//! benchmark uses, too.

use serde_json::{Value, json};

pub fn with(own: Value) -> Value {
    let mut request: Value =
        serde_json::from_str(include_str!("../../../test/support/request.json")).unwrap();
    let platforms: Value =
        serde_json::from_str(include_str!("../../../test/support/rules_rust_platforms.json")).unwrap();
    request["rules_rust"]["platforms"] = platforms;
    request["cargo"] = json!(env!("CARGO"));
    for (key, value) in own.as_object().unwrap() {
        request[key] = value.clone();
    }
    request
}
