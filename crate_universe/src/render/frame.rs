//! The frames of generated files, one Tera template each. Takes finished pieces of Starlark, gives whole files; a
//! template never quotes a value.

use serde::Serialize;
use tera::{Context, Tera};

use crate::error::{Code, Error, Result};

/// The two lines that every generated file begins with.
pub struct FileHeader {
    /// Every vendored file begins with this; it tells our files from others.
    pub origin: &'static str,
    pub cure: String,
}

/// The templates, read once.
pub struct FrameTemplates(Tera);

const TEMPLATES: [(&str, &str); 5] = [
    ("build", include_str!("templates/build.tera")),
    ("defs", include_str!("templates/defs.tera")),
    ("crates", include_str!("templates/crates.tera")),
    ("fields", include_str!("templates/fields.tera")),
    ("tables", include_str!("templates/tables.tera")),
];

impl FrameTemplates {
    pub fn new() -> Result<FrameTemplates> {
        let mut tera = Tera::default();
        // Starlark is no HTML.
        tera.autoescape_on(Vec::new());
        tera.add_raw_templates(TEMPLATES).map_err(|error| template_error(&error))?;
        Ok(FrameTemplates(tera))
    }

    pub fn render(
        &self,
        template: &str,
        header: &FileHeader,
        pieces: &[(&'static str, FramePiece)],
    ) -> Result<String> {
        let mut context = Context::new();
        context.insert("origin", &header.origin);
        context.insert("cure", &header.cure);
        for (name, piece) in pieces {
            context.insert(*name, piece);
        }
        self.0.render(template, &context).map_err(|error| template_error(&error))
    }
}

/// Text to fill in.
#[derive(Serialize)]
#[serde(untagged)]
pub enum FramePiece {
    One(String),
    Many(Vec<String>),
}

fn template_error(error: &tera::Error) -> Error {
    Error::new(Code::Internal, format!("a template cannot be rendered: {error}"))
}
