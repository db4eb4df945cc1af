#!/usr/bin/env bash
# docs/reference and docs/surface.md are what the Starlark files declare, and no name of rules_rust's crate_universe is missing.
# `UPDATE=1 test/run reference` writes the pages anew.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export CRATE_UNIVERSE_REFERENCE=$SCRATCH/extracted

extracted() {
  local workspace=$SCRATCH/work/repository
  snapshot "$workspace"
  bazel "$workspace" build //docs/reference
  mkdir "$CRATE_UNIVERSE_REFERENCE"
  cp "$(bazel "$workspace" info bazel-bin)"/docs/reference/*.textproto "$CRATE_UNIVERSE_REFERENCE"
}

# Whatever they load can be fetched.
libraries() {
  local libraries
  mapfile -t libraries < <(bazel "$SCRATCH/work/repository" query 'kind(bzl_library, //crate_universe:*)')
  [ "${#libraries[@]}" -gt 10 ]
  bazel "$SCRATCH/work/repository" build "${libraries[@]}"
}

compared() {
  (cd "$REPOSITORY/crate_universe" && cargo test --locked --test reference -- --ignored "$1")
}

check extracted
check libraries
check compared the_pages_of_the_reference_are_current
check compared rules_rusts_names_are_those_of_the_reference
check compared every_name_of_the_reference_is_in_a_test
finish
