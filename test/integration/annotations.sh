#!/usr/bin/env bash
# Annotations: what they say of crates holds in a real build, and an annotation at fault is named by its line.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(scratch "$REPOSITORY/test/integration/workspaces/annotations" annotations)

# Environment, data and tools of the build script, features, flags, C code, compile data, patches in their order, and a
# library in the place of another.
everything_holds() {
  capture bazel_reads_only "$WORKSPACE" run //:app
  matches '^hello plain linux its manifest true loud flagged a table 42$' "$OUTPUT"
  matches '^patched twice the stand-in$' "$OUTPUT"
}

config_label_decides() {
  matches '^hello special linux ' "$(bazel "$WORKSPACE" run --define=kind=special //:app)"
}

binary_and_additive_build_file() {
  local spoke
  matches '^the binary says hello plain' "$(bazel "$WORKSPACE" run @crates//:native__show)"
  spoke=$(bazel "$WORKSPACE" query --output=label 'filter("native-0.1.0//:native$", deps(@crates//:native-0.1.0, 1))')
  matches 'Cargo.toml' "$(bazel "$WORKSPACE" cquery --output=files "${spoke%:native}:manifest")"
  bazel "$WORKSPACE" build "${spoke%:native}:Cargo.toml"
}

package_says_itself_what_its_hub_has() {
  matches 'Cargo.toml' "$(bazel "$WORKSPACE" cquery --output=files @crates//:native_manifest)"
}

alias_leads_to_a_source_file() {
  bazel "$WORKSPACE" build @crates//:native_sources
  matches '/src/lib.rs$' "$(bazel "$WORKSPACE" cquery --output=files @crates//:native_sources)"
}

# native links cfg-if, which is for the main package alone.
hub_default_says_who_may_use_a_crate() {
  local label
  mkdir "$WORKSPACE/elsewhere"
  for label in //:native //:cfg-if //cfg-if //:cfg-if-1.0.0; do
    printf 'alias(name = "elsewhere", actual = "@crates%s")\n' "$label" > "$WORKSPACE/elsewhere/BUILD.bazel"
    case $label in
      //:native) bazel "$WORKSPACE" build --nobuild //elsewhere ;;
      *) fails_with "//:?cfg-if.*' is not visible from" bazel "$WORKSPACE" build --nobuild //elsewhere ;;
    esac
  done
  rm -r "$WORKSPACE/elsewhere"
}

crate_has_tags_and_its_build_script_more() {
  local tagged=(query 'kind("rust_library|cargo_build_script rule", attr(tags, "third-party", @crates//:native + deps(@crates//:native, 3)))')
  capture bazel "$WORKSPACE" "${tagged[@]}"
  matches '//:native$' "$OUTPUT"
  matches '//:cfg_if$' "$OUTPUT"
  capture bazel "$WORKSPACE" query 'attr(tags, no-remote-cache, kind(rust_library, deps(@crates//:native)))'
  lacks '^@' "$OUTPUT"
  matches '//:_bs$' "$(bazel "$WORKSPACE" query 'attr(tags, no-remote-cache, deps(@crates//:native))')"
}

crate_is_skipped_where_it_is_not_compatible() {
  local build=(build --nobuild @crates//:cfg-if)
  bazel "$WORKSPACE" "${build[@]}" --platforms=@crate_universe_cross//:x86_64-pc-windows-msvc
  fails_with 'is incompatible' bazel "$WORKSPACE" "${build[@]}" --platforms=@crate_universe_cross//:aarch64-unknown-linux-gnu
}

# What rules_rust had before annotation_select.
earlier_selects() {
  local script
  script=$(bazel "$WORKSPACE" query --output=build 'filter("native-0.1.0//:_bs", deps(@crates//:native-0.1.0))')
  matches '^  data = .*"@[^"]*__cfg//:[a-z_0-9]*": \["@*//:tool.sh"' "$script"
  matches '^  build_script_env = .*"@[^"]*__cfg//:aarch64": \{[^}]*"GREETING_OF": "arm"\}' "$script"
}

# Where another target is for one platform only, the crate's own is for all others.
overridden_on_one_platform() {
  local leads_to=(cquery @crates//:native__show --output=starlark --starlark:expr=target.label)
  matches '^@*//:app$' "$(bazel "$WORKSPACE" "${leads_to[@]}" --platforms=@crate_universe_cross//:x86_64-pc-windows-msvc)"
  matches '//:show__bin__own$' "$(bazel "$WORKSPACE" "${leads_to[@]}")"
}

# at_fault SED PATTERN...: after an edit of MODULE.bazel, a message must have these lines.
at_fault() {
  local pattern
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/MODULE.bazel"
  sed -i "$1" "$WORKSPACE/MODULE.bazel"
  shift
  fails_with "$1" bazel "$WORKSPACE" build //:app
  for pattern in "${@:2}"; do
    matches "$pattern" "$OUTPUT"
  done
  cp "$SCRATCH/MODULE.bazel" "$WORKSPACE/MODULE.bazel"
}

tag_at_fault_is_named_by_its_line() {
  local line
  line=$(grep -n 'crate = "itoa"' "$WORKSPACE/MODULE.bazel" | cut -d: -f1)
  at_fault 's/crate = "itoa"/crate = "itao"/' 'CU0026: the annotation matches no package' "MODULE.bazel:$((line - 1)):17" \
    'did you mean `itoa`'
  at_fault 's/cfg(target_os/cfg(target_so = (/' 'CU0018'
  line=$(grep -n 'SYSTEM": "windows"' "$WORKSPACE/MODULE.bazel" | cut -d: -f1)
  at_fault 's/x86_64-pc-windows-msvc"\],/x86_64-unknown-linux-gnu"],/' 'CU0028' "MODULE.bazel:$((line - 3)):24"
}

hub_that_is_not_there() {
  at_fault 's/crate = "itoa",/crate = "itoa", repositories = ["crats"],/' 'CU0918' "MODULE.bazel:[0-9]+:17" 'its hubs: crates'
}

two_hubs_of_one_name() {
  at_fault '$a crate.from_cargo(manifests = ["//:Cargo.toml"])' 'CU0902' 'MODULE.bazel:[0-9]+:17'
}

bad_value_is_named_by_its_line() {
  at_fault 's/"aarch64-unknown-linux-gnu",/"aarch64-unknown-linux-gun",/' 'CU0007' 'MODULE.bazel:[0-9]+:17'
  at_fault 's#manifests = \["//:Cargo.toml"\]#manifests = ["//:Crago.toml"]#' 'CU0002: ' 'MODULE.bazel:[0-9]+:17' 'help: '
  at_fault 's#manifests = \["//:Cargo.toml"\]#manifests = ["//nosuch:Cargo.toml"]#' 'CU0919: .*//nosuch' 'MODULE.bazel:[0-9]+:17' 'help: create nosuch/BUILD.bazel'
  at_fault 's#crate = "itoa",#crate = "itoa", additive_build_file = "//nosuch:a.BUILD",#' 'CU0919: .*//nosuch' 'MODULE.bazel:[0-9]+:17'
}

# A server that has never seen the hub in order.
a_package_that_is_made_is_seen() {
  local workspace
  workspace=$(small without_package)
  rm "$workspace/BUILD.bazel"
  fails_with 'CU0919: the root of the workspace has no BUILD file' bazel "$workspace" build --nobuild @crates//:itoa
  cp "$REPOSITORY/test/integration/workspaces/small/BUILD.bazel" "$workspace"
  bazel "$workspace" build --nobuild @crates//:itoa
  bazel "$workspace" shutdown
}

patch_at_fault_is_named_by_its_line() {
  local line
  line=$(grep -n '"//:first.patch"' "$WORKSPACE/MODULE.bazel" | cut -d: -f1)
  at_fault 's#"//:first.patch"#"//:frist.patch"#' 'CU0010: .*No such file' "MODULE.bazel:$((line - 4)):17" '/frist.patch$'
  at_fault 's#"//:first.patch"#"//nosuch:first.patch"#' 'CU0919: .*//nosuch' "MODULE.bazel:$((line - 4)):17"
  at_fault 's#patch_args = \["-p1"\]#patch_args = ["-u", "-p3"]#' 'CU0060: .*first.patch' "MODULE.bazel:$((line - 4)):17" 'first.patch:1:1'
  at_fault '/patch_args = \["-p1"\]/d' 'CU0060: .*first.patch' "MODULE.bazel:$((line - 4)):17" 'patch_args = \["-p1"\]'
  # A mended patch is seen, and the same patches may be applied by another program.
  cp "$WORKSPACE/first.patch" "$SCRATCH/first.patch"
  sed -i '$d' "$WORKSPACE/first.patch"
  fails_with 'CU0060: ' bazel "$WORKSPACE" build --nobuild //:app
  cp "$SCRATCH/first.patch" "$WORKSPACE/first.patch"
  sed -i 's#patch_args = \["-p1"\]#patch_args = ["-u", "-p1"]#' "$WORKSPACE/MODULE.bazel"
  matches '^patched twice ' "$(bazel "$WORKSPACE" run //:app)"
}

check everything_holds
check config_label_decides
check binary_and_additive_build_file
check package_says_itself_what_its_hub_has
check alias_leads_to_a_source_file
check hub_default_says_who_may_use_a_crate
check crate_has_tags_and_its_build_script_more
check crate_is_skipped_where_it_is_not_compatible
check earlier_selects
check overridden_on_one_platform
check tag_at_fault_is_named_by_its_line
check hub_that_is_not_there
check two_hubs_of_one_name
check bad_value_is_named_by_its_line
check a_package_that_is_made_is_seen
check patch_at_fault_is_named_by_its_line
finish
