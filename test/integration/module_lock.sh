#!/usr/bin/env bash
# What MODULE.bazel.lock would hold of ours: the definitions of the repositories of our extensions, which Bazel writes into it
# where an extension does not say that it is reproducible. Debian's Bazel writes no such file, but `bazel mod show_repo` prints
# the definitions. They must be the same on each machine: in another folder, with another cache, in another output base.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# A hub with a lock, a hub without one, and path packages in both.
workspace() {
  local workspace
  workspace=$(small "$1")
  mkdir -p "$workspace/near/src" "$workspace/beside/src"
  printf '[package]\nname = "near"\nversion = "1.0.0"\n' > "$workspace/near/Cargo.toml"
  printf '[package]\nname = "beside"\nversion = "1.0.0"\n' > "$workspace/beside/Cargo.toml"
  touch "$workspace/near/src/lib.rs" "$workspace/beside/src/lib.rs"
  sed -i 's/^\[workspace\]$/&\nexclude = ["beside"]/' "$workspace/Cargo.toml"
  printf '\n[dependencies.beside]\npath = "../../beside"\n' >> "$workspace/members/one/Cargo.toml"
  (cd "$workspace" && cargo update --quiet --workspace)
  cat >> "$workspace/MODULE.bazel" <<'MODULE'
crate.from_specs(name = "unlocked")
crate.spec(
    package = "near",
    path = "near",
    repositories = ["unlocked"],
)
crate.spec(
    package = "itoa",
    repositories = ["unlocked"],
    version = "=1.0.14",
)
use_repo(crate, "crates__beside-1.0.0", "unlocked", "unlocked__itoa-1.0.14", "unlocked__near-1.0.0")
MODULE
  echo "$workspace"
}

# definitions WORKSPACE OPTIONS...: without the comments, which say where Bazel has its files.
definitions() {
  bazel "$1" mod show_repo "${@:2}" @crates @crates__beside-1.0.0 @unlocked @unlocked__itoa-1.0.14 @unlocked__near-1.0.0 |
    sed '/^#/d'
}

definitions_are_the_same_on_another_machine() {
  local here there program
  here=$(definitions "$(workspace here)")
  # The other machine need not build the program.
  program=$(bazel "$SCRATCH/work/here" info output_base)/external/$(canonical "$SCRATCH/work/here" crate_universe crate_universe_tool)/crate-universe
  there=$(definitions "$(workspace elsewhere/there)" --repo_env=XDG_CACHE_HOME="$SCRATCH/cache" \
    --repo_env=CARGO_BAZEL_GENERATOR_URL="file://$program")
  matches '^hub\($' "$here"
  equals 2 "$(grep -c '^crate_directory($' <<< "$here")"
  diff <(echo "$here") <(echo "$there") | cut -c 1-200
  lacks "$SCRATCH|$HOME|$REPOSITORY" "$here"
}

# The program's, which no module names.
definitions_of_the_tool_name_no_path() {
  local here
  here=$(bazel "$SCRATCH/work/here" mod show_repo @@"$(canonical "$SCRATCH/work/here" crate_universe crate_universe_tool)" \
    @@"$(canonical "$SCRATCH/work/here" crate_universe crate_universe_main)" | sed '/^#/d')
  matches '^tool_repository\($' "$here"
  matches '^main_repository\($' "$here"
  lacks "$SCRATCH|$HOME|$REPOSITORY" "$here"
}

check definitions_are_the_same_on_another_machine
check definitions_of_the_tool_name_no_path
finish
