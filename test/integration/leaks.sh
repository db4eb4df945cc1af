# shellcheck shell=bash
# Sourced after lib.sh by the suites that build an example: looks for what only this machine knows, in the actions that Bazel would run
# and in the files that we generate.
#
# Gives:  `check names_no_machine WORKSPACE`, and for a vendored tree `check tree_names_no_machine WORKSPACE FOLDER`.

# Who takes the user's name from the environment takes this one, which is no other word.
export USER=user-of-these-tests LOGNAME=user-of-these-tests
STARTED=$(date +%s)

# The files of Bazel's that are meant to have absolute paths, by the mnemonic of their actions: manifests of runfiles, which stay where
# they are written.
BAZELS_OWN='SourceSymlinkManifest'

# What we generate, by the names of files. All else in a repository or a tree is a package's own.
GENERATED=(-name BUILD.bazel -o -name REPO.bazel -o -name '*.bzl' -o -name packages.txt -o -name SHA256SUMS -o -name .gitattributes)

# leak_patterns OUTPUT_BASE: extended regular expressions of this machine's folders, user, name and endpoints, and of times.
leak_patterns() {
  local word words=("$1" "$SCRATCH" "$REPOSITORY" "$HOME/" "$CACHE" "$USER" "$(date -d "@$STARTED" +%Y-%m-%d)")
  for word in "${words[@]}"; do
    sed 's/[].[*^$()+?{}|\\]/\\&/g' <<< "$word"
  done
  for word in "$(hostname)" "$([ "$(id -un)" = root ] || id -un)"; do
    [ -z "$word" ] || printf '(^|[^A-Za-z0-9_.-])%s([^A-Za-z0-9_.-]|$)\n' "${word//./\\.}"
  done
  # Ten thousand seconds.
  printf '(^|[^0-9a-f])%s[0-9]{4}([^0-9a-f]|$)\n' "${STARTED:0:6}"
  echo 'grpcs?://'
}

# leaks OUTPUT_BASE FILE...: fails with the lines of the files that match.
leaks() {
  leak_patterns "$1" > "$SCRATCH/leak_patterns"
  shift
  local status=0
  grep -aHnoE "[^\"]{0,80}($(paste -sd '|' "$SCRATCH/leak_patterns")).{0,80}" "$@" || status=$?
  # 1: no line matches. All else is a leak, or an error of grep.
  [ "$status" -eq 1 ] || {
    echo 'this is known to this machine only'
    return 1
  }
}

# names_no_machine WORKSPACE [COMMAND...]: the actions of all targets and the repositories of the hub. COMMAND runs Bazel there.
names_no_machine() {
  local base workspace=$1 actions=$SCRATCH/actions
  shift
  base=$(bazel "$workspace" info output_base)
  [ $# -gt 0 ] || set -- bazel "$workspace"
  "$@" aquery --output=jsonproto --include_file_write_contents "mnemonic('^(?!($BAZELS_OWN)\$).*', deps(//...))" > "$actions"
  # The control: there are actions, with what they would run.
  matches '"mnemonic": "Rustc"' "$(grep -m 1 '"mnemonic": "Rustc"' "$actions")"
  matches 'crate-type' "$(grep -m 1 'crate-type' "$actions")"
  mapfile -d '' -t OUTPUT < <(find "$base"/external/*crates* \( "${GENERATED[@]}" \) -type f -print0)
  leaks "$base" "$actions" "${OUTPUT[@]}"
}

# tree_names_no_machine WORKSPACE FOLDER
tree_names_no_machine() {
  mapfile -d '' -t OUTPUT < <(find "$2" \( "${GENERATED[@]}" \) -type f -print0)
  [ "${#OUTPUT[@]}" -gt 0 ]
  leaks "$(bazel "$1" info output_base)" "${OUTPUT[@]}"
}
