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

/// A template by its name.
pub type Template = (&'static str, &'static str);

const TEMPLATES: [Template; 3] = [
    ("build", include_str!("templates/build.tera")),
    ("defs", include_str!("templates/defs.tera")),
    ("crates", include_str!("templates/crates.tera")),
];

impl FrameTemplates {
    pub fn new() -> Result<FrameTemplates> {
        FrameTemplates::of(&TEMPLATES)
    }

    pub fn of(templates: &[Template]) -> Result<FrameTemplates> {
        let mut tera = Tera::default();
        // Starlark is no HTML.
        tera.autoescape_on(Vec::new());
        tera.add_raw_templates(templates.iter().copied()).map_err(|error| template_error(&error))?;
        Ok(FrameTemplates(tera))
    }

    pub fn render(
        &self,
        template: &str,
        header: &FileHeader,
        pieces: &[(&'static str, FramePiece)],
    ) -> Result<String> {
        let mut context = context(pieces);
        context.insert("origin", &header.origin);
        context.insert("cure", &header.cure);
        self.fill(template, &context)
    }

    /// Without the two lines.
    pub fn fill(&self, template: &str, context: &Context) -> Result<String> {
        self.0.render(template, context).map_err(|error| template_error(&error))
    }
}

pub fn context(pieces: &[(&'static str, FramePiece)]) -> Context {
    let mut context = Context::new();
    for (name, piece) in pieces {
        context.insert(*name, piece);
    }
    context
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
