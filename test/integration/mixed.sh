#!/usr/bin/env bash
# A root package with a path dependency outside its workspace, two versions of one crate, a renamed one, programs of
# dependencies, and two triples that are one platform for Bazel; a workspace of another repository, one with a patch, one
# of an odd shape.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

scratch "$REPOSITORY/test/integration/workspaces/mixed" mixed > "$SCRATCH/log/mixed"
WORKSPACE=$SCRATCH/work/mixed/workspace
OUTSIDE=$SCRATCH/work/mixed/outside

# A BUILD file that another build has in a folder of it cuts nothing off.
two_versions_and_a_path_outside() {
  mkdir "$OUTSIDE/src/deep"
  echo 'Of another build.' > "$OUTSIDE/src/deep/BUILD"
  echo 'pub const HERE: bool = true;' > "$OUTSIDE/src/deep/mod.rs"
  printf 'pub mod deep;\n' >> "$OUTSIDE/src/lib.rs"
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
  matches 'are the same platform' "$OUTPUT"
  matches 'x86_64-unknown-linux-gnu' "$OUTPUT"
  matches 'x86_64-unknown-linux-musl' "$OUTPUT"
  matches 'crates__cfg-if-' "$(bazel "$WORKSPACE" cquery 'deps(//:mixed)')"
}

workspace_of_another_repository() {
  matches '^elsewhere 42$' "$(bazel_reads_only "$WORKSPACE" run @elsewhere)"
}

workspace_of_another_repository_is_vendored() {
  bazel "$WORKSPACE" run //third_party:crates_vendor
  bazel "$WORKSPACE" run //third_party:crates_vendor -- --check
  matches '"//third_party/crates:BUILD.itoa-1\.[0-9.]+bazel"' "$(cat "$WORKSPACE/third_party/crates/crates.bzl")"
}

# A glob, a link, a folder whose name cargo also uses for itself, a nested workspace.
members_of_all_shapes() {
  matches '^shaped 42$' "$(bazel_reads_only "$WORKSPACE" run //shaped/config)"
  capture bazel "$WORKSPACE" query @shaped_crates//:all
  lacks 'ryu' "$OUTPUT"
}

patch_counts() {
  matches '^the fork$' "$(bazel_reads_only "$WORKSPACE" run //patched)"
}

# A fork whose version nobody asks for is no patch any more; what Cargo.lock says is then too old.
patch_of_another_version_is_stale() {
  sed -i 's/1\.0\.7/2.0.0/' "$WORKSPACE/patched/fork/Cargo.toml"
  fails_with 'CU0006' bazel_reads_only "$WORKSPACE" run //patched
  matches 'cfg-if' "$OUTPUT"
  matches 'help: bazel run @patched_crates//:repin' "$OUTPUT"
  bazel "$WORKSPACE" run @patched_crates//:repin
  # crates.io's own has no such item.
  fails_with 'cannot find value `FORK`' bazel_reads_only "$WORKSPACE" run //patched
}

patch_counts_again() {
  sed -i 's/2\.0\.0/1.0.7/' "$WORKSPACE/patched/fork/Cargo.toml"
  bazel "$WORKSPACE" run @patched_crates//:repin -- cfg-if
  matches '^the fork$' "$(bazel_reads_only "$WORKSPACE" run //patched)"
}

check two_versions_and_a_path_outside
check edit_outside_is_followed
check program_of_a_path_package
check program_of_a_registry_package
check gnu_and_musl_are_united_with_a_warning
check workspace_of_another_repository
check workspace_of_another_repository_is_vendored
check members_of_all_shapes
check patch_counts
check patch_of_another_version_is_stale
check patch_counts_again
finish
