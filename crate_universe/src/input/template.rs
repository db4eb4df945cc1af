//! Templates of `crate.render_config`: text with keys in braces.

use crate::error::{Code, Error, Result, did_you_mean};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTemplate(Vec<TemplatePiece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplatePiece {
    Text(String),
    Key(&'static str),
}

impl NameTemplate {
    /// Parses a template. `attr`: the attribute that contains it.
    pub fn parse(attr: &str, text: &str, keys: &[&'static str]) -> Result<NameTemplate> {
        let wrong = |what: String| {
            let known: Vec<String> = keys.iter().map(|key| format!("{{{key}}}")).collect();
            Error::new(Code::Template, what)
                .note(format!("{attr} = \"{text}\""))
                .note(format!("valid keys: {}", known.join(", ")))
        };
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err(wrong(format!("`{attr}` has an unclosed brace")).help("add `}` after the key"));
            };
            let Some(key) = keys.iter().find(|key| **key == name) else {
                let error = wrong(format!("unknown key {{{name}}} in `{attr}`"));
                return Err(match did_you_mean(name, keys.iter().copied()) {
                    Some(near) => error.help(format!("did you mean {{{near}}}?")),
                    None => error.help("remove it"),
                });
            };
            pieces.extend([TemplatePiece::Text(before.to_owned()), TemplatePiece::Key(key)]);
            rest = after;
        }
        pieces.push(TemplatePiece::Text(rest.to_owned()));
        Ok(NameTemplate(pieces))
    }

    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|piece| matches!(piece, TemplatePiece::Key(own) if *own == key))
    }

    /// Replaces the keys by values. A key without a value becomes empty.
    pub fn fill(&self, values: &[(&str, &str)]) -> String {
        let text = |piece: &TemplatePiece| match piece {
            TemplatePiece::Text(text) => text.clone(),
            TemplatePiece::Key(key) => {
                let value = values.iter().find(|(name, _)| name == key);
                value.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
            }
        };
        self.0.iter().map(text).collect()
    }

    /// Whether the template can produce a text, if a key without a value can be any text.
    pub fn matches(&self, text: &str, values: &[(&str, &str)]) -> bool {
        let mut rest = text;
        let mut any = false;
        for piece in &self.0 {
            let value = |key: &str| values.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
            let fixed = match piece {
                TemplatePiece::Text(text) => Some(text.as_str()),
                TemplatePiece::Key(key) => value(key),
            };
            let Some(fixed) = fixed else {
                any = true;
                continue;
            };
            let at = if any { rest.find(fixed) } else { rest.starts_with(fixed).then_some(0) };
            let Some(at) = at else { return false };
            rest = &rest[at + fixed.len()..];
            any &= fixed.is_empty();
        }
        any != rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_filled_and_unknown_ones_refused() {
        let parse = |text| NameTemplate::parse("crate_alias_template", text, &["name", "version"]);
        let template = parse("@x//{name}-{version}:{name}").expect("a template");
        assert_eq!(template.fill(&[("name", "serde"), ("version", "1.0.0")]), "@x//serde-1.0.0:serde");
        assert!(template.has("name") && !template.has("target"));
        let error = parse("{nam}").expect_err("no such key").to_string();
        assert!(error.starts_with("CU0050") && error.ends_with("did you mean {name}?"), "{error}");
        assert!(parse("{name").is_err());
    }

    #[test]
    fn a_text_is_told_from_what_a_template_cannot_give() {
        let keys = ["repository", "name", "version"];
        let template = NameTemplate::parse("x", "{repository}__{name}-{version}", &keys).expect("a template");
        let matches = |text| template.matches(text, &[("repository", "crates")]);
        assert!(matches("crates__itoa-1.0.19") && matches("crates__two-words-1.0.0"));
        assert!(!matches("crates") && !matches("crates__itoa-") && !matches("other__itoa-1.0.19"));
    }
}
