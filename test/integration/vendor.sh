#!/usr/bin/env bash
# Our own dependencies, vendored by ourselves: in a copy of this repository, as if it had just been cloned.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

CLONE=$SCRATCH/work/clone
CRATES=$CLONE/3rdparty/crates

clone() {
  snapshot "$CLONE"
  git -C "$CLONE" init --quiet
  git -C "$CLONE" add --all
  git -C "$CLONE" -c user.name=test -c user.email=test@localhost commit --quiet --message=clone
}

vendor() {
  bazel "$CLONE" run //3rdparty:crates_vendor
}

clean() {
  local changes
  changes=$(git -C "$CLONE" status --porcelain)
  echo "$changes"
  git -C "$CLONE" diff | head -40
  [ -z "$changes" ]
}

first_run_is_clean() {
  clone
  vendor
  clean
}

second_run_writes_nothing() {
  local before
  before=$(source_digest "$CRATES")
  vendor
  [ "$before" = "$(source_digest "$CRATES")" ]
}

deleted_folder_is_restored() {
  rm -r "$CRATES"
  vendor
  clean
}

conflict_markers_are_cured() {
  printf '<<<<<<< ours\n=======\n>>>>>>> theirs\n' >> "$CRATES/crates.bzl"
  vendor
  clean
}

# What an update leaves without a use; known as ours by its first line.
surplus_files_are_removed() {
  cp "$CRATES/defs.bzl" "$CRATES/BUILD.gone-1.0.0.bazel"
  # As a run before has left it.
  (cd "$CRATES" && sha256sum BUILD.gone-1.0.0.bazel >> SHA256SUMS)
  vendor
  clean
}

files_of_others_are_kept() {
  echo 'Written by hand.' > "$CRATES/NOTES"
  vendor
  grep -q 'Written by hand' "$CRATES/NOTES"
  rm "$CRATES/NOTES"
  clean
}

a_repin_of_a_fresh_lock_changes_nothing() {
  bazel "$CLONE" run //3rdparty:crates_vendor -- --repin
  clean
  fails_with 'CU0041: ' bazel "$CLONE" run //3rdparty:crates_vendor -- --repin=nosuch
  clean
}

the_program_builds() {
  bazel "$CLONE" build //crate_universe
  clean
}

the_built_program_runs() {
  matches '^crate-universe [0-9]+\.[0-9]+\.[0-9]+' "$(bazel "$CLONE" run //crate_universe -- --version)"
}

check first_run_is_clean
check second_run_writes_nothing
check deleted_folder_is_restored
check conflict_markers_are_cured
check surplus_files_are_removed
check files_of_others_are_kept
check a_repin_of_a_fresh_lock_changes_nothing
check the_program_builds
check the_built_program_runs
finish
