//! Bazel labels, as `str(Label)` writes them: `@@repo//package:name`. See <https://bazel.build/concepts/labels>.

use camino::{Utf8Path, Utf8PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// With its `@` or `@@`. Empty for a label that is relative to its own repository.
    pub repository: String,
    pub package: String,
    pub name: String,
}

/// Adds the user's repository to a label that starts with `//`. In the hub, such a label would refer to the hub
/// itself.
pub fn resolve_from_repository(label: &str, repository: &str) -> String {
    match label.strip_prefix("//") {
        Some(rest) => format!("{repository}//{rest}"),
        None => label.to_owned(),
    }
}

impl Label {
    /// `None` if the text is not an absolute label.
    pub fn parse(text: &str) -> Option<Label> {
        let (repository, rest) = text.split_once("//")?;
        if !repository.is_empty() && !repository.starts_with('@') {
            return None;
        }
        let (package, name) = match rest.split_once(':') {
            Some((package, name)) => (package, name),
            None => (rest, rest.rsplit('/').next().unwrap_or(rest)),
        };
        if name.is_empty() {
            return None;
        }
        Some(Label { repository: repository.to_owned(), package: package.to_owned(), name: name.to_owned() })
    }

    /// The root folder of the label's repository, derived from the path of the labelled file.
    pub fn repository_dir(&self, file: &Utf8Path) -> Option<Utf8PathBuf> {
        let within = Utf8Path::new(&self.package).join(&self.name);
        let mut dir = file.to_owned();
        for component in within.components().rev() {
            if dir.file_name() != Some(component.as_str()) {
                return None;
            }
            dir = dir.parent()?.to_owned();
        }
        Some(dir)
    }
}

/// Whether Bazel accepts a text as a target name. See <https://bazel.build/concepts/labels#target-names>.
pub fn is_target_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!%-@^_\"#$&'()*+,;<=>?[]{|}~/. ".contains(c);
    let segments = |segment: &str| !["", ".", ".."].contains(&segment);
    name.chars().all(fits) && name.split('/').all(segments) && !name.contains("//")
}

/// Whether a name may be an alias in the root of a hub: letters, digits and `_-.+` only.
pub fn is_plain_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.+".contains(c);
    let begins = name.chars().next().is_some_and(|first| first.is_ascii_alphanumeric() || first == '_');
    name.chars().all(fits) && begins && !is_reserved_in_hubs(name)
}

/// Whether a hub reserves a name: it is a target pattern of Bazel, a BUILD file, or has an ending that the hub uses
/// for its own targets.
pub fn is_reserved_in_hubs(name: &str) -> bool {
    let ends = [".bzl", ".exec", ".actual"].iter().any(|end| name.ends_with(end));
    ends || ["all", "all-targets", "BUILD", "BUILD.bazel"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_label() {
        let label = Label::parse("@@names~1.0//a/b:c/Cargo.toml").expect("a label");
        assert_eq!((label.repository.as_str(), label.package.as_str()), ("@@names~1.0", "a/b"));
        assert_eq!(label.repository_dir("/x/a/b/c/Cargo.toml".into()), Some("/x".into()));
        assert_eq!(label.repository_dir("/x/b/c/Cargo.toml".into()), None);
        assert_eq!(Label::parse("//serde").map(|label| label.name), Some("serde".to_owned()));
        assert_eq!(Label::parse("serde"), None);
    }
}
