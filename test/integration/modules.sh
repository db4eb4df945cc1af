#!/usr/bin/env bash
# A root module and three others, each with a hub of its own: what one says of its hub is heard in that hub alone, none but the
# root's is ever written, and the broken one that nothing uses keeps no command of the root from its work.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small root)

# module NAME: a copy of the smallest workspace as another module, with the hub NAME_crates, that the root depends on.
module() {
  local folder
  folder=$(small "$1")
  sed -i -e "s/\"small\"/\"$1\"/" -e "s/\"crates\"/\"$1_crates\"/" "$folder/MODULE.bazel"
  sed -i "s/@crates/@$1_crates/" "$folder/members/one/BUILD.bazel"
  printf 'bazel_dep(name = "%s", version = "0")\nlocal_path_override(\n    module_name = "%s",\n    path = "%s",\n)\n' \
    "$1" "$1" "$folder" >> "$WORKSPACE/MODULE.bazel"
}

# say FOLDER: tags of a module, on stdin.
say() {
  cat >> "$1/MODULE.bazel"
}

module left
module right
module bad

# Each annotates the crate that all of them have; one has a spec beside its manifests.
say "$WORKSPACE" <<'MODULE'
crate.annotation(
    crate = "itoa",
    rustc_flags = ["--cfg=of_root"],
)
MODULE
say "$SCRATCH/work/left" <<'MODULE'
crate.annotation(
    crate = "*",
    rustc_flags = ["--cfg=of_left"],
)
crate.spec(
    package = "itoa",
    package_alias = "digits",
    version = "1",
)
MODULE
say "$SCRATCH/work/bad" <<'MODULE'
crate.annotation(
    crate = "itoa",
    rustc_flags = ["--cfg=of_bad"],
)
MODULE
echo '<<<<<<< HEAD' >> "$SCRATCH/work/bad/Cargo.lock"

# The canonical name of a module's hub.
hub_of() {
  case $1 in
    root) bazel "$WORKSPACE" mod dump_repo_mapping '' | sed -n 's/.*"crates":"\([^"]*\)".*/\1/p' ;;
    *) canonical "$WORKSPACE" "$1" "$1_crates" ;;
  esac
}

# What a spoke of a hub says, wherever Bazel has put it.
spoke() {
  bazel "$WORKSPACE" query --output=build "@@$(hub_of "$1")__itoa-1.0.14//:itoa"
}

commands_of_the_root_pass() {
  bazel_reads_only "$WORKSPACE" query //...
  bazel_reads_only "$WORKSPACE" query 'deps(//...)'
  bazel_reads_only "$WORKSPACE" query '@crates//...'
  bazel_reads_only "$WORKSPACE" build //...
  bazel_reads_only "$WORKSPACE" build @crates//:itoa
  bazel_reads_only "$WORKSPACE" cquery 'deps(//...)'
  bazel_reads_only "$WORKSPACE" aquery //members/one
  bazel_reads_only "$WORKSPACE" mod graph
  bazel_reads_only "$WORKSPACE" mod deps left
  bazel_reads_only "$WORKSPACE" mod show_repo @crates
  bazel_reads_only "$WORKSPACE" mod show_extension @crate_universe//crate_universe:extensions.bzl%crate
  bazel_reads_only "$WORKSPACE" mod dump_repo_mapping ''
  # It formats the file of the root as it likes.
  bazel "$WORKSPACE" mod tidy
  matches '^use_repo\(crate, "crates"\)$' "$(cat "$WORKSPACE/MODULE.bazel")"
  bazel_reads_only "$WORKSPACE" fetch //...
  bazel_reads_only "$WORKSPACE" build @left//... @right//...
}

the_broken_hub_is_told_with_its_module() {
  # Each evaluation tells it.
  echo '# Edited.' >> "$WORKSPACE/Cargo.toml"
  capture bazel "$WORKSPACE" build //...
  matches 'targets that need @bad_crates will fail: CU[0-9]{4}: .* \(in module bad' "$OUTPUT"
  fails_with 'CU0005: ' bazel "$WORKSPACE" build @bad//members/one
}

annotations_stay_in_their_module() {
  local said module other
  for module in root left right; do
    said=$(spoke "$module")
    for other in root left bad; do
      case $module in
        "$other") matches "\"--cfg=of_$other\"" "$said" ;;
        *) lacks "--cfg=of_$other\"" "$said" ;;
      esac
    done
  done
}

specs_stay_in_their_module() {
  bazel "$WORKSPACE" query "@@$(hub_of left)//:digits"
  fails_with "no such target '.*:digits'" bazel "$WORKSPACE" query @crates//:digits
  fails_with "no such target '.*:digits'" bazel "$WORKSPACE" query "@@$(hub_of right)//:digits"
}

# Whatever a variable or a command asks for.
others_are_never_written() {
  local module before=()
  for module in left right bad; do
    before+=("$(source_digest "$SCRATCH/work/$module")")
  done
  CARGO_BAZEL_REPIN=1 bazel "$WORKSPACE" build //...
  CARGO_BAZEL_REPIN=full bazel "$WORKSPACE" query //...
  CARGO_BAZEL_REPIN=1 CARGO_BAZEL_REPIN_ONLY=left_crates,bad_crates bazel "$WORKSPACE" build //...
  for module in left right; do
    fails_with "CU0043: .*module $module" bazel "$WORKSPACE" run "@@$(hub_of "$module")//:repin"
    fails_with "CU0043: .*module $module" bazel "$WORKSPACE" run "@@$(hub_of "$module")//:repin" -- --check
  done
  for module in left right bad; do
    equals "${before[0]}" "$(source_digest "$SCRATCH/work/$module")"
    before=("${before[@]:1}")
  done
}

# Of the root's hub alone: a check writes nothing.
the_roots_hub_is_checked() {
  capture bazel_reads_only "$WORKSPACE" run @crates//:repin -- --check
  matches '^@crates: Cargo\.lock is up to date' "$OUTPUT"
}

check commands_of_the_root_pass
check the_broken_hub_is_told_with_its_module
check annotations_stay_in_their_module
check specs_stay_in_their_module
check the_roots_hub_is_checked
check others_are_never_written
finish
