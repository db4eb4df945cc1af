#!/usr/bin/env bash
# Tests that the provisioned Bazel hides nothing of rules_rust: its copy differs from Debian's in four lines, no repository
# stands in for one that rules_rust makes, rust-analyzer finds the sources of the standard library, and the host tools are as private as at
# a user's.
#
# Where another Bazel was found, there is no copy, and no test but the last.
# shellcheck disable=SC2317 # the tests are called by name
set -uo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
REPOSITORY=$(cd "$HERE/../.." && pwd -P)
BAZEL=${BAZEL:-$REPOSITORY/tools/bazel}
SCRATCH=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/crate_universe.rules_rust.XXXXXX")" && pwd -P)
PASSED=0
FAILED=0

bazel() {
  (cd "$SCRATCH/workspace" && "$BAZEL" --output_user_root="$SCRATCH/output" --max_idle_secs=60 "$@" < /dev/null 2> "$SCRATCH/log")
}

finish() {
  bazel shutdown
  chmod -R u+w "$SCRATCH"
  rm -rf "$SCRATCH"
}
trap finish EXIT

verdict() {
  if [ "$2" = 0 ]; then
    PASSED=$((PASSED + 1))
    echo "ok $1"
  else
    FAILED=$((FAILED + 1))
    echo "FAILED $1"
  fi
}

# A module with nothing but rules_rust and its host tools.
workspace() {
  mkdir -p "$SCRATCH/workspace"
  cat > "$SCRATCH/workspace/MODULE.bazel" << 'MODULE'
bazel_dep(name = "rules_rust", version = "0.70.0")

rust_host_tools = use_extension("@rules_rust//rust:extensions.bzl", "rust_host_tools")
use_repo(rust_host_tools, "rust_host_tools")
MODULE
  cat > "$SCRATCH/workspace/BUILD.bazel" << 'BUILD'
filegroup(
    name = "file",
    srcs = ["@rust_host_tools//:bin/cargo"],
)

filegroup(
    name = "target",
    srcs = ["@rust_host_tools//:cargo"],
)
BUILD
}

the_copy_differs_in_four_lines() {
  local debian copy changed
  debian=/usr/share/bazel/rules/rust
  copy=$("$BAZEL" --sh sed -n 's/^common "--override_module=rules_rust=\(.*\)"$/\1/p' /etc/bazel/bazelrc)
  changed=$("$BAZEL" --sh diff -r "$debian" "$copy")
  [ "$(grep -c '^<' <<< "$changed")" = 4 ] && [ "$(grep -c '^>' <<< "$changed")" = 4 ] &&
    [ "$(grep -c '^diff ' <<< "$changed")" = 2 ] && ! grep '^Only in' <<< "$changed" &&
    [ "$(sed -n 's/^> *"[^"]*\*\.rlib", "\(.*\)",$/\1/p' <<< "$changed")" = 'lib/rustlib/{target_triple}/lib/*.rmeta' ] &&
    [ "$(sed -n 's/^> \([A-Z_]*\) = .*/\1/p' <<< "$changed" | sort | tr '\n' ' ')" = \
      'DEFAULT_NIGHTLY_ISO_DATE DEFAULT_RUST_VERSION DEFAULT_STATIC_RUST_URL_TEMPLATES ' ]
}

# Names without a separator are those of WORKSPACE files, for modules that Debian has.
nothing_stands_in_for_a_repository_of_an_extension() {
  ! "$BAZEL" --sh grep -E 'override_repository="?[^=]*[~+]|rust_host|_tools=' /etc/bazel/bazelrc
}

# What rust-analyzer needs beyond the toolchain: the sources of the standard library.
rust_analyzer_has_sources() {
  local sources
  sources=$(bazel cquery --output=files @rules_rust//rust/private:rust_analyzer_detect_sysroot) || return
  bazel build @rules_rust//rust/private:rust_analyzer_detect_sysroot || return
  sources=$(sed -n 's/^ *"sysroot_src": "__OUTPUT_BASE__\/\(.*\)",\?$/\1/p' "$(bazel info execution_root)/$sources")
  [ -n "$sources" ] && [ -f "$(bazel info output_base)/$sources/core/src/lib.rs" ]
}

# The BUILD file is the one that rules_rust writes for the archives of the host tools.
host_tools_are_private() {
  bazel build //:target || return
  ! bazel build //:file || return
  grep -q "target '@@rules_rust.*//:bin/cargo' is not visible from" "$SCRATCH/log"
}

workspace
if "$BAZEL" --sh test -e /usr/share/bazel/rules/rust; then
  for name in the_copy_differs_in_four_lines nothing_stands_in_for_a_repository_of_an_extension rust_analyzer_has_sources; do
    "$name"
    verdict "$name" $?
  done
fi
host_tools_are_private
verdict host_tools_are_private $?
echo "rules_rust: $PASSED passed, $FAILED failed"
[ "$FAILED" = 0 ]
