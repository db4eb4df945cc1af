//! Files of this repository that are generated from tables of the program. This module is compiled only for `cargo
//! test`: `UPDATE=1 cargo test --lib generated_files` writes the files. Without the variable, the test reports those
//! that are out of date.

mod annotation_fields;
mod attributes;
mod for_tests;
mod hub_macros;
mod pages;
mod releases;
mod repository_file;

use std::fs;

use crate::disk::read_to_string;
use crate::error::Result;
use crate::input::render_options::RenderOptions;
use crate::input::spec_attributes::SpecAttributes;
use crate::render::style::FileSet;

use repository_file::path_of;

/// By path in this repository.
fn files() -> Result<FileSet> {
    let files = [
        ("private/annotation_fields.bzl", annotation_fields::starlark()?),
        ("private/hub_macros.bzl", hub_macros::starlark()?),
        ("private/hub_attrs.bzl", attributes::hub()?),
        ("private/spec_attrs.bzl", attributes::with_function::<SpecAttributes>("spec_attrs", usize::MAX)?),
        (
            "private/render_config_attrs.bzl",
            attributes::with_function::<RenderOptions>("render_config_attrs", 2)?,
        ),
        ("test/support/attributes.json", for_tests::rows()?),
        (for_tests::REQUEST, for_tests::request()?),
        ("docs/hub.md", pages::page("docs/hub.md", &[pages::attributes::<RenderOptions>()])),
        ("docs/specs.md", pages::page("docs/specs.md", &[pages::attributes::<SpecAttributes>()])),
        ("docs/annotation.schema.json", annotation_fields::schema()?),
        ("docs/annotations.md", pages::page("docs/annotations.md", &[pages::annotation_fields()])),
        ("test/integration/workspaces/rules_rust/tables.bzl", releases::starlark()?),
    ];
    Ok(files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "no run of the program writes them")]
fn generated_files_are_those_of_the_tables() {
    let stale: Vec<String> = files()
        .expect("the tables can be written")
        .into_iter()
        .filter(|(path, text)| read_to_string(path_of(path)).ok().as_ref() != Some(text))
        .map(|(path, text)| {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(path_of(&path), text).expect("the file can be written");
            }
            path
        })
        .collect();
    let update = "UPDATE=1 cargo test --lib generated_files";
    assert!(stale.is_empty() || std::env::var_os("UPDATE").is_some(), "{stale:?} are stale: {update}");
}
