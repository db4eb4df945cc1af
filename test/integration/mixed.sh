#!/usr/bin/env bash
# A root package with a path dependency outside its workspace, two versions of one crate, a renamed one, programs of
# dependencies, and two triples that are one platform for Bazel.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

scratch "$REPOSITORY/test/integration/workspaces/mixed" mixed > "$SCRATCH/log/mixed"
WORKSPACE=$SCRATCH/work/mixed/workspace
OUTSIDE=$SCRATCH/work/mixed/outside

two_versions_and_a_path_outside() {
  matches '^42 42$' "$(bazel "$WORKSPACE" run //:mixed)"
}

edit_outside_is_followed() {
  sed -i 's/42/43/' "$OUTSIDE/src/lib.rs"
  matches '^43 43$' "$(bazel "$WORKSPACE" run //:mixed)"
}

program_of_a_path_package() {
  matches '^outside says 43$' "$(bazel "$WORKSPACE" run @crates//:outside__outside)"
}

program_of_a_registry_package() {
  bazel "$WORKSPACE" build @crates//:brotli-decompressor__brotli-decompressor
}

# What only musl wants is there for both, since no Bazel platform tells them apart.
gnu_and_musl_are_united_with_a_warning() {
  bazel "$WORKSPACE" shutdown
  capture bazel "$WORKSPACE" build --nobuild //...
  matches 'are one platform' "$OUTPUT"
  matches 'x86_64-unknown-linux-gnu' "$OUTPUT"
  matches 'x86_64-unknown-linux-musl' "$OUTPUT"
  matches 'crates__cfg-if-' "$(bazel "$WORKSPACE" cquery 'deps(//:mixed)')"
}

check two_versions_and_a_path_outside
check edit_outside_is_followed
check program_of_a_path_package
check program_of_a_registry_package
check gnu_and_musl_are_united_with_a_warning
finish
