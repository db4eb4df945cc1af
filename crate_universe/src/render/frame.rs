//! The frames of generated files, one Tera template each. A frame contains finished pieces of Starlark; a template
//! never quotes a value.

use serde::Serialize;
use tera::{Context, Tera};

use crate::error::{Code, Error, Result};

/// The first two lines of every generated file.
pub struct FileHeader {
    /// The first line of every generated file, by which our files are recognized.
    pub origin: &'static str,
    pub cure: String,
}

/// The templates, parsed once.
pub struct FrameTemplates(Tera);

/// The name of a template and its text.
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
        // Starlark must not be escaped like HTML.
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

    /// Fills a template that does not start with the two header lines.
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

/// Text for a variable of a template.
#[derive(Serialize)]
#[serde(untagged)]
pub enum FramePiece {
    One(String),
    Many(Vec<String>),
}

fn template_error(error: &tera::Error) -> Error {
    Error::new(Code::Internal, format!("a template cannot be rendered: {error}"))
}
