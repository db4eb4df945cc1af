#!/usr/bin/env bash
# The attributes of crates_repository, one by one, and of crates_vendor where it has the same: each leaves its mark in the
# files of the hub, which are as they are without it in the first test; what cannot be is refused with its reason.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(scratch "$REPOSITORY/test/integration/workspaces/attributes" attributes)
VENDORED=$WORKSPACE/vendor/crates
TOOL=BUILD.tool-0.1.0.bazel

# declare_hub HEAD NAME FILE: a hub by that rule, with the attributes on stdin.
declare_hub() {
  local attributes
  attributes=$(cat)
  mkdir -p "$(dirname "$WORKSPACE/$3")"
  {
    printf 'load("@crate_universe//crate_universe:defs.bzl", "crate", "crates_repository", "crates_vendor", "render_config", "splicing_config")\n'
    printf '%s\n    name = "%s",\n    cargo_lockfile = "//:Cargo.lock",\n' "$1" "$2"
    grep -q 'packages = ' <<< "$attributes" || printf '    manifests = ["//:Cargo.toml"],\n'
    grep -q 'triples = ' <<< "$attributes" ||
      printf '    supported_platform_triples = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"],\n'
    printf '%s\n)\n' "$attributes"
  } > "$WORKSPACE/$3"
}

declare_repository() {
  declare_hub 'crates_repository(' crates WORKSPACE.bzlmod
}

repository() {
  declare_repository
  capture bazel_reads_only "$WORKSPACE" query @crates//:all
}

vendor() {
  declare_hub 'crates_vendor(' crates_vendor vendor/BUILD.bazel
  capture bazel "$WORKSPACE" run //vendor:crates_vendor
}

# Both rules, with the attributes on stdin.
both() {
  local attributes
  attributes=$(cat)
  repository <<< "$attributes"
  vendor <<< "$attributes"
}

# made FILE: a file of the hub that crates_repository has made.
made() {
  cat "$FETCHED/$1"
}

both_say() {
  matches "$1" "$(made "$2")"
  matches "$1" "$(cat "$VENDORED/$2")"
}

neither_says() {
  lacks "$1" "$(made "$2")"
  lacks "$1" "$(cat "$VENDORED/$2")"
}

# The control of all others.
without_any() {
  both < /dev/null
  both_say 'cargo_build_script\(' "$TOOL"
  both_say 'target_compatible_with' "$TOOL"
  both_say '"tested"' "$TOOL"
  both_say 'cfg(//)?:exec_chosen": \["hosted"\]' "$TOOL"
  both_say '^        "select": \{$' crates.bzl
  both_say '"https://static.crates.io/crates/itoa' crates.bzl
  both_say '^    "CARGO_PKG_NAME"' "$TOOL"
  both_say 'load\("@rules_rust//rust:defs.bzl", ' "$TOOL"
  neither_says 'rust_binary' "$TOOL"
  neither_says 'fnv|member_deps' crates.bzl
  neither_says '_board|platforms:board' cfg/BUILD.bazel
  neither_says 'annotated|from_itoa' BUILD.itoa-1.0.14.bazel
  matches 'To make it anew: bazel sync --only=crates$' "$(made BUILD.bazel)"
}

binaries_and_build_scripts() {
  both <<< '    generate_binaries = True, generate_build_scripts = False,'
  both_say 'rust_binary\(' "$TOOL"
  neither_says 'cargo_build_script' "$TOOL"
}

features() {
  both <<< '    dev_features = False, host_features = "union",'
  neither_says '"tested"' "$TOOL"
  both_say 'crate_features = \["hosted"\],' "$TOOL"
}

feature_scope() {
  both <<< '    feature_scope = "member",'
  both_say '"tool": \{"target": Label\("[^"]*:tool__for_other"\)\}' crates.bzl
  both_say 'name = "tool__for_other"' "$TOOL"
}

# `tested` is a feature of one crate in one set; see also first_party.sh.
feature_sets() {
  both <<< '    feature_sets = {"app:plain": []},'
  both_say 'feature_set_flag\($' cfg/BUILD.bazel
  both_say '"plain",$' cfg/BUILD.bazel
  bazel "$WORKSPACE" build --nobuild @crates//:all --@crates//cfg:app_features=plain
  bazel "$WORKSPACE" build --nobuild //vendor/crates:all --//vendor/crates/cfg:app_features=plain
  fails_with 'CU0055: the workspace has no member `ap`' repository <<< '    feature_sets = {"ap:plain": []},'
  fails_with 'CU0056: .*which is not a member and a name for its set' repository <<< '    feature_sets = {"app": []},'
}

older_places_of_render_config() {
  both <<< '    generate_target_compatible_with = False,'
  neither_says 'target_compatible_with' "$TOOL"
  vendor <<< '    generate_cargo_toml_env_vars = False,'
  lacks 'CARGO_PKG_NAME' "$(cat "$VENDORED/$TOOL")"
}

render_config() {
  both <<< '    render_config = render_config(default_package_name = "app", regen_command = "make crates"),'
  both_say 'To make it anew: make crates$' BUILD.bazel
  both_say 'default_package_name = "app"' crates.bzl
}

# The function's own way to say it, which the tag does not have.
alias_rules() {
  both <<< '    render_config = render_config(default_alias_rule = "opt"),'
  both_say '^alias_opt\($' BUILD.bazel
  printf 'def mine(name, actual, tags):\n    native.alias(name = name, actual = actual, tags = tags)\n' > "$WORKSPACE/vendor/rules.bzl"
  both <<< '    render_config = render_config(default_alias_rule = "//vendor:rules.bzl:mine"),'
  both_say '^load\("@*//vendor:rules.bzl", "mine"\)$' BUILD.bazel
  both <<< '    render_config = render_config(crate_alias_template = "//:{name}-{version}", default_alias_rule = "alias"),'
  both_say '^alias\($' BUILD.bazel
  neither_says '"//:itoa-1.0.14"' crates.bzl
  fails_with 'CU0052: unknown alias rule `optt`' repository <<< '    render_config = render_config(default_alias_rule = "optt"),'
  matches 'help: did you mean `opt`' "$OUTPUT"
  fails_with 'CU0051: .*default_alias_rule' repository <<< '    render_config = render_config(default_alias_rule = "opt", default_alias_rule_name = "dbg"),'
}

unknown_arguments() {
  fails_with 'render_config\(\) got unexpected keyword argument.*did you mean .default_alias_rule' vendor <<< '    render_config = render_config(default_alias_rul = "opt"),'
  fails_with 'splicing_config\(\) got unexpected keyword argument.*did you mean .resolver_version' vendor <<< '    splicing_config = splicing_config(resolver_versions = "2"),'
  fails_with 'spec\(\) got unexpected keyword argument.*did you mean .version' vendor <<< '    packages = {"itoa": crate.spec(versoin = "1")},'
  fails_with 'annotation\(\) got unexpected keyword argument.*did you mean .rustc_flags' vendor <<< '    annotations = {"itoa": [crate.annotation(rustc_flag = [])]},'
  fails_with 'no such attribute .vendor_paht. in .*crates_vendor. rule \(did you mean .vendor_path' vendor <<< '    vendor_paht = "there",'
  fails_with 'no such attribute .isolate. in .*crates_repository. rule \(did you mean .isolated' repository <<< '    isolate = True,'
}

annotations() {
  both <<< '    annotations = {"itoa": [crate.annotation(rustc_flags = ["--cfg=annotated"])]},'
  both_say '"--cfg=annotated"' BUILD.itoa-1.0.14.bazel
  fails_with 'CU0026: .*nosuch' repository <<< '    annotations = {"nosuch": [crate.annotation()]},'
  both <<< '    annotations = {"nosuch": [crate.annotation()]}, unused_annotations = "warning",'
  printf 'exports_files(["README.md"])\n' > "$WORKSPACE/itoa.additive"
  both <<< '    annotations = {"itoa": [crate.annotation(additive_build_file = "//:itoa.additive")]},'
  both_say '^exports_files\(\["README.md"\]\)$' BUILD.itoa-1.0.14.bazel
}

# A label of the user's is one of the main repository, wherever the file that says it lies.
patches() {
  printf -- '--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1,0 +1,1 @@\n+// Patched.\n' > "$WORKSPACE/itoa.patch"
  repository <<< '    annotations = {"itoa": [crate.annotation(patches = ["//:itoa.patch"], patch_args = ["-p1"])]},'
  printf 'load("@crates//:crates.bzl", "crate_repositories")\n\ncrate_repositories()\n' >> "$WORKSPACE/WORKSPACE.bzlmod"
  bazel_reads_only "$WORKSPACE" build @crates//:itoa-1.0.14
  matches '^// Patched\.$' "$(head -n 1 "$(dirname "$FETCHED")/crates__itoa-1.0.14/src/lib.rs")"
}

packages_that_say_something_of_themselves() {
  both <<< '    use_metadata_of = ["itoa"],'
  fails_with 'CU0026: `use_metadata_of` names "itao", but no package has that name' repository <<< '    use_metadata_of = ["itao"],'
  matches 'help: did you mean `itoa`' "$OUTPUT"
}

members_and_mirrors() {
  both <<< '    member_deps = True, mirrors = {"crates-io": ["https://mirror.example/{crate}"]},'
  both_say 'Label\("@@//lib:lib"\)' crates.bzl
  both_say 'member_deps = True' crates.bzl
  both_say 'https://mirror.example/itoa' crates.bzl
}

macros_for_members() {
  both <<< '    cargo_package_macros = False,'
  neither_says '_MEMBERS' crates.bzl
  both_say 'cargo_package = ' defs.bzl
}

configuration_of_cargo() {
  both <<< '    cargo_config = "//:config.toml",'
  both_say '"fnv": ' crates.bzl
  both <<< '    rustc_cfgs = {"*": ["special"]},'
  both_say '"fnv": ' crates.bzl
}

platforms() {
  both <<< '    supported_platform_triples = ["x86_64-unknown-linux-gnu"],'
  neither_says '"select":|cfg-if' crates.bzl
  both <<< '    target_specs = ["//platforms:board.json"], platform_labels = {"//platforms:board": "board"},'
  both_say '//platforms:board"' cfg/BUILD.bazel
  fails_with 'CU0007: .*x86_64-nosuch' repository <<< '    supported_platform_triples = ["x86_64-nosuch"],'
  fails_with 'CU0911: ' repository <<< '    platform_labels = {"//platforms:board": "x86_64-unknown-linux-gnu", "//:BUILD.bazel": "x86_64-unknown-linux-gnu"},'
}

# Without manifests; a lock that is empty is made for the evaluation, and written by a target that writes.
specs() {
  cp "$WORKSPACE/Cargo.lock" "$SCRATCH/whole.lock"
  : > "$WORKSPACE/Cargo.lock"
  local packages='    packages = {"itoa": crate.spec(version = "=1.0.15"), "tool": crate.spec(path = "tool", artifact = "bin")},'
  both <<< "$packages splicing_config = splicing_config(resolver_version = \"1\"),"
  both_say 'itoa-1\.0\.15' crates.bzl
  both_say 'rust_binary' "$TOOL"
  matches 'direct-cargo-bazel-deps' "$(cat "$WORKSPACE/Cargo.lock")"
  fails_with 'CU0035: .*"7"' repository <<< "$packages splicing_config = splicing_config(resolver_version = \"7\"),"
  cp "$SCRATCH/whole.lock" "$WORKSPACE/Cargo.lock"
}

# A home with a configuration that cannot be read is seen only by those who read it.
isolation() {
  mkdir -p "$SCRATCH/home"
  echo '[build' > "$SCRATCH/home/config.toml"
  export CARGO_HOME=$SCRATCH/home
  repository <<< '    isolated = True,'
  # The hub is written with its error, so that it has :repin.
  repository <<< '    isolated = False,'
  matches 'targets that need @crates will fail: CU0024: ' "$OUTPUT"
  CARGO_BAZEL_ISOLATED=true repository <<< '    isolated = False,'
  unset CARGO_HOME
}

instructions() {
  sed -i 's/^\[features\]/[dependencies]\neither = "1"\n\n&/' "$WORKSPACE/tool/Cargo.toml"
  repository <<< '    repin_instructions = "ask the build team",'
  fails_with 'CU0006: ' bazel "$WORKSPACE" build --nobuild @crates//:tool
  matches '^  ask the build team$' "$OUTPUT"
}

# The manifest is still that of the test before: a repin has something to write.
what_a_repin_writes() {
  export CARGO_BAZEL_REPIN=1
  local kept='    lockfile = "//:facts.json", skip_cargo_lockfile_overwrite = True,'
  local stripped='    lockfile = "//:facts.json", strip_internal_dependencies_from_cargo_lockfile = True,'
  declare_repository <<< "$kept"
  fails_with 'CU0006: ' bazel_reads_only "$WORKSPACE" sync --only=crates
  fails_with 'CU0006: ' vendor <<< "$kept"
  equals "$(cat "$SCRATCH/whole.lock")" "$(cat "$WORKSPACE/Cargo.lock")"
  declare_repository <<< "$stripped"
  bazel "$WORKSPACE" sync --only=crates
  is_stripped
  cp "$SCRATCH/whole.lock" "$WORKSPACE/Cargo.lock"
  : > "$WORKSPACE/facts.json"
  vendor <<< "$stripped"
  is_stripped
  unset CARGO_BAZEL_REPIN
  repository <<< "$stripped"
  cp "$REPOSITORY/test/integration/workspaces/attributes/tool/Cargo.toml" "$WORKSPACE/tool"
}

is_stripped() {
  matches '^name = "either"' "$(cat "$WORKSPACE/Cargo.lock")"
  lacks '^name = "(app|lib|tool)"' "$(cat "$WORKSPACE/Cargo.lock")"
  matches '^"itoa 1\.0\.14 ' "$(cat "$WORKSPACE/facts.json")"
}

# Manifests with path dependencies, a lock, an additive BUILD file and a patch, by the name that this module alone has for the repository.
files_of_another_repository() {
  local there=$SCRATCH/there hub='cargo_lockfile = "@there//:Cargo.lock", manifests = ["@there//:Cargo.toml"],'
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/module"
  mkdir "$there"
  cp -r "$WORKSPACE"/{Cargo.toml,app,lib,other,tool} "$there"
  cp "$SCRATCH/whole.lock" "$WORKSPACE/Cargo.lock"
  cp "$SCRATCH/whole.lock" "$there/Cargo.lock"
  cp "$WORKSPACE/itoa.additive" "$there/there.additive"
  printf 'module(name = "there_module")\n' > "$there/MODULE.bazel"
  printf 'exports_files(["Cargo.lock", "Cargo.toml", "itoa.patch", "there.additive"])\n' > "$there/BUILD.bazel"
  printf 'bazel_dep(name = "there_module", repo_name = "there")\nlocal_path_override(module_name = "there_module", path = "%s")\n' "$there" >> "$WORKSPACE/MODULE.bazel"
  both <<< "annotations = {\"itoa\": [crate.annotation(additive_build_file = \"@there//:there.additive\")]},"
  both_say '^exports_files\(\["README.md"\]\)$' BUILD.itoa-1.0.14.bazel
  cp "$WORKSPACE/itoa.patch" "$there"
  declare_hub 'crates_vendor(' crates_vendor sources/BUILD.bazel <<< '    mode = "local", annotations = {"itoa": [crate.annotation(patches = ["@there//:itoa.patch"], patch_args = ["-p1"])]},'
  bazel "$WORKSPACE" run //sources:crates_vendor
  matches '^// Patched\.$' "$(head -n 1 "$WORKSPACE/sources/crates/itoa-1.0.14/src/lib.rs")"
  declare_repository <<< "annotations = {\"tool\": [crate.annotation(additive_build_file = \"@there//:there.additive\")]},"
  sed -i "s#cargo_lockfile = .*#$hub#; /manifests = \[\"\/\//d" "$WORKSPACE/WORKSPACE.bzlmod"
  printf 'load("@crates//:crates.bzl", "crate_repositories")\n\ncrate_repositories()\n' >> "$WORKSPACE/WORKSPACE.bzlmod"
  bazel_reads_only "$WORKSPACE" build @crates//:tool
  matches '^exports_files\(\["README.md"\]\)$' "$(made "$TOOL")"
  fails_with 'CU0010: the file in `additive_build_file` cannot be read' repository <<< '    annotations = {"itoa": [crate.annotation(additive_build_file = "@there//:nosuch")]},'
  cp "$SCRATCH/module" "$WORKSPACE/MODULE.bazel"
}

host_tools() {
  local host
  host=$(ls -d "$(dirname "$FETCHED")"/rules_rust*rust_host_tools)
  mkdir -p "$SCRATCH/tools/bin"
  touch "$SCRATCH/tools/WORKSPACE"
  touch "$SCRATCH/tools/BUILD.bazel"
  printf '#!/bin/sh\necho "$@" >> %s/called\nexec %s "$@"\n' "$SCRATCH" "$host/bin/cargo" > "$SCRATCH/tools/bin/cargo"
  chmod +x "$SCRATCH/tools/bin/cargo"
  ln -s "$host/bin/rustc" "$SCRATCH/tools/bin/rustc"
  repository <<< '    host_tools = "@tools//:tools",
)
local_repository(
    name = "tools",
    path = "'"$SCRATCH/tools"'",'
  bazel "$WORKSPACE" run @crates//:repin
  matches '^update --workspace' "$(cat "$SCRATCH/called")"
}

# Another name for rules_rust, which the files of the hub load.
name_of_rules_rust() {
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/module"
  sed -i 's/"rules_rust", version/"rules_rust", repo_name = "rust_rules", version/; s/@rules_rust/@rust_rules/' "$WORKSPACE/MODULE.bazel"
  repository <<< '    rules_rust = "rust_rules",
)

load("@crates//:defs.bzl", "crate_repositories")

crate_repositories('
  matches 'load\("@rust_rules//rust:defs.bzl", ' "$(made BUILD.itoa-1.0.14.bazel)"
  matches '^@rust_rules//' "$(bazel "$WORKSPACE" query 'deps(@crates//:itoa)')"
  cp "$SCRATCH/module" "$WORKSPACE/MODULE.bazel"
}

# A repository that nobody has declared shows that the template counts, and what its keys are.
toolchain_templates() {
  fails_with 'rust_1\.95\.0_stable_linux' repository <<< '    rust_toolchain_cargo_template = "@rust_{version}_{channel}_{system}//:bin/{tool}", rust_version = "1.95.0",'
  fails_with 'rustc_2026-05-20_nightly' repository <<< '    rust_toolchain_cargo_template = "@rules_rust//:version.bzl", rust_toolchain_rustc_template = "@rustc_{version}_{channel}//:{tool}", rust_version = "nightly/2026-05-20",'
  fails_with 'CU0922: `rust_toolchain_rustc_template` .*\{nosuch\}' repository <<< '    rust_toolchain_cargo_template = "@rules_rust//:version.bzl", rust_toolchain_rustc_template = "@rustc_{nosuch}//:{tool}",'
}

# A program that is none: it says how it is called.
program_of_ones_own() {
  printf '#!/bin/sh\necho "mine: $*"\n' > "$WORKSPACE/vendor/mine"
  chmod +x "$WORKSPACE/vendor/mine"
  vendor <<< '    tool = "mine",'
  matches '^mine: vendor$' "$OUTPUT"
  # What the variable says is stronger.
  fails_with 'nowhere/program' repository_from_nowhere <<< '    tool = "//vendor:mine",'
}

# What names a program of rules_rust, or says what is always so here: never run, and one line says so.
ignored() {
  vendor <<< '    bazel = "mine", buildifier = "mine", cargo_bazel = "mine",'
  matches 'crates_vendor\(name = "crates_vendor"\): `bazel`, `buildifier`, `cargo_bazel`: accepted .* ignored$' "$OUTPUT"
  lacks '^mine' "$OUTPUT"
  repository <<< '    quiet = False, generator = "@@//vendor:mine", generator_urls = {"x86_64-unknown-linux-gnu": "file:///nowhere"}, generator_sha256s = {}, compressed_windows_toolchain_names = False,'
  matches 'crates_repository\(name = "crates"\): `compressed_windows_toolchain_names`, `generator`, `generator_sha256s`, `generator_urls`, `quiet`: accepted .* ignored$' "$OUTPUT"
  lacks 'mine|nowhere' "$(made BUILD.bazel)"
  vendor <<< '    splicing_config = splicing_config(), annotations = {"itoa": [crate.annotation(version = "1", override_targets = None)]}, tags = [crate.workspace_member("1.0.0")],'
  matches 'crate.workspace_member\(\): `version`: accepted' "$OUTPUT"
}

repository_from_nowhere() {
  CARGO_BAZEL_GENERATOR_URL=file:///nowhere/program repository
}

FETCHED=$(bazel "$WORKSPACE" info output_base)/external/crates
check without_any
check binaries_and_build_scripts
check features
check feature_scope
check feature_sets
check older_places_of_render_config
check render_config
check alias_rules
check unknown_arguments
check annotations
check patches
check packages_that_say_something_of_themselves
check members_and_mirrors
check macros_for_members
check configuration_of_cargo
check platforms
check specs
check isolation
check instructions
check what_a_repin_writes
check files_of_another_repository
check host_tools
check name_of_rules_rust
check toolchain_templates
check program_of_ones_own
check ignored
finish
