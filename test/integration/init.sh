#!/usr/bin/env bash
# `bazel run @crate_universe//:init`: a Cargo workspace without any file for Bazel builds and passes its tests afterwards, with clippy and
# rustfmt. With `--from`, workspaces that were written for rules_rust's crate_universe and for rules_rs build as well.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# init DIRECTORY ARGUMENTS...: runs the command on a directory.
init() {
  bazel "$WORKSPACE" run @crate_universe//:init -- --path="$UNDER_TEST" "${@:2}" "$1"
}

a_workspace_builds_after_init() {
  local copy
  copy=$(scratch "$REPOSITORY/examples/first_party" first_party)
  find "$copy" \( -name '*.bazel' -o -name '.bazel*' \) -delete
  # Debian's Bazel can neither read nor write MODULE.bazel.lock.
  printf 'common --lockfile_mode=off\nbuild --symlink_prefix=/\n' > "$copy/.bazelrc"
  fails_with CU0071 init "$copy"
  matches '^Usage: bazel run @crate_universe//:init -- \[OPTIONS\] \[DIR\]$' "$(init "$copy" --help)"
  matches '  help: bazel run @crate_universe//:init -- --yes --path=' "$(init "$copy" --check 2>&1)"
  init "$copy" --yes
  init "$copy" --check
  bazel_reads_only "$copy" test //...
  bazel "$copy" build --config=clippy --config=rustfmt //...
}

# Names, folders and files that two members, or Cargo and Bazel, could have a quarrel about; the tests in it say which.
odd_members_pass_their_tests() {
  local copy
  copy=$(scratch "$REPOSITORY/test/integration/workspaces/odd_members" odd_members)
  printf 'common --lockfile_mode=off\n' > "$copy/.bazelrc"
  init "$copy" --yes
  matches '^Executed .*15 tests pass' "$(bazel "$copy" test --test_output=errors //... 2>&1)"
  # A build script has written over a copy of it.
  equals old "$(cat "$copy/deep/er/x/completions/x.txt")"
  # The links that this build leaves are no sources.
  [ -e "$copy/bazel-bin/cli" ]
  lacks 'bazel-' "$(bazel "$copy" query 'labels(srcs, //:all)')"
  equals helper "$(bazel "$copy" run //cli:helper)"
}

# migrated SOURCE NAME: a copy of a workspace that `--from SOURCE` has rewritten.
migrated() {
  local copy
  copy=$(scratch "$REPOSITORY/test/integration/workspaces/migration/$2" "$2")
  init "$copy" --from "$1" --yes > /dev/null && init "$copy" --from "$1" --check > /dev/null || return
  echo "$copy"
}

a_workspace_of_rules_rust_builds() {
  matches '^42 1.5 unix$' "$(bazel_reads_only "$(migrated rules_rust module)" run //:app)"
}

# rules_rs itself needs a newer Bazel than the provisioned one.
a_workspace_of_rules_rs_builds() {
  matches '^7 helper unix$' "$(bazel_reads_only "$(migrated rules_rs rules_rs)" run //app)"
}

WORKSPACE=$(small run)
check a_workspace_builds_after_init
check odd_members_pass_their_tests
check a_workspace_of_rules_rust_builds
check a_workspace_of_rules_rs_builds
finish
