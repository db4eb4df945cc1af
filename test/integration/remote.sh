#!/usr/bin/env bash
# Remote execution: workers alone build what the workspace `remote` and the examples need, a clone elsewhere finds all of it in the cache, a
# worker may end in the middle, and what workers write is what this machine writes.
#
# Takes:  folders of workspaces; without any SMALL, and with `--full` the examples and the program, too. `--full` writes what was measured
#         into docs/remote.md.
#         CRATE_UNIVERSE_REMOTE_EXECUTOR, the endpoint of a service of the Remote Execution API whose workers have the C compiler that
#         BAZEL finds here; without it test/remote/engine serves on the loopback device.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

REMOTE=$REPOSITORY/test/remote
ENDPOINT=${CRATE_UNIVERSE_REMOTE_EXECUTOR:-}
SERVICE=
ONE=$SCRATCH/one
ELSEWHERE=$SCRATCH/elsewhere/another
# Folder of a workspace, what Bazel does, and with which targets. The test of a vendored tree has the tag `local`: it reads the workspace.
BUILDS=(
  "test/integration/workspaces/remote build //..."
  "examples/cargo_workspace test //..."
  "examples/first_party test //..."
  "examples/vendored_local test //app/..."
  "examples/vendored_remote test //app/..."
  "examples/vendored_with_forks test //app/..."
  ". build //crate_universe"
)
# What the examples do not have.
SMALL=${BUILDS[0]%% *}
if [ $# -gt 0 ]; then
  FOLDERS=("$@")
elif [ "${CRATE_UNIVERSE_FULL:-0}" = 1 ]; then
  FOLDERS=("${BUILDS[@]%% *}")
else
  FOLDERS=("$SMALL")
fi
# The repository of the git package of SMALL, and a home of cargo that has never seen it.
export FORGE=$SCRATCH/forge CARGO_HOME=$SCRATCH/cargo_home

# Sets ENDPOINT. The service ends with this script, however that ends.
serve() {
  [ -z "$ENDPOINT" ] || return 0
  coproc ENGINE { exec "$REMOTE/engine" serve "$SCRATCH/engine"; }
  SERVICE=$ENGINE_PID
  SERVICE_INPUT=${ENGINE[1]}
  trap 'end_service; remove_scratch' EXIT
  read -r _ ENDPOINT <&"${ENGINE[0]}" || {
    echo "the remote execution service has not started"
    exit 1
  }
  printf '#!/bin/sh\nexec "%s/engine" run bazel "$@"\n' "$REMOTE" > "$SCRATCH/bazel"
  chmod +x "$SCRATCH/bazel"
  BAZEL=$SCRATCH/bazel
}

# No action may run here, and none may be known from another run of the tests.
options() {
  cat <<RC
common:remote --disk_cache=
common:remote --remote_executor=$ENDPOINT
common:remote --remote_default_exec_properties=OSFamily=linux
common:remote --spawn_strategy=remote
common:remote --genrule_strategy=remote
common:remote --remote_local_fallback=false
common:local --disk_cache=
common:local --spawn_strategy=sandboxed
RC
}

# with_forge WORKSPACE ARGUMENTS...: runs Bazel where https://forge.test is repositories on this machine.
with_forge() {
  (cd "$1" && "$REPOSITORY/examples/vendored_with_forks/forge/run" "$BAZEL" --bazelrc="$SCRATCH/bazelrc" "${@:2}")
}

# build CLONE CONFIG LOG FOLDER [OPTIONS...]: the row of BUILDS for that folder. LOG gets what was executed.
build() {
  local clone=$1 config=$2 log=$3 folder=$4 start=$SECONDS row verb targets
  for row in "${BUILDS[@]}"; do
    [ "${row%% *}" != "$folder" ] || read -r _ verb targets <<< "$row"
  done
  with_forge "$clone/$folder" "$verb" --config="$config" --execution_log_json_file="$SCRATCH/log/json" "${@:5}" "$targets"
  echo $((SECONDS - start)) > "$log.seconds"
  awk -f "$REMOTE/spawns.awk" "$SCRATCH/log/json" > "$log"
  rm "$SCRATCH/log/json"
}

# log_of CONFIG FOLDER: where what was executed is written.
log_of() {
  echo "$SCRATCH/log/$1.${2//\//_}"
}

# ran_by LOG: the runners of all actions, one a line.
ran_by() {
  awk -F '\t' '$1 == "spawn" { print $2 }' "$1" | sort | uniq -c | sed 's/^ *//'
}

# only RUNNER LOG: all actions were run by it, and there are some.
only() {
  matches "^[1-9][0-9]* $1\$" "$(ran_by "$2")"
  equals 1 "$(ran_by "$2" | wc -l)"
}

# The first build of some actions may have been for another workspace, whose action is the same.
all_is_remote() {
  local log clone
  # The only tree that is not in the repository.
  if [ "$1" = examples/vendored_local ]; then
    for clone in "$ONE" "$ELSEWHERE"; do
      bazel "$clone/$1" run //third_party:crates_vendor
    done
  fi
  log=$(log_of remote "$1")
  build "$ONE" remote "$log" "$1"
  ran_by "$log"
  lacks ' (local|worker|.*sandbox.*)$' "$(ran_by "$log")"
  matches '^[1-9][0-9]* remote$' "$(ran_by "$log")"
}

all_is_known_elsewhere() {
  local log
  log=$(log_of elsewhere "$1")
  build "$ELSEWHERE" remote "$log" "$1"
  only 'remote cache hit' "$log"
}

# The output base of the clone elsewhere is cleaned: no file is there from the remote build.
outputs_are_those_of_this_machine() {
  local log
  log=$(log_of local "$1")
  bazel "$ELSEWHERE/$1" clean
  build "$ELSEWHERE" local "$log" "$1"
  lacks ' remote' "$(ran_by "$log")"
  awk -f "$REMOTE/compare.awk" "$REMOTE/differences.tsv" "$(log_of remote "$1")" "$log" > "$(log_of compared "$1")"
  cat "$(log_of compared "$1")"
  lacks '^different' "$(cat "$(log_of compared "$1")")"
}

the_program_runs() {
  matches '^42 of base on unix, patched, stamped, tides 1\.2\.0$' \
    "$(with_forge "$ONE/$SMALL" run --config=remote //:app)"
}

# engine COMMAND: waits until it is carried out.
engine() {
  local lines
  lines=$(wc -l < "$SCRATCH/engine/log/commands")
  echo "$1" > "$SCRATCH/engine/commands"
  for _ in {1..600}; do
    [ "$(wc -l < "$SCRATCH/engine/log/commands")" -eq "$lines" ] || return 0
    sleep 0.2
  done
  echo "the service has not carried out: $1"
  return 1
}

# Nothing is taken from the cache, so that all actions are executed once more.
a_worker_ends_in_the_middle() {
  local log status=0
  log=$(log_of killed "$1")
  bazel "$ONE/$1" clean
  build "$ONE" remote "$log" "$1" --noremote_accept_cached > "$SCRATCH/log/killed" 2>&1 &
  engine 'kill 1'
  # It was in the middle.
  kill -0 $!
  wait $! || status=$?
  cat "$SCRATCH/log/killed"
  equals 0 "$status"
  only remote "$log"
  engine 'start 1'
}

# A row of differences.tsv that explains nothing is out of date.
every_reason_is_needed() {
  local pattern
  while IFS=$'\t' read -r pattern _; do
    [[ $pattern = \#* ]] || cut -f 1 "$SCRATCH"/log/compared.* | grep -qE "^explained .*$pattern"
  done < "$REMOTE/differences.tsv"
}

# What docs/remote.md says of one workspace, in the repository itself: a row of results.tsv.
record() {
  local remote elsewhere compared others
  remote=$(log_of remote "$1") elsewhere=$(log_of elsewhere "$1") compared=$(log_of compared "$1")
  others=$(awk -F '\t' -v folder="$1" '$1 != folder' "$REMOTE/results.tsv")
  {
    [ -z "$others" ] || echo "$others"
    printf '%s\t' "$1" "$(date -u +%F)" "$(grep -c $'^spawn\tremote' "$remote")" \
      "$(grep -c $'^spawn\tremote cache hit' "$elsewhere")" "$(sed -n 's/^equal //p' "$compared")" \
      "$(grep -c ^explained "$compared")" "$(cat "$remote.seconds")" "$(cat "$elsewhere.seconds")"
    cat "$(log_of local "$1").seconds"
  } | LC_ALL=C sort > "$REMOTE/results.new"
  mv "$REMOTE/results.new" "$REMOTE/results.tsv"
  "$REMOTE/write_docs.sh"
}

nothing_is_left() {
  lacks . "$(pgrep -f -- "$SCRATCH/engine")"
}

# Its stdin ends.
end_service() {
  [ -n "$SERVICE" ] || return 0
  exec {SERVICE_INPUT}>&-
  wait "$SERVICE"
  SERVICE=
}

serve
options >> "$SCRATCH/bazelrc"
snapshot "$ONE"
snapshot "$ELSEWHERE"
for folder in "${FOLDERS[@]}"; do
  failed=$FAILED
  check all_is_remote "$folder"
  check all_is_known_elsewhere "$folder"
  check outputs_are_those_of_this_machine "$folder"
  [ "${CRATE_UNIVERSE_FULL:-0}" = 0 ] || [ "$FAILED" -ne "$failed" ] || record "$folder"
done
check the_program_runs
# Of another service we cannot end a worker.
if [ -n "$SERVICE" ]; then
  check a_worker_ends_in_the_middle "$SMALL"
  end_service
  check nothing_is_left
fi
[ "${#FOLDERS[@]}" -lt "${#BUILDS[@]}" ] || check every_reason_is_needed
finish
