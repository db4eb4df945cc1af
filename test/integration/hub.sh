#!/usr/bin/env bash
# Several hubs of one Cargo workspace, rendered in different ways: alias rules, templates, licences, sub-packages,
# versions with a `+`, renames of several conditions, and what macros tell of a member.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

scratch "$REPOSITORY/test/integration/workspaces/hub" hub > "$SCRATCH/log/hub"
WORKSPACE=$SCRATCH/work/hub/workspace
SAID='api=unixy plus=1\.0\.0\+extra seven=7 helper=42'

# The member `helper` is among the dependencies; features, edition and version are the manifest's.
macros_give_all_that_the_manifest_says() {
  matches "^level=0 about=Says how it was compiled. $SAID loud=true quiet=false version=1\.2\.3$" "$(bazel "$WORKSPACE" run //app)"
}

# The build script sees the level of its crate; renames reach the crate through the alias rule, too.
an_alias_rule_compiles_in_its_mode() {
  matches "^level=3 about=Says how it was compiled. $SAID loud=false quiet=false version=0\.0\.0$" "$(bazel "$WORKSPACE" run //app:fast_app)"
}

# One crate keeps its mode when all others are optimised.
an_annotated_alias_rule_keeps_its_mode() {
  matches '^level=0 ' "$(bazel "$WORKSPACE" run --compilation_mode=opt //app)"
  matches '^level=3 ' "$(bazel "$WORKSPACE" run --compilation_mode=opt //app:bare_app)"
}

templates_and_switches() {
  matches "^level=0 about= $SAID loud=false" "$(bazel "$WORKSPACE" run //app:bare_app)"
}

# A target in the root and a package of its own; a version as Cargo and as repositories spell it.
every_name_is_there() {
  bazel "$WORKSPACE" build @crates//:plus @crates//plus @crates//:plus-1.0.0+extra @crates//plus-1.0.0+extra \
    @crates//plus-1.0.0-extra @crates//how @crates//how-0.1.0 @crates//:how-0.1.0 @fast//how @bare//mode @crates//:mode_script @crates//mode_script
}

# Every name that the query lists, except that a name has one target in the root and one in a package of its own.
wildcards_build_crates_only() {
  local names
  capture bazel "$WORKSPACE" query '@crates//:all except @crates//:repin'
  lacks 'repin|cfg' "$OUTPUT"
  names=$(grep -oE '^@crates//:.*$' <<< "$OUTPUT" | sed 's#^@crates//:\(.*\)#//\1:#' | LC_ALL=C sort)
  matches '^//how:$' "$names"
  equals "$names" "$(built_by "$WORKSPACE" @crates//...)"
  matches '^//how:$' "$(built_by "$WORKSPACE" @bare//...)"
  capture bazel "$WORKSPACE" query 'attr(tags, "crate-name=", deps(@crates//:all, 1))'
  matches '__mode-0.1.0//:mode$' "$OUTPUT"
  lacks '@crates//' "$OUTPUT"
}

no_alias_in_the_root() {
  fails_with "no such target '@@.*bare//:mode'" bazel "$WORKSPACE" build @bare//:mode
}

# The user's alias rule, the user's licence text, and a licence that rules_license does not know.
rules_and_licences_are_there() {
  matches 'marked' "$(bazel "$WORKSPACE" query --output=build @bare//mode)"
  capture bazel "$WORKSPACE" query --output=build "kind(license, siblings(deps(@bare//mode, 1) ^ deps(@bare//mode, 2) except @bare//mode))"
  matches 'licenses/spdx:MIT' "$OUTPUT"
  matches ':Unicode-3\.0' "$OUTPUT"
}

another_platform_is_refused_by_a_telling_name() {
  fails_with 'constraint @@.*__cfg//:in_supported_platform_triples' \
    bazel "$WORKSPACE" build --nobuild --platforms=//platforms:arm_linux @bare//mode
}

# As files: templates place them, and the hub's repository shows them.
vendored_in_the_same_way() {
  bazel "$WORKSPACE" run //:crates_vendor
  cat > "$WORKSPACE/vendored.bzl" <<'BZL'
load("//crates/bzl:crates.bzl", "crate_repositories")

def _vendored_impl(_mctx):
    crate_repositories()

vendored = module_extension(implementation = _vendored_impl)
BZL
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/MODULE.bazel"
  cat >> "$WORKSPACE/MODULE.bazel" <<'MODULE'
vendored = use_extension("//:vendored.bzl", "vendored")
use_repo(vendored, "vendored")
MODULE
  mkdir "$WORKSPACE/vendored_app"
  cp "$WORKSPACE/app/src/main.rs" "$WORKSPACE/vendored_app"
  cat > "$WORKSPACE/vendored_app/BUILD.bazel" <<'BUILD'
load("@rules_rust//rust:defs.bzl", "rust_binary")
load("@vendored//:defs.bzl", "aliases", "all_crate_deps", "crate_edition")

rust_binary(
    name = "vendored_app",
    srcs = ["main.rs"],
    aliases = aliases(),
    edition = crate_edition(),
    proc_macro_deps = all_crate_deps(proc_macro = True),
    deps = all_crate_deps(),
)
BUILD
  matches "^level=0 about=Says how it was compiled. $SAID loud=false" "$(bazel "$WORKSPACE" run //vendored_app)"
  matches 'marked' "$(bazel "$WORKSPACE" query --output=build @vendored//how)"
  [ -e "$WORKSPACE/crates/spokes/mode-0.1.0.bazel" ]
  cp "$SCRATCH/MODULE.bazel" "$WORKSPACE/MODULE.bazel"
}

two_render_configs_are_an_error_that_names_both() {
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/MODULE.bazel"
  echo 'crate.render_config(repositories = ["fast"])' >> "$WORKSPACE/MODULE.bazel"
  fails_with 'CU0920' bazel "$WORKSPACE" build --nobuild //app
  [ "$(grep -o "'render_config' tag at" <<< "$OUTPUT" | wc -l)" -ge 2 ]
  cp "$SCRATCH/MODULE.bazel" "$WORKSPACE/MODULE.bazel"
}

a_wrong_key_is_an_error_with_the_place_of_its_tag() {
  sed -i 's/{repository}\.{name}/{repository}.{nam}/' "$WORKSPACE/MODULE.bazel"
  fails_with 'CU0050' bazel "$WORKSPACE" build --nobuild //app
  matches 'did you mean \{name\}' "$OUTPUT"
  matches "'render_config' tag at .*MODULE\.bazel:" "$OUTPUT"
}

check macros_give_all_that_the_manifest_says
check an_alias_rule_compiles_in_its_mode
check an_annotated_alias_rule_keeps_its_mode
check templates_and_switches
check every_name_is_there
check wildcards_build_crates_only
check no_alias_in_the_root
check rules_and_licences_are_there
check another_platform_is_refused_by_a_telling_name
check vendored_in_the_same_way
check two_render_configs_are_an_error_that_names_both
check a_wrong_key_is_an_error_with_the_place_of_its_tag
finish
