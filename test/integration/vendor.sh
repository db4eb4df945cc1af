#!/usr/bin/env bash
# Our own dependencies, vendored by ourselves: in a copy of this repository, as if it had just been cloned.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

CLONE=$SCRATCH/work/clone
CRATES=$CLONE/3rdparty/crates

# Everything that git knows or would add, so that work that is not committed yet is tested too.
clone() {
  mkdir -p "$CLONE"
  (cd "$REPOSITORY" && git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ ! -e "$file" ] || printf '%s\0' "$file"
  done | tar -c --null --no-recursion -T -) | tar -x -C "$CLONE"
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

surplus_files_are_removed() {
  echo '# left over' > "$CRATES/BUILD.gone-1.0.0.bazel"
  vendor
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
check the_program_builds
check the_built_program_runs
finish
