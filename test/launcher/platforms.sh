#!/usr/bin/env bash
# Tests with a real Bazel that a select over every triple of rules_rust resolves, here and on the platforms of test/support/cross.
#
# Takes: BAZEL (default: the repository's tools/bazel).
# Gives: `ok NAME` or `FAILED NAME` for each test, and at the end `platforms: N passed, M failed`.
# Never: writes into the source tree, or leaves a Bazel server running.
set -uo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
BAZEL=${BAZEL:-$(cd "$HERE/../.." && pwd -P)/tools/bazel}
LOG=$(mktemp "${TMPDIR:-/tmp}/crate_universe.platforms.XXXXXX")
PASSED=0
FAILED=0

# The platform, and the triples whose settings match on it: more than one where their constraints are equal.
CROSS='aarch64-apple-darwin aarch64-apple-darwin
aarch64-apple-ios aarch64-apple-ios
aarch64-linux-android aarch64-linux-android
aarch64-pc-windows-msvc aarch64-pc-windows-msvc
aarch64-unknown-linux-gnu aarch64-unknown-linux-gnu
armv7-unknown-linux-gnueabihf armv7-unknown-linux-gnueabi
thumbv7em-none-eabi thumbv7em-none-eabi
wasm32-unknown-unknown wasm32-unknown-unknown
wasm32-wasip1 wasm32-wasip1
x86_64-apple-darwin x86_64-apple-darwin
x86_64-pc-windows-msvc x86_64-pc-windows-msvc
x86_64-unknown-freebsd x86_64-unknown-freebsd
x86_64-unknown-linux-gnu x86_64-unknown-linux-gnu'

bazel() {
  (cd "$HERE/platforms" && "$BAZEL" --max_idle_secs=60 "$@" < /dev/null 2> "$LOG")
}

verdict() {
  if [ "$2" = 0 ]; then
    PASSED=$((PASSED + 1))
    echo "ok $1"
  else
    FAILED=$((FAILED + 1))
    echo "FAILED $1"
    [ -z "${3:-}" ] || echo "  $3"
    tail -n 20 "$LOG"
  fi
}

# resolves NAME TRIPLE OPTIONS...: the select takes the branch that TRIPLE belongs to, and every kind of target can be analysed.
resolves() {
  local name=$1 triple=$2 chosen status=1
  shift 2
  chosen=$(bazel cquery --output=files "$@" //:chosen)
  case +${chosen##*chosen=}+ in
    *+"$triple"+*) bazel build --nobuild "$@" //... > /dev/null && status=0 ;;
  esac
  verdict "select_resolves_on_$name" "$status" "chosen: $chosen"
}

host() {
  local triple printed status=1
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) triple=x86_64-unknown-linux-gnu ;;
    Linux-aarch64) triple=aarch64-unknown-linux-gnu ;;
    Darwin-x86_64) triple=x86_64-apple-darwin ;;
    Darwin-arm64) triple=aarch64-apple-darwin ;;
    *) triple=x86_64-pc-windows-msvc ;;
  esac
  resolves "this_machine" "$triple"
  # A real build must never take a toolchain that is for analysis alone.
  printed=$(bazel run //:binary)
  if [ "$printed" = "HELLO world" ] && bazel test //... > /dev/null; then
    status=0
  fi
  verdict real_toolchains_build_and_test "$status" "printed: $printed"
}

tools() {
  local tool status=0
  for tool in buildifier buildozer; do
    "$BAZEL" --sh "$tool" --version > "$LOG" 2>&1 || status=1
  done
  verdict sh_finds_buildifier_and_buildozer "$status"
}

tools
host
while read -r platform triple; do
  resolves "$platform" "$triple" "--platforms=@crate_universe_cross//:$platform"
done <<< "$CROSS"
bazel shutdown
rm -f "$LOG"
echo "platforms: $PASSED passed, $FAILED failed"
[ "$FAILED" -eq 0 ]
