//! The error type of the program: a code, what is wrong, where, why, and the command that helps.
//!
//! A message has at most twelve lines and contains no Debug output of other libraries.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::plain_text;

pub type Result<T> = std::result::Result<T, Error>;

/// Each code names one kind of mistake. The number of a removed code is not used again.
macro_rules! codes {
    ($($name:ident = $number:literal, $doc:literal;)*) => {
        /// The codes of all errors that this program reports. The Starlark side uses `CU09xx`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $(#[doc = $doc] $name,)* }

        impl Code {
            pub fn number(self) -> u16 {
                match self { $(Code::$name => $number,)* }
            }

            #[cfg(test)]
            const NUMBERS: &[u16] = &[$($number),*];
        }
    };
}

codes! {
    Request = 1, "The request has a format that this version of the program does not read.";
    ManifestMissing = 2, "A listed manifest does not exist, or is not named Cargo.toml.";
    ManifestSyntax = 3, "A manifest is not valid TOML, or cargo rejects its content.";
    LockMissing = 4, "The workspace needs a Cargo.lock and has none.";
    LockSyntax = 5, "Cargo.lock cannot be read.";
    LockStale = 6, "Cargo.lock is out of date.";
    UnknownTriple = 7, "A platform triple is not one that rustc knows.";
    ManifestTwice = 8, "One manifest is listed twice.";
    Cargo = 9, "cargo could not be run, or failed.";
    Read = 10, "A file cannot be read.";
    Write = 11, "A file cannot be written.";
    Commit = 12, "A git repository does not have the commit that Cargo.lock names.";
    Workspaces = 13, "The manifests cannot be combined into one workspace.";
    Source = 14, "A package comes from a source whose address is not known.";
    Checksum = 15, "Cargo.lock has no checksum for a package that must be downloaded.";
    TooManyTriples = 17, "More triples than one resolution can hold.";
    Cfg = 18, "A cfg() expression cannot be read.";
    Metadata = 20, "cargo metadata printed something other than its documented output.";
    RustcCfg = 22, "A cfg value that the user sets cannot be read.";
    TargetSpec = 23, "A target spec cannot be read, or Bazel has no constraint value for its platform.";
    Configuration = 24, "A Cargo configuration file cannot be read.";
    Annotation = 25, "An annotation is invalid: a bad version range, an unknown field, or a value of a wrong type.";
    UnusedAnnotation = 26, "An annotation matches no package.";
    AnnotationKey = 27, "The key of a select is not a triple, a cfg() expression or a config label.";
    AnnotationConflict = 28, "Two annotations give different values to one field of one package.";
    AnnotationFeature = 29, "An annotation enables a feature that the locked packages do not have.";
    RulesRustTooOld = 30, "The version of rules_rust does not support a field of an annotation.";
    PatchConflict = 31, "Two manifests patch one package differently.";
    Spec = 32, "A spec is invalid.";
    SpecRefused = 33, "Cargo finds no package for a spec.";
    Artifact = 34, "The binaries of a package are requested in a way that this cargo does not support.";
    Splicing = 35, "A splicing_config is invalid.";
    Repin = 40, "A value is not a valid repin value.";
    RepinRefused = 41, "cargo failed to update Cargo.lock.";
    Lockfile = 42, "The committed facts file cannot be read.";
    FactsDiffer = 44, "The committed facts file does not match the packages.";
    RepinElsewhere = 43, "A hub has no Cargo.lock that a repin could update.";
    Template = 50, "A template of crate.render_config has an unknown key.";
    RenderConfig = 51, "crate.render_config is invalid.";
    AliasRule = 52, "An alias rule is unknown.";
    NameTwice = 53, "Two things get one name: repositories or files by a template, or aliases of the hub.";
    UnknownMember = 55, "The workspace has no member with a given name.";
    FeatureSet = 56, "A feature set is invalid: its key, or a feature that the member does not have.";
    NoTarget = 54, "A dependency or a binary has no target: there is no library, or a feature is off.";
    Patch = 60, "A patch does not apply.";
    VendoredDiffers = 61, "Vendored files differ from what would be written.";
    UnsafePath = 62, "A path leads, or may lead, out of its directory.";
    NotOurs = 63, "A file or directory that this program did not create is where it would write.";
    Held = 64, "Another run is writing the same files, and does not finish.";
    InitPending = 70, "`init --check` found files for Bazel that are missing or incomplete.";
    NotConfirmed = 71, "`init` asks before it writes, and nobody can answer.";
    ModuleFile = 72, "MODULE.bazel cannot be extended.";
    NotWorkspaceRoot = 73, "A directory is not the root of its Cargo workspace.";
    ChangedMeanwhile = 74, "Another program changed a file that was about to be written.";
    NoModuleFile = 75, "A directory has no MODULE.bazel that could be migrated.";
    NotClone = 76, "`init --path` does not name a clone of this module.";
    Internal = 21, "Generated text is wrong, which is a bug in this program.";
}

impl Code {
    /// The help for an error that has no more specific one. Every error has a help.
    fn usual_help(self) -> &'static str {
        use Code::*;
        match self {
            Request => {
                "run the command again; if it still fails, the module and its program have different versions: unset CARGO_BAZEL_GENERATOR_URL"
            }
            ManifestMissing => "create the file, or correct the path to it",
            ManifestSyntax | Workspaces | UnknownMember => {
                "cargo metadata --no-deps shows how cargo reads the manifests"
            }
            LockMissing => "cargo generate-lockfile",
            LockSyntax => "git checkout Cargo.lock, or cargo generate-lockfile to recreate it",
            LockStale => "cargo update --workspace",
            UnknownTriple | TooManyTriples => "rustc --print target-list lists the triples",
            ManifestTwice => "list it only once",
            Cargo | Commit => "cargo fetch --locked shows whether cargo itself can fetch the locked packages",
            Read => "make sure that the file exists and can be read",
            Write => "make sure that the disk is not full and the directory is writable",
            Source | Checksum => "cargo update --workspace rewrites Cargo.lock",
            Cfg => {
                "write it as in Cargo.toml: a triple, cfg(unix), cfg(target_os = \"linux\"), cfg(not(...))"
            }
            RustcCfg => "write it as rustc prints it: NAME, or NAME=\"VALUE\"",
            TargetSpec => "rustc --print target-spec-json -Zunstable-options shows the format",
            Configuration => {
                "see https://doc.rust-lang.org/cargo/reference/config.html for what each key accepts"
            }
            Annotation | UnusedAnnotation | AnnotationKey | AnnotationConflict | AnnotationFeature => {
                "docs/annotations.md lists the fields and their values"
            }
            FeatureSet => "docs/feature_sets.md shows how sets are declared and chosen",
            RulesRustTooOld => "use a newer rules_rust, or remove the field",
            PatchConflict => "patch it the same way in both, or give each a separate hub",
            Spec | SpecRefused | Artifact | Splicing => {
                "docs/specs.md lists the attributes of a spec and their values"
            }
            Repin | RepinRefused => {
                "name packages as in Cargo.lock: NAME, or NAME@VERSION if there are several versions"
            }
            Lockfile | FactsDiffer => "empty the file, and run the `:repin` target of the hub",
            RepinElsewhere => "run the `:repin` target in the module that the hub belongs to",
            Template | RenderConfig | AliasRule | NameTwice => "docs/hub.md lists the keys and their values",
            NoTarget => "enable the feature, or remove the dependency",
            Patch => "recreate the patch from the sources of the locked version",
            VendoredDiffers => "run the crates_vendor target with `bazel run`",
            UnsafePath => "use a path within the directory",
            NotOurs => "move it away, and run the command again",
            Held => "wait until the other run has finished",
            InitPending => "crate-universe init --yes",
            NotConfirmed => "pass --yes to write these changes",
            ModuleFile => "docs/init.md shows what MODULE.bazel needs",
            NotWorkspaceRoot => "name the root directory of the workspace",
            ChangedMeanwhile => "run the command again",
            NotClone => "name the root of the clone",
            NoModuleFile => "name the root directory of a Bazel workspace with a MODULE.bazel",
            Metadata | Internal => {
                "this is a bug in crate_universe: report it together with the input that caused it"
            }
        }
    }

    /// Whether the mistake is in manifests, lockfiles or cargo's configuration. The hub is then declared despite the
    /// error, since users may need its `:repin` to fix it.
    pub fn is_fixed_by_repin(self) -> bool {
        use Code::{
            Cargo, Cfg, Checksum, Commit, Configuration, LockMissing, LockStale, LockSyntax, Lockfile,
            ManifestSyntax, Metadata, PatchConflict, RepinRefused, Source, Workspaces,
        };
        matches!(
            self,
            Cargo
                | Cfg
                | Checksum
                | Commit
                | Configuration
                | LockMissing
                | LockStale
                | LockSyntax
                | Lockfile
                | ManifestSyntax
                | Metadata
                | PatchConflict
                | RepinRefused
                | Source
                | Workspaces
        )
    }
}

/// The place of an error in a file. Line and column start at one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorPlace {
    pub path: Utf8PathBuf,
    pub line_column: Option<(usize, usize)>,
}

/// A tag in MODULE.bazel: its class and its position among the hub's tags of that class. Only Bazel knows its line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TagRef {
    pub class: String,
    pub index: usize,
}

#[derive(Debug)]
pub struct Error(Box<ErrorParts>);

/// Boxed, so that a `Result` is only a pointer larger.
#[derive(Debug)]
struct ErrorParts {
    code: Code,
    what: String,
    place: Option<ErrorPlace>,
    tags: Vec<TagRef>,
    notes: Vec<String>,
    help: Option<String>,
}

impl Error {
    pub fn new(code: Code, what: impl Into<String>) -> Self {
        let (notes, tags) = (Vec::new(), Vec::new());
        Error(Box::new(ErrorParts { code, what: what.into(), place: None, tags, notes, help: None }))
    }

    /// Adds a tag that caused the error. Bazel prints where it is.
    pub fn with_tag(mut self, tag: &TagRef) -> Self {
        self.0.tags.push(tag.clone());
        self
    }

    pub fn tags(&self) -> &[TagRef] {
        &self.0.tags
    }

    pub fn at_path(mut self, path: &Utf8Path) -> Self {
        self.0.place = Some(ErrorPlace { path: path.to_owned(), line_column: None });
        self
    }

    /// Like `at_path`, but keeps a place or a tag that the error already has.
    pub fn or_at_path(self, path: &Utf8Path) -> Self {
        if self.has_location() || !self.0.tags.is_empty() { self } else { self.at_path(path) }
    }

    /// Sets the place from a byte offset into the text of the file.
    pub fn at_offset(mut self, path: &Utf8Path, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
        self.0.place = Some(ErrorPlace { path: path.to_owned(), line_column: Some((line, column)) });
        self
    }

    pub fn has_location(&self) -> bool {
        self.0.place.is_some()
    }

    /// The file that the error is about.
    pub fn file(&self) -> Option<&Utf8Path> {
        self.0.place.as_ref().map(|place| place.path.as_path())
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    pub fn code(&self) -> Code {
        self.0.code
    }
}

/// The maximum number of lines of a message. Bazel repeats the message of a failure, so it must be short.
const MOST_LINES: usize = 12;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Text from another library may have several lines. The first one becomes the headline.
        let mut what = self.0.what.lines().map(str::trim_end).filter(|line| !line.is_empty());
        let mut lines = vec![format!("CU{:04}: {}", self.0.code.number(), what.next().unwrap_or_default())];
        if let Some(place) = &self.0.place {
            lines.push(match place.line_column {
                Some((line, column)) => format!("  at {}:{line}:{column}", place.path),
                None => format!("  at {}", place.path),
            });
        }
        for note in what.chain(self.0.notes.iter().flat_map(|note| note.lines())) {
            if lines.len() + 1 >= MOST_LINES {
                break;
            }
            lines.push(format!("  note: {note}"));
        }
        lines.push(format!("  help: {}", self.0.help.as_deref().unwrap_or(self.0.code.usual_help())));
        f.write_str(&plain_text::strip_control_characters(&lines.join("\n")))
    }
}

impl std::error::Error for Error {}

/// The candidate with the smallest edit distance to `word`, if it is close enough to be a typo.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::levenshtein(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= 1 + word.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_that_of_one_mistake() {
        let mut numbers = Code::NUMBERS.to_vec();
        numbers.sort_unstable();
        assert_eq!(numbers.windows(2).find(|pair| pair[0] == pair[1]), None);
    }

    #[test]
    fn message_never_exceeds_twelve_lines_and_keeps_its_help() {
        let notes = (0..40).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
        let error = Error::new(Code::Cargo, "cargo failed").note(notes).help("cargo check");
        let text = error.to_string();
        assert_eq!(text.lines().count(), MOST_LINES);
        assert!(text.ends_with("help: cargo check"));
    }

    #[test]
    fn place_counts_lines_and_columns_from_one() {
        let error = Error::new(Code::Cargo, "x").at_offset("a".into(), "ab\ncd", 4);
        assert!(error.to_string().contains("at a:2:2"));
    }

    #[test]
    fn suggestion_is_near() {
        let known = ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"];
        assert_eq!(did_you_mean("x86_64-unknown-linux-gun", known), Some(known[0]));
        assert_eq!(did_you_mean("z", known), None);
    }
}
