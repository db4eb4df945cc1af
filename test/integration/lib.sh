# shellcheck shell=bash
# Sourced by the suites beside it: scratch workspaces, a Bazel for them, and tests that print one line each.
#
# Takes:  BAZEL (default: the repository's tools/bazel) and CRATE_UNIVERSE_TEST_CACHE, the folder whose Bazel
#         disk and repository caches all suites share (default: crate_universe/test in the user's cache folder);
#         CRATE_UNIVERSE_TEST_BAZELRC, a bazelrc with more options for every Bazel.
# Gives:  `check FUNCTION` runs a test; `finish` prints `SUITE: N passed, M failed` and sets the exit code.
# Never:  builds in the repository itself. Every workspace is a copy in $SCRATCH, which is removed at the end.

set -uo pipefail

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# The repository that scratch workspaces depend on: this one, or a copy of it.
UNDER_TEST=$REPOSITORY
SUITE=$(basename "$0" .sh)
BAZEL=${BAZEL:-$REPOSITORY/tools/bazel}
CACHE=${CRATE_UNIVERSE_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/crate_universe/test}
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/crate_universe.$SUITE.XXXXXX")
SCRATCH=$(cd "$SCRATCH" && pwd -P)
PASSED=0
FAILED=0

mkdir -p "$CACHE" "$SCRATCH/log" "$SCRATCH/work"
# Servers that a broken test leaves behind end soon by themselves, and their memory is bounded.
cat > "$SCRATCH/bazelrc" <<RC
startup --output_user_root=$SCRATCH/output
startup --max_idle_secs=60
startup --host_jvm_args=-Xmx1500m
common --disk_cache=$CACHE/disk
common --repository_cache=$CACHE/repository
common --color=no
common --curses=no
common --noshow_progress
${CRATE_UNIVERSE_TEST_BAZELRC:+import $CRATE_UNIVERSE_TEST_BAZELRC}
RC

# bazel WORKSPACE ARGUMENTS...: runs Bazel in that workspace.
bazel() {
  local workspace=$1
  shift
  (cd "$workspace" && "$BAZEL" --bazelrc="$SCRATCH/bazelrc" "$@")
}

# scratch SOURCE NAME: copies a workspace and prints the copy's path. Overrides in its MODULE.bazel that lead into
# this repository by a relative path are made absolute.
scratch() {
  local copy=$SCRATCH/work/$2
  mkdir -p "$copy"
  (cd "$1" && tar -c --exclude=./target .) | tar -x -C "$copy"
  find "$copy" -name "*MODULE.bazel" -exec \
    sed -Ei "s#path = \"(\.\./)*\.\.(/[^\".][^\"]*)?\"#path = \"$UNDER_TEST\2\"#" {} +
  echo "$copy"
}

# canonical WORKSPACE MODULE NAME: the canonical name of what a dependency of the root module calls NAME. No test may write one down:
# they are Bazel's affair, and have other separators from Bazel 8 on.
canonical() {
  local module
  module=$(bazel "$1" mod dump_repo_mapping '' | sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p")
  bazel "$1" mod dump_repo_mapping "$module" | sed -n "s/.*\"$3\":\"\([^\"]*\)\".*/\1/p"
}

# offline COMMAND...: runs it where only the loopback device exists.
offline() {
  local options=-n
  [ "$(id -u)" -eq 0 ] || options=-rn
  unshare "$options" bash -c 'ip link set lo up && exec "$@"' bash "$@"
}

# cargo_offline WORKSPACE ARGUMENTS...: cargo without a network, whose home has never seen a package.
cargo_offline() {
  local workspace=$1 cargo
  shift
  cargo=$(rustup which cargo --toolchain 1.95.0)
  (cd "$workspace" && offline env CARGO_HOME="$SCRATCH/empty" PATH="$(dirname "$cargo"):$PATH" \
    cargo "$@" --offline --locked --target-dir "$SCRATCH/target")
}

# bazel_offline WORKSPACE ARGUMENTS...: Bazel without a network, which knows what rules_rust itself is made of. A server
# that started with a network would have it still.
bazel_offline() {
  bazel "$1" build @rules_rust//util/process_wrapper
  bazel "$1" shutdown
  (cd "$1" && shift && offline "$BAZEL" --bazelrc="$SCRATCH/bazelrc" "$@")
}

# snapshot FOLDER: copies all files of this repository that git knows or would add, so that work that is not committed
# yet is tested too.
snapshot() {
  local file
  mkdir -p "$1"
  (cd "$REPOSITORY" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ ! -e "$file" ] || printf '%s\0' "$file"
  done | tar -c --null --no-recursion -T -) | tar -x -C "$1"
}

# built_by WORKSPACE PATTERN...: the packages of the targets that a build of the patterns is about, settings left out.
built_by() {
  bazel "$1" build --nobuild --build_event_text_file="$SCRATCH/events" "${@:2}"
  grep -A1 'target_configured {' "$SCRATCH/events" | grep -oE '//[^"]*:' | grep -v '^//cfg:$\|/cfg:$' | LC_ALL=C sort -u
}

# small NAME: a copy of the smallest workspace.
small() {
  scratch "$REPOSITORY/test/integration/workspaces/small" "$1"
}

# source_digest FOLDER: names, kinds, sizes, times and contents of all files, as one checksum.
source_digest() {
  (
    cd "$1"
    find . -path ./.git -prune -o -printf '%P %y %m %s %T@ %l\n' | LC_ALL=C sort
    find . -path ./.git -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  ) | sha256sum
}

# bazel_reads_only WORKSPACE ARGUMENTS...: runs Bazel and fails if a byte of the workspace's sources has changed.
bazel_reads_only() {
  local before after status=0
  before=$(source_digest "$1")
  bazel "$@" || status=$?
  after=$(source_digest "$1")
  if [ "$before" != "$after" ]; then
    echo "the source tree changed while Bazel ran: bazel ${*:2}"
    return 1
  fi
  return "$status"
}

# others WORKSPACE FILE: all files but one, with their sizes and times.
others() {
  (cd "$1" && find . -type f ! -path "./$2" -printf '%p %s %T@\n' | LC_ALL=C sort)
}

# writes_only WORKSPACE FILE COMMAND...: fails if any other file of the workspace changes, appears or goes.
writes_only() {
  local workspace=$1 file=$2 before status=0
  shift 2
  before=$(others "$workspace" "$file")
  "$@" || status=$?
  equals "$before" "$(others "$workspace" "$file")"
  return "$status"
}

# locked NAME WORKSPACE: the version of a package in the lock of a workspace.
locked() {
  sed -n "/^name = \"$1\"\$/{n;s/^version = \"\(.*\)\"\$/\1/p}" "$2/Cargo.lock"
}

# capture COMMAND...: leaves what the command prints in OUTPUT, and prints it if the command fails.
capture() {
  local status=0
  OUTPUT=$("$@" 2>&1) || status=$?
  [ "$status" -eq 0 ] || printf '%s\n' "$OUTPUT"
  return "$status"
}

# fails_with PATTERN COMMAND...: the command must fail and its output match the extended regular expression.
fails_with() {
  local pattern=$1
  shift
  if OUTPUT=$("$@" 2>&1); then
    printf '%s\n' "$OUTPUT"
    echo "expected a failure: $*"
    return 1
  fi
  printf '%s\n' "$OUTPUT"
  matches "$pattern" "$OUTPUT"
}

# matches PATTERN TEXT, lacks PATTERN TEXT: the text has a line like that, or has none. If not, the text is printed.
matches() {
  grep -Eq -- "$1" <<< "$2" || {
    printf '%s\n' "$2"
    echo "expected a line that matches: $1"
    return 1
  }
}

lacks() {
  if grep -E -- "$1" <<< "$2"; then
    printf '%s\n' "$2"
    echo "expected no line that matches: $1"
    return 1
  fi
}

# equals EXPECTED FOUND
equals() {
  [ "$1" = "$2" ] || {
    echo "expected: $1"
    echo "found:    $2"
    return 1
  }
}

# check FUNCTION [ARGUMENTS...]: runs one test; the end of its log is shown if it fails.
check() {
  local name="$*" log status start=$SECONDS
  log=$SCRATCH/log/${name//[^a-z0-9_.-]/_}.log
  # Not in an `if`: there Bash would ignore the errexit that ends a test at its first failing command.
  (
    set -e
    "$@"
  ) > "$log" 2>&1
  status=$?
  if [ "$status" -eq 0 ]; then
    PASSED=$((PASSED + 1))
    echo "ok $name ($((SECONDS - start)) s)"
  else
    FAILED=$((FAILED + 1))
    echo "FAILED $name ($((SECONDS - start)) s)"
    tail -n 40 "$log" | sed 's/^/    /'
  fi
}

# Ends the servers of all scratch workspaces and removes the scratch folder.
remove_scratch() {
  local module
  find "$SCRATCH/work" -maxdepth 3 -name MODULE.bazel -print 2> "$SCRATCH/log/find" | while read -r module; do
    bazel "$(dirname "$module")" shutdown > "$SCRATCH/log/shutdown" 2>&1 < /dev/null
  done
  chmod -R u+w "$SCRATCH/output" 2> "$SCRATCH/log/chmod"
  rm -rf "$SCRATCH"
}
trap remove_scratch EXIT

finish() {
  echo "$SUITE: $PASSED passed, $FAILED failed"
  [ "$FAILED" -eq 0 ]
  exit
}
