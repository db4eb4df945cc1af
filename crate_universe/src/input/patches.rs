//! Reads the patches of annotations that are files in the workspace. Whether a patch applies is not known here.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value as Json;

use crate::error::{Code, Error, Result};
use crate::label::Label;

use super::annotations;
use super::attributes::RequestFile;
use super::request;

#[derive(Debug)]
pub struct PatchFile {
    pub path: Utf8PathBuf,
    pub bytes: Vec<u8>,
}

/// By label. Only Bazel knows the path of a patch in another repository.
pub type PatchFiles = BTreeMap<String, PatchFile>;

pub fn read(given: &[request::RequestAnnotation], workspace_dir: Option<&Utf8Path>) -> Result<PatchFiles> {
    let mut files = PatchFiles::new();
    for annotation in given {
        let patches = annotation.values.get("patches").and_then(Json::as_array);
        for (label, path) in patches.into_iter().flatten().filter_map(|patch| place(patch, workspace_dir)) {
            let bytes = crate::disk::read_bytes(&path).map_err(|error| {
                let error = Error::new(Code::Read, format!("the patch cannot be read: {error}"))
                    .at_path(&path)
                    .help("create the file, or correct `patches` in the annotation");
                annotations::with_annotation_location(error, annotation)
            })?;
            files.insert(label, PatchFile { path, bytes });
        }
    }
    Ok(files)
}

/// The label and path of a patch. Bazel passes the path; without Bazel, the file is in the user's workspace.
fn place(patch: &Json, workspace_dir: Option<&Utf8Path>) -> Option<(String, Utf8PathBuf)> {
    if let Ok(RequestFile { label, path }) = serde_json::from_value::<RequestFile>(patch.clone()) {
        return Some((label, super::request_paths::substitute(&path, workspace_dir)));
    }
    let text = patch.as_str()?;
    let label = Label::parse(text).filter(|label| label.repository.trim_matches('@').is_empty())?;
    Some((text.to_owned(), workspace_dir?.join(label.package).join(label.name)))
}
