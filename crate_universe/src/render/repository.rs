//! A repository as an entry of plan.json.

use serde::Serialize;

use crate::plan::{Spoke, SpokeOrigin, SpokePatches};

use super::style::FileSet;

/// The type of `.crate` files, which their addresses often do not show.
const ARCHIVE: &str = "tar.gz";

#[derive(Serialize)]
pub struct RepositoryCall<'a> {
    pub rule: &'static str,
    pub name: &'a str,
    pub attrs: RepositoryAttrs<'a>,
}

/// The attributes of each rule, sorted by name.
#[derive(Serialize)]
#[serde(untagged)]
pub enum RepositoryAttrs<'a> {
    Hub {
        files: &'a FileSet,
        packages: Vec<&'a str>,
    },
    Archive {
        build_file_content: &'a str,
        sha256: &'a str,
        strip_prefix: &'a str,
        r#type: &'a str,
        urls: &'a [String],
        #[serde(flatten)]
        patching: &'a SpokePatches,
    },
    File {
        build_file_content: &'a str,
        path: &'a str,
        sha256: &'a str,
        strip_prefix: &'a str,
        r#type: &'a str,
        #[serde(flatten)]
        patching: &'a SpokePatches,
    },
    Git {
        build_file_content: &'a str,
        commit: &'a str,
        remote: &'a str,
        strip_prefix: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        shallow_since: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        checkout: &'a str,
        #[serde(flatten)]
        patching: &'a SpokePatches,
    },
    Checkout {
        commit: &'a str,
        remote: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        shallow_since: &'a str,
    },
    Directory {
        build_file_content: &'a str,
        path: &'a str,
    },
    /// A repository with nothing else.
    BuildFile {
        build_file_content: &'a str,
    },
}

pub fn repository_call<'a>(spoke: &'a Spoke, build_file_content: &'a str) -> RepositoryCall<'a> {
    let (rule, attrs) = match &spoke.origin {
        SpokeOrigin::Archive { urls, sha256, strip_prefix, patching } => {
            let r#type = ARCHIVE;
            let attrs =
                RepositoryAttrs::Archive { build_file_content, sha256, strip_prefix, r#type, urls, patching };
            ("crate_archive", attrs)
        }
        SpokeOrigin::File { path, sha256, strip_prefix, patching } => {
            let (r#type, path) = (ARCHIVE, path.as_str());
            let attrs =
                RepositoryAttrs::File { build_file_content, path, sha256, strip_prefix, r#type, patching };
            ("crate_archive", attrs)
        }
        SpokeOrigin::Git { remote, commit, strip_prefix, shallow_since, checkout, patching } => {
            let attrs = RepositoryAttrs::Git {
                build_file_content,
                commit,
                remote,
                strip_prefix,
                shallow_since,
                checkout,
                patching,
            };
            ("crate_git", attrs)
        }
        SpokeOrigin::Directory { path } => {
            ("crate_directory", RepositoryAttrs::Directory { build_file_content, path: path.as_str() })
        }
    };
    RepositoryCall { rule, name: &spoke.repository, attrs }
}
