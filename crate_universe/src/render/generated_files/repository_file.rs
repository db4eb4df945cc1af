//! A generated file of this repository: its path, and the frame around its Starlark.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::Result;
use crate::render::frame::{self, FramePiece, FrameTemplates, Template};

const TEMPLATES: [Template; 6] = [
    ("annotation_fields", include_str!("templates/annotation_fields.tera")),
    ("hub_macros", include_str!("templates/hub_macros.tera")),
    ("hub_attrs", include_str!("templates/hub_attrs.tera")),
    ("spec_attrs", include_str!("templates/spec_attrs.tera")),
    ("render_config_attrs", include_str!("templates/render_config_attrs.tera")),
    ("releases", include_str!("templates/releases.tera")),
];

/// A Starlark file. `table`: the source files that it is generated from.
pub fn starlark_file(template: &str, table: &str, pieces: &[(&'static str, FramePiece)]) -> Result<String> {
    let mut context = frame::context(pieces);
    context.insert("table", table);
    FrameTemplates::of(&TEMPLATES)?.fill(template, &context)
}

/// The path of a file of this repository.
pub fn path_of(path: &str) -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
