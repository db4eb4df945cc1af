//! The table of annotation fields, with the name, shape, variation and meaning of each. The attributes of the tags, the
//! macro `crate.annotation()`, the JSON schema and the reference page are generated from it (`UPDATE=1 cargo test --lib
//! generated_files`).

use super::value::FieldShape;

/// The first two numbers of a rules_rust version. Its releases differ in these only.
pub type Release = (u64, u64);

/// The release of a version. A version that cannot be parsed counts as the newest possible one.
pub fn release(version: &str) -> Release {
    let mut numbers = version.split('.').map(|number| number.parse().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor),
        _ => (u64::MAX, u64::MAX),
    }
}

/// The first release whose rules have `link_deps`. Before it, `deps` also takes C and C++ libraries.
pub const HAS_LINK_DEPS: Release = (0, 71);

/// A row of the table.
#[derive(Debug)]
pub struct FieldRow {
    pub field: Field,
    pub name: &'static str,
    pub shape: FieldShape,
    pub varies: VariesBy,
    /// Whether a package may set it in its own `[package.metadata.bazel]`.
    pub metadata: bool,
    /// The first release of rules_rust that supports it, if newer than the oldest supported release.
    pub since: Option<Release>,
    /// The kind of target that a package must have for the field.
    pub target: Option<NeededTarget>,
    #[cfg(test)]
    pub doc: &'static str,
}

/// What a value may depend on. A value that is needed before the platform is known cannot depend on anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariesBy {
    Never,
    /// Only on triples, because features and dependencies are resolved before Bazel evaluates config labels.
    ByTriple,
    /// On triples and on config labels.
    Freely,
}

/// A kind of target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeededTarget {
    Library,
    ProcMacro,
    Binary,
    BuildScript,
}

const NO_SELECT: VariesBy = VariesBy::Never;
const TRIPLES: VariesBy = VariesBy::ByTriple;
const SELECT: VariesBy = VariesBy::Freely;
const META: bool = true;
const NO_META: bool = false;

macro_rules! fields {
    ($($field:ident = $name:literal, $shape:ident, $varies:ident, $metadata:ident, $since:expr $(, $target:ident)?, $doc:literal;)*) => {
        /// A field of an annotation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field { $($field,)* }

        /// All fields, by name.
        pub const FIELDS: &[FieldRow] = &[$(FieldRow {
            field: Field::$field,
            name: $name,
            shape: FieldShape::$shape,
            varies: $varies,
            metadata: $metadata,
            since: $since,
            target: [$(Some(NeededTarget::$target),)? None][0],
            #[cfg(test)]
            doc: $doc,
        },)*];
    };
}

fields! {
    AdditiveBuildFile = "additive_build_file", File, NO_SELECT, NO_META, None,
        "A file whose text is added to the end of the crate's BUILD file, after `additive_build_file_content`.";
    AdditiveBuildFileContent = "additive_build_file_content", Text, NO_SELECT, META, None,
        "Text that is added to the end of the crate's BUILD file.";
    AliasRule = "alias_rule", Text, NO_SELECT, NO_META, None,
        "The rule behind the hub's aliases of this crate: `alias`, `dbg`, `fastbuild`, `opt`, or `<label of a .bzl file>:<rule>`.";
    BuildScriptCompileData = "build_script_compile_data", Texts, SELECT, NO_META, None,
        "Labels added to `compile_data` of the build script.";
    BuildScriptData = "build_script_data", Texts, SELECT, NO_META, None,
        "Labels added to `data` of the build script: files that it reads when it runs.";
    BuildScriptDataGlob = "build_script_data_glob", Texts, SELECT, NO_META, None,
        "Globs added to `data` of the build script.";
    BuildScriptDeps = "build_script_deps", Texts, SELECT, NO_META, None,
        "Labels added to `deps` of the build script.";
    BuildScriptEnv = "build_script_env", Dict, SELECT, META, None,
        "Environment variables of the build script when it runs; `$(execpath ...)` names files of its data and tools.";
    BuildScriptEnvFiles = "build_script_env_files", Texts, SELECT, NO_META, Some((0, 66)),
        "Files with environment variables of the build script when it runs.";
    BuildScriptExecProperties = "build_script_exec_properties", Dict, SELECT, NO_META, None,
        "`exec_properties` of the build script: where and how it runs. Those of its compilation are the execution platform's.";
    BuildScriptLinkDeps = "build_script_link_deps", Texts, SELECT, NO_META, None,
        "Labels added to `link_deps` of the build script: their `DEP_*` variables reach it.";
    BuildScriptProcMacroDeps = "build_script_proc_macro_deps", Texts, SELECT, NO_META, None,
        "Labels added to `proc_macro_deps` of the build script.";
    BuildScriptRundir = "build_script_rundir", Text, SELECT, META, None,
        "The directory in which the build script runs, relative to the exec root; `.` is the exec root itself.";
    BuildScriptRustcEnv = "build_script_rustc_env", Dict, TRIPLES, META, None,
        "Environment variables of rustc when it compiles the build script.";
    BuildScriptTags = "build_script_tags", Texts, NO_SELECT, NO_META, None,
        "Tags of the build script, beside those of `tags`.";
    BuildScriptToolchains = "build_script_toolchains", Labels, NO_SELECT, NO_META, None,
        "`toolchains` of the build script: their make variables are expanded in its environment.";
    BuildScriptTools = "build_script_tools", Texts, SELECT, NO_META, None,
        "Labels of tools that the build script runs; they are built for the machine that builds.";
    BuildScriptUseCcToolchain = "build_script_use_cc_toolchain", Switch, SELECT, NO_META, Some((0, 72)),
        "Whether the build script sees the C++ toolchain.";
    BuildScriptUseDefaultShellEnv = "build_script_use_default_shell_env", Switch, SELECT, NO_META, Some((0, 56)),
        "Whether the build script sees Bazel's default shell environment.";
    CompileData = "compile_data", Texts, SELECT, META, None,
        "Labels added to `compile_data` of the crate: files that rustc reads, as by `include_str!`.";
    CompileDataGlob = "compile_data_glob", Texts, SELECT, META, None,
        "Globs added to `compile_data` of the crate; by default it already holds all files.";
    CompileDataGlobExcludes = "compile_data_glob_excludes", Texts, NO_SELECT, META, None,
        "Globs left out of `compile_data` of the crate.";
    CrateFeatures = "crate_features", Texts, TRIPLES, NO_META, None,
        "Features that the crate has beside those that the workspace asks for. What they imply is resolved with them.";
    Data = "data", Texts, SELECT, META, None,
        "Labels added to `data` of the crate: files that its users need when they run.";
    DataGlob = "data_glob", Texts, SELECT, META, None,
        "Globs added to `data` of the crate.";
    Deps = "deps", Texts, SELECT, META, None,
        "Labels added to `deps` of the crate's library, proc macro and binaries. C and C++ go into `link_deps`.";
    DisablePipelining = "disable_pipelining", Flag, SELECT, NO_META, None,
        "Whether the library is compiled without pipelining.";
    ExecProperties = "exec_properties", Dict, SELECT, NO_META, None,
        "`exec_properties` of the crate's library, proc macro and binaries: where and how they are compiled.";
    ExtraAliasedTargets = "extra_aliased_targets", Dict, NO_SELECT, META, None,
        "More aliases of the hub: name -> target of the crate's BUILD file.";
    GenAllBinaries = "gen_all_binaries", Flag, NO_SELECT, NO_META, None,
        "Whether every binary of the crate becomes a `rust_binary`.";
    GenBinaries = "gen_binaries", Texts, NO_SELECT, NO_META, None,
        "The binaries of the crate that become a `rust_binary`, by the name that Cargo gives them.";
    GenBuildScript = "gen_build_script", Switch, NO_SELECT, META, None,
        "Whether the crate's build script becomes a target.";
    LabelInjections = "label_injections", LabelDict, NO_SELECT, NO_META, None,
        "Label of a repository -> the apparent name by which the other fields of this annotation call it.";
    LinkDeps = "link_deps", Texts, SELECT, META, None,
        "Labels added to `link_deps` of the crate's library and binaries: native code that is linked. Before rules_rust 0.71 they are added to `deps`, which links the same.";
    OverrideTargetBin = "override_target_bin", Label, SELECT, NO_META, None, Binary,
        "A target that stands in for the crate's binaries.";
    OverrideTargetBuildScript = "override_target_build_script", Label, SELECT, NO_META, None, BuildScript,
        "A target that stands in for the crate's build script.";
    OverrideTargetLib = "override_target_lib", Label, SELECT, NO_META, None, Library,
        "A target that stands in for the crate's library.";
    OverrideTargetProcMacro = "override_target_proc_macro", Label, SELECT, NO_META, None, ProcMacro,
        "A target that stands in for the crate's proc macro.";
    PatchArgs = "patch_args", Texts, NO_SELECT, NO_META, None,
        "Arguments of the patch tool; `-p1` for patches made by git.";
    PatchTool = "patch_tool", Text, NO_SELECT, NO_META, None,
        "The program that applies the patches; by default Bazel applies them itself.";
    Patches = "patches", Files, NO_SELECT, NO_META, None,
        "Patches of the crate's sources, applied in this order.";
    ProcMacroDeps = "proc_macro_deps", Texts, SELECT, NO_META, None,
        "Labels added to `proc_macro_deps` of the crate's library, proc macro and binaries.";
    RemoveDeps = "remove_deps", Texts, TRIPLES, NO_META, None,
        "Dependencies to drop, by their names in the crate's manifest. What only they need is not built.";
    RemoveFeatures = "remove_features", Texts, TRIPLES, NO_META, None,
        "Features to turn off, whatever enables them. What only they imply is not built.";
    RustcEnv = "rustc_env", Dict, SELECT, META, None,
        "Environment variables of rustc when it compiles the crate's library, proc macro and binaries.";
    RustcEnvFiles = "rustc_env_files", Texts, SELECT, META, None,
        "Files with environment variables of rustc when it compiles the crate.";
    RustcFlags = "rustc_flags", Texts, SELECT, META, None,
        "Flags of rustc, in this order after `--cap-lints=allow`.";
    ShallowSince = "shallow_since", Text, NO_SELECT, NO_META, None,
        "For a git package: a date not after its commit, for servers that refuse to fetch single commits.";
    Tags = "tags", Texts, NO_SELECT, NO_META, None,
        "Tags added to the crate's library, proc macro, binaries and build script.";
    TargetCompatibleWith = "target_compatible_with", Texts, SELECT, NO_META, None,
        "Constraint values added to `target_compatible_with` of the crate's library, proc macro and binaries: elsewhere Bazel skips what needs the crate.";
    Visibility = "visibility", Visibility, NO_SELECT, NO_META, None,
        "Who may use the crate and the hub's aliases of it, as in a rule's `visibility`; the crates that depend on it always may.";
}

impl FieldRow {
    /// Whether its value may depend on the platform.
    pub fn is_selectable(&self) -> bool {
        self.varies != VariesBy::Never
    }

    /// Whether a release of rules_rust supports it.
    pub fn fits(&self, rules_rust: Release) -> bool {
        self.since.is_none_or(|since| since <= rules_rust)
    }
}

impl Field {
    /// The rows have the order of the fields.
    pub fn row(self) -> &'static FieldRow {
        &FIELDS[self as usize]
    }
}

/// The row of a field, by name.
pub fn named(name: &str) -> Option<&'static FieldRow> {
    FIELDS.iter().find(|row| row.name == name)
}
