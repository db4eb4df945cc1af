"""The fields of annotations: attributes of tags, and the function for BUILD and WORKSPACE files.

Generated from crate_universe/src/input/fields.rs: do not edit.
`cd crate_universe && UPDATE=1 cargo test --lib generated_files` writes it anew.
"""

load(":annotation.bzl", "encode")

visibility(["//..."])

ANNOTATION_ATTRS = {
    "additive_build_file": attr.label(
        doc = "A file whose text is added to the end of the crate's BUILD file, after `additive_build_file_content`.",
    ),
    "additive_build_file_content": attr.string(
        doc = "Text that is added to the end of the crate's BUILD file.",
    ),
    "alias_rule": attr.string(
        doc = "The rule behind the hub's aliases of this crate: `alias`, `dbg`, `fastbuild`, `opt`, or `<label of a .bzl file>:<rule>`.",
    ),
    "build_script_compile_data": attr.string_list(
        doc = "Labels added to `compile_data` of the build script.",
    ),
    "build_script_data": attr.string_list(
        doc = "Labels added to `data` of the build script: files that it reads when it runs.",
    ),
    "build_script_data_glob": attr.string_list(
        doc = "Globs added to `data` of the build script.",
    ),
    "build_script_deps": attr.string_list(
        doc = "Labels added to `deps` of the build script.",
    ),
    "build_script_env": attr.string_dict(
        doc = "Environment variables of the build script when it runs; `$(execpath ...)` names files of its data and tools.",
    ),
    "build_script_env_files": attr.string_list(
        doc = "Files with environment variables of the build script when it runs.",
    ),
    "build_script_exec_properties": attr.string_dict(
        doc = "`exec_properties` of the build script: where and how it runs. Those of its compilation are the execution platform's.",
    ),
    "build_script_link_deps": attr.string_list(
        doc = "Labels added to `link_deps` of the build script: their `DEP_*` variables reach it.",
    ),
    "build_script_proc_macro_deps": attr.string_list(
        doc = "Labels added to `proc_macro_deps` of the build script.",
    ),
    "build_script_rundir": attr.string(
        doc = "The directory in which the build script runs, relative to the exec root; `.` is the exec root itself.",
    ),
    "build_script_rustc_env": attr.string_dict(
        doc = "Environment variables of rustc when it compiles the build script.",
    ),
    "build_script_tags": attr.string_list(
        doc = "Tags of the build script, beside those of `tags`.",
    ),
    "build_script_toolchains": attr.label_list(
        doc = "`toolchains` of the build script: their make variables are expanded in its environment.",
    ),
    "build_script_tools": attr.string_list(
        doc = "Labels of tools that the build script runs; they are built for the machine that builds.",
    ),
    "build_script_use_cc_toolchain": attr.string(
        default = "auto",
        doc = "Whether the build script sees the C++ toolchain. `auto`, `on` or `off`.",
        values = [
            "auto",
            "off",
            "on",
        ],
    ),
    "build_script_use_default_shell_env": attr.string(
        default = "auto",
        doc = "Whether the build script sees Bazel's default shell environment. `auto`, `on` or `off`.",
        values = [
            "auto",
            "off",
            "on",
        ],
    ),
    "compile_data": attr.string_list(
        doc = "Labels added to `compile_data` of the crate: files that rustc reads, as by `include_str!`.",
    ),
    "compile_data_glob": attr.string_list(
        doc = "Globs added to `compile_data` of the crate; by default it already holds all files.",
    ),
    "compile_data_glob_excludes": attr.string_list(
        doc = "Globs left out of `compile_data` of the crate.",
    ),
    "crate_features": attr.string_list(
        doc = "Features that the crate has beside those that the workspace asks for. What they imply is resolved with them.",
    ),
    "data": attr.string_list(
        doc = "Labels added to `data` of the crate: files that its users need when they run.",
    ),
    "data_glob": attr.string_list(
        doc = "Globs added to `data` of the crate.",
    ),
    "deps": attr.string_list(
        doc = "Labels added to `deps` of the crate's library, proc macro and binaries. C and C++ go into `link_deps`.",
    ),
    "disable_pipelining": attr.bool(
        doc = "Whether the library is compiled without pipelining.",
    ),
    "exec_properties": attr.string_dict(
        doc = "`exec_properties` of the crate's library, proc macro and binaries: where and how they are compiled.",
    ),
    "extra_aliased_targets": attr.string_dict(
        doc = "More aliases of the hub: name -> target of the crate's BUILD file.",
    ),
    "gen_all_binaries": attr.bool(
        doc = "Whether every binary of the crate becomes a `rust_binary`.",
    ),
    "gen_binaries": attr.string_list(
        doc = "The binaries of the crate that become a `rust_binary`, by the name that Cargo gives them.",
    ),
    "gen_build_script": attr.string(
        default = "auto",
        doc = "Whether the crate's build script becomes a target. `auto`, `on` or `off`.",
        values = [
            "auto",
            "off",
            "on",
        ],
    ),
    "label_injections": attr.label_keyed_string_dict(
        doc = "Label of a repository -> the apparent name by which the other fields of this annotation call it.",
    ),
    "link_deps": attr.string_list(
        doc = "Labels added to `link_deps` of the crate's library and binaries: native code that is linked. Before rules_rust 0.71 they are added to `deps`, which links the same.",
    ),
    "override_target_bin": attr.label(
        doc = "A target that stands in for the crate's binaries.",
    ),
    "override_target_build_script": attr.label(
        doc = "A target that stands in for the crate's build script.",
    ),
    "override_target_lib": attr.label(
        doc = "A target that stands in for the crate's library.",
    ),
    "override_target_proc_macro": attr.label(
        doc = "A target that stands in for the crate's proc macro.",
    ),
    "patch_args": attr.string_list(
        doc = "Arguments of the patch tool; `-p1` for patches made by git.",
    ),
    "patch_tool": attr.string(
        doc = "The program that applies the patches; by default Bazel applies them itself.",
    ),
    "patches": attr.label_list(
        doc = "Patches of the crate's sources, applied in this order.",
    ),
    "proc_macro_deps": attr.string_list(
        doc = "Labels added to `proc_macro_deps` of the crate's library, proc macro and binaries.",
    ),
    "remove_deps": attr.string_list(
        doc = "Dependencies to drop, by their names in the crate's manifest. What only they need is not built.",
    ),
    "remove_features": attr.string_list(
        doc = "Features to turn off, whatever enables them. What only they imply is not built.",
    ),
    "rustc_env": attr.string_dict(
        doc = "Environment variables of rustc when it compiles the crate's library, proc macro and binaries.",
    ),
    "rustc_env_files": attr.string_list(
        doc = "Files with environment variables of rustc when it compiles the crate.",
    ),
    "rustc_flags": attr.string_list(
        doc = "Flags of rustc, in this order after `--cap-lints=allow`.",
    ),
    "shallow_since": attr.string(
        doc = "For a git package: a date not after its commit, for servers that refuse to fetch single commits.",
    ),
    "tags": attr.string_list(
        doc = "Tags added to the crate's library, proc macro, binaries and build script.",
    ),
    "target_compatible_with": attr.string_list(
        doc = "Constraint values added to `target_compatible_with` of the crate's library, proc macro and binaries: elsewhere Bazel skips what needs the crate.",
    ),
    "visibility": attr.label_list(
        doc = "Who may use the crate and the hub's aliases of it, as in a rule's `visibility`; the crates that depend on it always may.",
    ),
}

# Those that may differ by platform.
SELECT_ATTRS = {name: ANNOTATION_ATTRS[name] for name in [
    "build_script_compile_data",
    "build_script_data",
    "build_script_data_glob",
    "build_script_deps",
    "build_script_env",
    "build_script_env_files",
    "build_script_exec_properties",
    "build_script_link_deps",
    "build_script_proc_macro_deps",
    "build_script_rundir",
    "build_script_rustc_env",
    "build_script_tools",
    "build_script_use_cc_toolchain",
    "build_script_use_default_shell_env",
    "compile_data",
    "compile_data_glob",
    "crate_features",
    "data",
    "data_glob",
    "deps",
    "disable_pipelining",
    "exec_properties",
    "link_deps",
    "override_target_bin",
    "override_target_build_script",
    "override_target_lib",
    "override_target_proc_macro",
    "proc_macro_deps",
    "remove_deps",
    "remove_features",
    "rustc_env",
    "rustc_env_files",
    "rustc_flags",
    "target_compatible_with",
]}

def annotation(
        version = "*",
        additive_build_file = None,
        additive_build_file_content = None,
        alias_rule = None,
        build_script_compile_data = None,
        build_script_data = None,
        *,
        build_script_data_glob = None,
        build_script_deps = None,
        build_script_env = None,
        build_script_env_files = None,
        build_script_exec_properties = None,
        build_script_link_deps = None,
        build_script_proc_macro_deps = None,
        build_script_rundir = None,
        build_script_rustc_env = None,
        build_script_tags = None,
        build_script_toolchains = None,
        build_script_tools = None,
        build_script_use_cc_toolchain = None,
        build_script_use_default_shell_env = None,
        compile_data = None,
        compile_data_glob = None,
        compile_data_glob_excludes = None,
        crate_features = None,
        data = None,
        data_glob = None,
        deps = None,
        disable_pipelining = None,
        exec_properties = None,
        extra_aliased_targets = None,
        gen_all_binaries = None,
        gen_binaries = None,
        gen_build_script = None,
        label_injections = None,
        link_deps = None,
        override_target_bin = None,
        override_target_build_script = None,
        override_target_lib = None,
        override_target_proc_macro = None,
        patch_args = None,
        patch_tool = None,
        patches = None,
        proc_macro_deps = None,
        remove_deps = None,
        remove_features = None,
        rustc_env = None,
        rustc_env_files = None,
        rustc_flags = None,
        shallow_since = None,
        tags = None,
        target_compatible_with = None,
        visibility = None,
        override_targets = None):
    """Build settings for crates of one name, in a range of versions, that their manifests do not declare.

    Every field that may differ by platform also takes `crate.select()`.

    Args:
        version: `*`, a version, or a version requirement of Cargo.
        additive_build_file: a label. A file whose text is added to the end of the crate's BUILD file, after `additive_build_file_content`.
        additive_build_file_content: a string. Text that is added to the end of the crate's BUILD file.
        alias_rule: a string. The rule behind the hub's aliases of this crate: `alias`, `dbg`, `fastbuild`, `opt`, or `<label of a .bzl file>:<rule>`.
        build_script_compile_data: a list of strings. Labels added to `compile_data` of the build script.
        build_script_data: a list of strings. Labels added to `data` of the build script: files that it reads when it runs.
        build_script_data_glob: a list of strings. Globs added to `data` of the build script.
        build_script_deps: a list of strings. Labels added to `deps` of the build script.
        build_script_env: a dict of string to string. Environment variables of the build script when it runs; `$(execpath ...)` names files of its data and tools.
        build_script_env_files: a list of strings. Files with environment variables of the build script when it runs.
        build_script_exec_properties: a dict of string to string. `exec_properties` of the build script: where and how it runs. Those of its compilation are the execution platform's.
        build_script_link_deps: a list of strings. Labels added to `link_deps` of the build script: their `DEP_*` variables reach it.
        build_script_proc_macro_deps: a list of strings. Labels added to `proc_macro_deps` of the build script.
        build_script_rundir: a string. The directory in which the build script runs, relative to the exec root; `.` is the exec root itself.
        build_script_rustc_env: a dict of string to string. Environment variables of rustc when it compiles the build script.
        build_script_tags: a list of strings. Tags of the build script, beside those of `tags`.
        build_script_toolchains: a list of labels. `toolchains` of the build script: their make variables are expanded in its environment.
        build_script_tools: a list of strings. Labels of tools that the build script runs; they are built for the machine that builds.
        build_script_use_cc_toolchain: "auto", "on" or "off". Whether the build script sees the C++ toolchain.
        build_script_use_default_shell_env: "auto", "on" or "off". Whether the build script sees Bazel's default shell environment.
        compile_data: a list of strings. Labels added to `compile_data` of the crate: files that rustc reads, as by `include_str!`.
        compile_data_glob: a list of strings. Globs added to `compile_data` of the crate; by default it already holds all files.
        compile_data_glob_excludes: a list of strings. Globs left out of `compile_data` of the crate.
        crate_features: a list of strings. Features that the crate has beside those that the workspace asks for. What they imply is resolved with them.
        data: a list of strings. Labels added to `data` of the crate: files that its users need when they run.
        data_glob: a list of strings. Globs added to `data` of the crate.
        deps: a list of strings. Labels added to `deps` of the crate's library, proc macro and binaries. C and C++ go into `link_deps`.
        disable_pipelining: True or False. Whether the library is compiled without pipelining.
        exec_properties: a dict of string to string. `exec_properties` of the crate's library, proc macro and binaries: where and how they are compiled.
        extra_aliased_targets: a dict of string to string. More aliases of the hub: name -> target of the crate's BUILD file.
        gen_all_binaries: True or False. Whether every binary of the crate becomes a `rust_binary`.
        gen_binaries: a list of strings. The binaries of the crate that become a `rust_binary`, by the name that Cargo gives them.
        gen_build_script: "auto", "on" or "off". Whether the crate's build script becomes a target.
        label_injections: a dict of label to string. Label of a repository -> the apparent name by which the other fields of this annotation call it.
        link_deps: a list of strings. Labels added to `link_deps` of the crate's library and binaries: native code that is linked. Before rules_rust 0.71 they are added to `deps`, which links the same.
        override_target_bin: a label. A target that stands in for the crate's binaries.
        override_target_build_script: a label. A target that stands in for the crate's build script.
        override_target_lib: a label. A target that stands in for the crate's library.
        override_target_proc_macro: a label. A target that stands in for the crate's proc macro.
        patch_args: a list of strings. Arguments of the patch tool; `-p1` for patches made by git.
        patch_tool: a string. The program that applies the patches; by default Bazel applies them itself.
        patches: a list of labels. Patches of the crate's sources, applied in this order.
        proc_macro_deps: a list of strings. Labels added to `proc_macro_deps` of the crate's library, proc macro and binaries.
        remove_deps: a list of strings. Dependencies to drop, by their names in the crate's manifest. What only they need is not built.
        remove_features: a list of strings. Features to turn off, whatever enables them. What only they imply is not built.
        rustc_env: a dict of string to string. Environment variables of rustc when it compiles the crate's library, proc macro and binaries.
        rustc_env_files: a list of strings. Files with environment variables of rustc when it compiles the crate.
        rustc_flags: a list of strings. Flags of rustc, in this order after `--cap-lints=allow`.
        shallow_since: a string. For a git package: a date not after its commit, for servers that refuse to fetch single commits.
        tags: a list of strings. Tags added to the crate's library, proc macro, binaries and build script.
        target_compatible_with: a list of strings. Constraint values added to `target_compatible_with` of the crate's library, proc macro and binaries: elsewhere Bazel skips what needs the crate.
        visibility: a list of labels. Who may use the crate and the hub's aliases of it, as in a rule's `visibility`; the crates that depend on it always may.
        override_targets: dict of `lib`, `bin`, `proc-macro` or `custom-build` to a label: the four `override_target_*` in one.

    Returns:
        A string for the list of the crate in `annotations`.
    """
    return encode(version, override_targets, {
        "additive_build_file": additive_build_file,
        "additive_build_file_content": additive_build_file_content,
        "alias_rule": alias_rule,
        "build_script_compile_data": build_script_compile_data,
        "build_script_data": build_script_data,
        "build_script_data_glob": build_script_data_glob,
        "build_script_deps": build_script_deps,
        "build_script_env": build_script_env,
        "build_script_env_files": build_script_env_files,
        "build_script_exec_properties": build_script_exec_properties,
        "build_script_link_deps": build_script_link_deps,
        "build_script_proc_macro_deps": build_script_proc_macro_deps,
        "build_script_rundir": build_script_rundir,
        "build_script_rustc_env": build_script_rustc_env,
        "build_script_tags": build_script_tags,
        "build_script_toolchains": build_script_toolchains,
        "build_script_tools": build_script_tools,
        "build_script_use_cc_toolchain": build_script_use_cc_toolchain,
        "build_script_use_default_shell_env": build_script_use_default_shell_env,
        "compile_data": compile_data,
        "compile_data_glob": compile_data_glob,
        "compile_data_glob_excludes": compile_data_glob_excludes,
        "crate_features": crate_features,
        "data": data,
        "data_glob": data_glob,
        "deps": deps,
        "disable_pipelining": disable_pipelining,
        "exec_properties": exec_properties,
        "extra_aliased_targets": extra_aliased_targets,
        "gen_all_binaries": gen_all_binaries,
        "gen_binaries": gen_binaries,
        "gen_build_script": gen_build_script,
        "label_injections": label_injections,
        "link_deps": link_deps,
        "override_target_bin": override_target_bin,
        "override_target_build_script": override_target_build_script,
        "override_target_lib": override_target_lib,
        "override_target_proc_macro": override_target_proc_macro,
        "patch_args": patch_args,
        "patch_tool": patch_tool,
        "patches": patches,
        "proc_macro_deps": proc_macro_deps,
        "remove_deps": remove_deps,
        "remove_features": remove_features,
        "rustc_env": rustc_env,
        "rustc_env_files": rustc_env_files,
        "rustc_flags": rustc_flags,
        "shallow_since": shallow_since,
        "tags": tags,
        "target_compatible_with": target_compatible_with,
        "visibility": visibility,
    })
