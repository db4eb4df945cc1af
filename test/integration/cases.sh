#!/usr/bin/env bash
# Set-ups and mistakes of real users, each reduced to a Bazel workspace in test/cases: see its README.md.
#
# Takes:  names of cases; without any, those of SHORT, or all with CRATE_UNIVERSE_FULL=1 (`test/run --full cases`).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

CASES=$REPOSITORY/test/cases
# One of each kind.
SHORT=(
  binary_features
  broken_manifest
  build_file_later
  config_env
  dependency_without_target
  environment
  features_of_members
  file_names
  foreign_hub_in_use_repo
  functions_in_texts
  hubs_that_share
  git_reads_outside
  links_in_circles
  links_of_metadata
  links_override
  listed_non_member
  one_crate_two_names
  path_reads_outside
  proc_macro_binaries
  proc_macro_by_label
  setup_crubit
  setup_cxx
  setup_frc971
  setup_pigweed
  setup_serviceradar
  source_crates
  source_crates_by_git
  spec_twice
  spoke_in_use_repo
  stale_lock_behind_alias
  stale_lock_behind_spoke
  text_not_ascii
  unheard_lines
)
WORKSPACE=$SCRATCH/work/case

# Every case is copied to the same folder, so that Bazel's server and the toolchains that it has fetched serve all of them.
prepare() {
  mkdir -p "$WORKSPACE"
  find "$WORKSPACE" -mindepth 1 -delete
  cp "$CASES"/{.bazelrc,rust.MODULE.bazel} "$WORKSPACE"
  scratch "$CASES/$1" case > "$SCRATCH/log/scratch"
}

# The check is sourced in the workspace of the case: it may use everything in lib.sh, and its first failing command ends it.
# The server has never seen the workspace, so that its first command prints all warnings.
run_case() {
  prepare "$1"
  cd "$WORKSPACE"
  . ./check
}

main() {
  local name
  if [ $# -eq 0 ]; then
    case ${CRATE_UNIVERSE_FULL:-0} in
      1) set -- "$CASES"/*/ ;;
      *) set -- "${SHORT[@]}" ;;
    esac
  fi
  for name; do
    check run_case "$(basename "$name")"
  done
}

main "$@"
finish
