//! Adds lines to files that are lists of lines: .bazelrc, .bazelignore and .gitignore.

/// Lines of a .bazelrc for one `--config`.
struct BazelConfig {
    name: &'static str,
    comment: &'static str,
    /// In bzl files of rules_rust.
    aspect: &'static str,
    group: &'static str,
}

/// See <https://bazelbuild.github.io/rules_rust/rust_clippy.html> and `rust_fmt.html` there.
const CONFIGS: [BazelConfig; 2] = [
    BazelConfig {
        name: "clippy",
        comment: "# `bazel build --config=clippy //...` runs clippy.",
        aspect: "rust_clippy_aspect",
        group: "clippy_checks",
    },
    BazelConfig {
        name: "rustfmt",
        comment: "# `bazel build --config=rustfmt //...` checks the format of all sources.",
        aspect: "rustfmt_aspect",
        group: "rustfmt_checks",
    },
];

/// The .bazelrc with the configs that it lacks. `rules_rust`: the name of its repository.
pub fn add_bazel_configs(present: &str, rules_rust: &str) -> String {
    let lacks = |config: &&BazelConfig| {
        let suffix = format!(":{}", config.name);
        !present.lines().filter_map(|line| line.split_whitespace().next()).any(|word| word.ends_with(&suffix))
    };
    let mut text = present.to_owned();
    for BazelConfig { name, comment, aspect, group } in CONFIGS.iter().filter(lacks) {
        if !text.is_empty() {
            end_line(&mut text);
            text += &with_line_ends_of(present, "\n");
        }
        let lines = format!(
            "{comment}\nbuild:{name} --aspects=@{rules_rust}//rust:defs.bzl%{aspect}\nbuild:{name} --output_groups=+{group}\n"
        );
        text += &with_line_ends_of(present, &lines);
    }
    text
}

/// The .bazelignore with directories that it lacks.
pub fn add_ignored_directories(present: &str, directories: &[String]) -> String {
    let has = |directory: &str| present.lines().any(|line| line.trim().trim_end_matches('/') == directory);
    let missing = directories.iter().filter(|directory| !has(directory)).map(String::as_str);
    append_lines(present, missing)
}

/// The .gitignore with the links that Bazel makes.
pub fn add_ignored_links(present: &str) -> String {
    let is_covered = present.lines().any(|line| ["bazel-*", "/bazel-*"].contains(&line.trim()));
    append_lines(present, (!is_covered).then_some("/bazel-*"))
}

fn append_lines<'a>(present: &str, lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = present.to_owned();
    for line in lines {
        end_line(&mut text);
        text += &with_line_ends_of(present, &format!("{line}\n"));
    }
    text
}

/// Ends the last line of a text that is not empty.
pub fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(if text.contains("\r\n") { "\r\n" } else { "\n" });
    }
}

/// Lines that are added to a file, with the line ends of that file.
pub fn with_line_ends_of(file: &str, added: &str) -> String {
    if file.contains("\r\n") { added.replace('\n', "\r\n") } else { added.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_once() {
        let directories = [".git".to_owned(), "target".to_owned()];
        assert_eq!(add_ignored_directories("", &directories), ".git\ntarget\n");
        assert_eq!(add_ignored_directories("a\ntarget/", &directories), "a\ntarget/\n.git\n");
        assert_eq!(add_ignored_links("/target\r\n"), "/target\r\n/bazel-*\r\n");
        for covered in ["bazel-*\n", "a\n/bazel-*"] {
            assert_eq!(add_ignored_links(covered), covered);
        }
    }

    #[test]
    fn a_config_of_the_user_stays() {
        let present = "build:clippy --aspects=//:mine.bzl%mine";
        assert_eq!(
            add_bazel_configs(present, "rust"),
            "build:clippy --aspects=//:mine.bzl%mine\n\n\
             # `bazel build --config=rustfmt //...` checks the format of all sources.\n\
             build:rustfmt --aspects=@rust//rust:defs.bzl%rustfmt_aspect\n\
             build:rustfmt --output_groups=+rustfmt_checks\n"
        );
        let both = add_bazel_configs("", "rules_rust");
        assert_eq!(both.lines().count(), 7);
        assert_eq!(add_bazel_configs(&both, "rules_rust"), both);
    }
}
