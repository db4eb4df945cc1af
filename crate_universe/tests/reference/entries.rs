//! What a page of the reference is about: tags, rules, repository rules and functions, each with what it takes.

use std::fs;

use super::textproto::TextprotoMessage;

pub struct ReferenceEntry {
    /// As test/rules_rust_names.txt has it: `crate.spec` is a tag, `crate.spec()` a function, the rest are rules.
    pub place: String,
    pub doc: String,
    pub returns: String,
    pub parameters: Vec<Parameter>,
}

#[derive(Clone, Default)]
pub struct Parameter {
    pub name: String,
    pub doc: String,
    /// That of an attribute; functions have no types.
    pub kind: String,
    pub default: String,
    pub is_mandatory: bool,
    pub is_keyword_only: bool,
}

/// An attribute whose documentation begins like this is set by a macro, never by a user.
const INTERNAL: &str = "Internal:";

/// The entries of a module, those of each kind by their names.
pub fn entries(module: &TextprotoMessage) -> Vec<ReferenceEntry> {
    let mut entries = Vec::new();
    for extension in module.messages("module_extension_info") {
        for tag in extension.messages("tag_class") {
            let place = format!("{}.{}", extension.text("extension_name"), tag.text("tag_name"));
            entries.push(rule(place, tag));
        }
    }
    let rules: Vec<ReferenceEntry> = ["rule_info", "repository_rule_info"]
        .iter()
        .flat_map(|kind| module.messages(kind))
        .map(|message| rule(message.text("rule_name").to_owned(), message))
        .collect();
    let mut functions: Vec<ReferenceEntry> = module.messages("func_info").map(function).collect();
    for rule in rules {
        match rule.place.strip_suffix("_rule") {
            Some(name) => {
                let place = format!("{name}()");
                let macro_ = functions.iter_mut().find(|function| function.place == place).unwrap();
                join(macro_, rule.parameters);
                macro_.place = name.to_owned();
            }
            None => entries.push(rule),
        }
    }
    entries.extend(functions);
    entries.sort_by(|one, other| one.place.cmp(&other.place));
    entries
}

/// A macro passes on what it does not take itself to its rule.
fn join(macro_: &mut ReferenceEntry, attributes: Vec<Parameter>) {
    for attribute in attributes {
        match macro_.parameters.iter_mut().find(|parameter| parameter.name == attribute.name) {
            Some(parameter) => parameter.kind = attribute.kind,
            None => macro_.parameters.push(attribute),
        }
    }
    sort(&mut macro_.parameters);
}

/// `name` first, the rest by name.
fn sort(parameters: &mut [Parameter]) {
    parameters.sort_by_key(|parameter| (parameter.name != "name", parameter.name.clone()));
}

fn rule(place: String, message: &TextprotoMessage) -> ReferenceEntry {
    let attributes = message
        .messages("attribute")
        .filter(|attribute| !is_of_bazel(attribute) && !attribute.text("doc_string").starts_with(INTERNAL));
    let mut parameters: Vec<Parameter> = attributes
        .map(|attribute| Parameter { kind: kind(attribute.text("type")).to_owned(), ..parameter(attribute) })
        .collect();
    sort(&mut parameters);
    ReferenceEntry { place, doc: message.text("doc_string").to_owned(), returns: String::new(), parameters }
}

/// What Bazel adds to every rule.
fn is_of_bazel(attribute: &TextprotoMessage) -> bool {
    attribute.text("name") == "repo_mapping"
        || attribute.text("type") == "NAME"
            && attribute.text("doc_string").starts_with("A unique name for this ")
}

fn function(message: &TextprotoMessage) -> ReferenceEntry {
    let by_name = by_name_only(message);
    let parameters = message
        .messages("parameter")
        .map(|one| Parameter {
            is_keyword_only: by_name.contains(&one.text("name").to_owned()),
            ..parameter(one)
        })
        // `**kwargs` has neither.
        .filter(|one| one.is_mandatory || !one.default.is_empty())
        .collect();
    ReferenceEntry {
        place: format!("{}()", message.text("function_name")),
        doc: message.text("doc_string").to_owned(),
        returns: message.messages("return").map(|one| one.text("doc_string")).collect(),
        parameters,
    }
}

/// The parameters after `*`, which Bazel 7 does not tell apart, from the file that defines the function.
fn by_name_only(message: &TextprotoMessage) -> Vec<String> {
    let origin = message.messages("origin_key").next().unwrap();
    let file = origin.text("file").trim_start_matches("//").replace(':', "/");
    let text = fs::read_to_string(super::repository().join(file)).unwrap();
    // A function within another one has no name there.
    let name = [origin.text("name"), message.text("function_name")].into_iter().find(|name| !name.is_empty());
    let (_, after) = text.split_once(&format!("def {}(", name.unwrap())).unwrap();
    let (list, _) = after.split_once("):\n").unwrap();
    let names = list.split(',').map(|parameter| parameter.split('=').next().unwrap().trim().to_owned());
    names.skip_while(|name| name != "*").collect()
}

fn parameter(message: &TextprotoMessage) -> Parameter {
    let text = |field| message.text(field).to_owned();
    Parameter {
        name: text("name"),
        doc: text("doc_string"),
        kind: String::new(),
        default: text("default_value"),
        is_mandatory: message.text("mandatory") == "true",
        is_keyword_only: false,
    }
}

fn kind(name: &str) -> &'static str {
    match name {
        "BOOLEAN" => "bool",
        "INT" => "int",
        "LABEL" => "label",
        "LABEL_LIST" => "list of labels",
        "LABEL_STRING_DICT" => "dict of label to string",
        "NAME" | "STRING" => "string",
        "STRING_DICT" => "dict of string to string",
        "STRING_LIST" => "list of strings",
        "STRING_LIST_DICT" => "dict of string to list of strings",
        other => panic!("the reference has no word for the type {other}"),
    }
}
