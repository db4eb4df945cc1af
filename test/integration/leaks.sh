# shellcheck shell=bash
# Sourced by suites that build an example, after lib.sh: looks for what only this machine knows in everything that we generate.
#
# Gives:  `check names_no_machine WORKSPACE` for the actions of a workspace and the files of our repositories; `check
#         files_name_no_machine FOLDER` for a vendored tree.

# Whatever takes the user's name from the environment takes this one, which occurs nowhere else.
export USER=user-of-these-tests LOGNAME=user-of-these-tests
# The end of the clock's seconds goes on while a suite runs.
STARTED=$(date +%s)

# leak_pattern WORKSPACE: an extended regular expression of folders, user, host, endpoints and times.
leak_pattern() {
  local words word
  words=(
    "$SCRATCH" "$REPOSITORY" "$HOME/" "$CACHE" "$USER" "$(hostname)" "$(bazel "$1" info output_base)"
    "$(date -d "@$STARTED" +%Y-%m-%d)" "$(date -d "@$STARTED" '+%b %e')"
  )
  [ "$(id -un)" = root ] || words+=("$(id -un)")
  for word in "${words[@]}"; do
    sed 's/[].[*^$()+?{}|\\]/\\&/g' <<< "$word"
  done
  # Ten thousand seconds around now; and addresses of services.
  printf '(^|[^0-9])%s[0-9]{4}([^0-9]|$)\n' "${STARTED:0:6}"
  printf '%s\n' 'grpcs?://' '127\.0\.0\.1'
}

# actions WORKSPACE: what Bazel would run for all targets, with arguments, environments, names of files and texts that it would write.
actions() {
  bazel "$1" aquery --output=jsonproto --include_file_write_contents 'deps(//...)'
}
