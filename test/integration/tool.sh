#!/usr/bin/env bash
# The program itself, as Bazel gets it: built from source once for all workspaces, or taken from an address.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A copy, so that the program can be edited, and is not edited by others meanwhile.
UNDER_TEST=$SCRATCH/repository
snapshot "$UNDER_TEST"

# A user's cache of its own, so that these tests begin without a built program and touch nobody's.
USER_CACHE=$SCRATCH/user_cache
A=$(small a)
B=$(small b)

# How well the program is optimised is not what these tests are about. Cargo's home has no crates: Bazel downloads them.
build() {
  CARGO_HOME=$SCRATCH/cargo_home bazel "$1" build --repo_env=XDG_CACHE_HOME="$USER_CACHE" --repo_env=CARGO_PROFILE_RELEASE_OPT_LEVEL=0 //...
}

programs() {
  find "$USER_CACHE" -path '*/tool/*' -name 'crate-universe*' -type f
}

two_workspaces_at_once() {
  build "$A" > "$SCRATCH/log/a" 2>&1 &
  local a=$! status=0
  build "$B" > "$SCRATCH/log/b" 2>&1 || status=$?
  wait "$a" || status=$?
  cat "$SCRATCH/log/a" "$SCRATCH/log/b"
  [ "$status" -eq 0 ]
  [ "$(programs | wc -l)" -eq 1 ]
  # Built by one of the two: the other waited for it.
  [ "$(cat "$SCRATCH/log/a" "$SCRATCH/log/b" | grep -c 'Compiling crate-universe ')" -eq 1 ]
  lacks '(Downloaded|Downloading|Updating) ' "$(cat "$SCRATCH/log/a" "$SCRATCH/log/b")"
}

# A build whose log shows no cargo at work and that leaves the built program as it was.
builds_no_program() {
  local before
  before=$(programs | xargs stat -c '%n %Y %i')
  capture build "$1"
  lacks 'Compiling ' "$OUTPUT"
  [ "$before" = "$(programs | xargs stat -c '%n %Y %i')" ]
}

after_expunge() {
  bazel "$A" clean --expunge
  builds_no_program "$A"
}

in_a_third_workspace() {
  builds_no_program "$(small c)"
}

after_the_cache_is_emptied() {
  mv "$USER_CACHE" "$USER_CACHE.gone"
  bazel "$A" shutdown
  (cd "$A" && cargo add --quiet --package one ryu@1.0.20)
  capture build "$A"
  lacks 'Compiling ' "$OUTPUT"
  rm -rf "$USER_CACHE"
  mv "$USER_CACHE.gone" "$USER_CACHE"
}

# In the same command, without a restart.
after_an_edit() {
  local before
  before=$(programs)
  printf '\n// Edited.\n' >> "$UNDER_TEST/crate_universe/src/main.rs"
  capture build "$A"
  matches 'Compiling crate-universe ' "$OUTPUT"
  [ "$(programs | wc -l)" -eq 2 ]
  programs | grep -v -x -F "$before"
}

# with_url SHA256 WORKSPACE: builds with the program taken from an address.
with_url() {
  CARGO_BAZEL_GENERATOR_URL=file://$(programs) CARGO_BAZEL_GENERATOR_SHA256=$1 bazel "$2" build //...
}

url_with_its_sum() {
  with_url "$(sha256sum "$(programs)" | cut -d' ' -f1)" "$B"
}

url_with_a_wrong_sum() {
  fails_with '[Cc]hecksum' with_url "$(printf '0%.0s' {1..64})" "$(small d)"
}

check two_workspaces_at_once
check after_expunge
check in_a_third_workspace
check after_the_cache_is_emptied
check url_with_its_sum
check url_with_a_wrong_sum
check after_an_edit
finish
