#!/usr/bin/env bash
# Buildifier in check mode, with its lint warnings, over all Starlark there is: what users get generated (hub and
# spokes, the vendored tree, what the golden tests want) and what we wrote. Not one finding is allowed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

buildifier() {
  "$BAZEL" --sh buildifier --mode=check --lint=warn "$@"
}

# generated WORKSPACE NAME: fetches every repository that any branch of any select needs, and copies the generated
# files of the hub and the spokes. The sources of the crates beside them are not ours to check.
generated() {
  local copy=$SCRATCH/generated/$2 external repository file
  bazel "$1" query --output=package 'deps(@crates//...)' > "$SCRATCH/log/packages"
  external=$(bazel "$1" info output_base)/external
  for repository in "$external"/*[~+]crate[~+]crates*/; do
    for file in BUILD.bazel crates.bzl defs.bzl cfg/BUILD.bazel; do
      if [ -e "$repository/$file" ]; then
        mkdir -p "$copy/$(basename "$repository")/$(dirname "$file")"
        cp -L "$repository/$file" "$copy/$(basename "$repository")/$file"
      fi
    done
  done
}

example() {
  generated "$(scratch "$REPOSITORY/examples/cargo_workspace" example)" example
  [ "$(find "$SCRATCH/generated/example" -name BUILD.bazel | wc -l)" -gt 25 ]
  buildifier -r "$SCRATCH/generated/example"
}

mixed() {
  scratch "$REPOSITORY/test/integration/workspaces/mixed" mixed
  generated "$SCRATCH/work/mixed/workspace" mixed
  [ "$(find "$SCRATCH/generated/mixed" -name BUILD.bazel | wc -l)" -gt 6 ]
  buildifier -r "$SCRATCH/generated/mixed"
}

vendored() {
  [ -e "$REPOSITORY/3rdparty/crates/defs.bzl" ]
  buildifier -r "$REPOSITORY/3rdparty/crates"
}

golden() {
  (cd "$REPOSITORY/crate_universe" && WHOLE=$SCRATCH/golden cargo test --locked --test golden > "$SCRATCH/log/golden")
  [ "$(find "$SCRATCH/golden" -name '*BUILD*.bazel' | wc -l)" -gt 500 ]
  buildifier -r "$SCRATCH/golden"
}

# All else that git knows or would add, but for files of a crate that have names of Bazel's.
written_by_hand() {
  local files
  cd "$REPOSITORY" || return
  mapfile -t files < <(git ls-files --cached --others --exclude-standard -- \
    '*.bzl' '*.bazel' '*.bzlmod' ':!3rdparty/crates' ':!test/golden/**/want/**' ':!test/cases/file_names/says' \
    ':!crate_universe/tests/init/**' | while IFS= read -r file; do
    [ ! -e "$file" ] || echo "$file"
  done)
  [ "${#files[@]}" -gt 0 ]
  buildifier "${files[@]}"
}

check written_by_hand
check golden
check vendored
check mixed
check example
finish
