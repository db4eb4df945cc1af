#!/usr/bin/env bash
# Runs the tests of the published packages of test/projects/projects.txt with cargo and with Bazel, and compares them target by target.
#
# Takes:  names of projects; without any, those of the short form, or with `test/run --full` all of them. Cargo's results are read from
#         test/projects/results.tsv if they are of the same inputs. LIMIT: seconds after which one build with its tests is stopped.
# Gives:  a project passes if each target has as many passing and failing test functions with Bazel as with cargo, or a line in
#         test/projects/notes.tsv with the reason for the difference. For named projects and in the long form, also new lines of results.tsv
#         and docs/projects.md made of them. The logs are in the cache folder.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

HERE=$REPOSITORY/test/projects
RESULTS=$HERE/results.tsv
LIMIT=${LIMIT:-2400}
LOGS=$CACHE/projects_logs
RECORD=${CRATE_UNIVERSE_FULL:-0}

# shellcheck source=../projects/list.sh
. "$HERE/list.sh"

# results WAY NAME: the lines of results.tsv of a project.
results() { awk -F '\t' -v way="$1" -v name="$2" '$1 == way && $2 == name' "$RESULTS"; }

# counts WAY NAME: target, passed, failed and ignored of these lines.
counts() { results "$1" "$2" | cut -f 7-; }

# record WAY NAME TOOLS FILE: replaces the results of a project by those of a file of counts.
record() {
  local head
  head=$(printf '%s\t%s\t%s\t%s\t%s\t%s\t' "$1" "$2" "$(version "$2")" "$(inputs "$2")" "$(date +%F)" "$3")
  {
    awk -F '\t' -v way="$1" -v name="$2" '$1 != way || $2 != name' "$RESULTS"
    sed "s|^|$head|" "$4"
  } | LC_ALL=C sort > "$RESULTS.new"
  mv "$RESULTS.new" "$RESULTS"
}

# by_cargo NAME: counts of `cargo test`, in a file. No debug information, no backtraces, and a user name, as with Bazel.
by_cargo() {
  local name=$1 workspace=$SCRATCH/work/cargo.$1 found status=0
  found=$(results cargo "$name" | cut -f 4 | head -n 1)
  if [ "$found" = "$(inputs "$name")" ]; then
    counts cargo "$name" > "$LOGS/$name.cargo.tsv"
    return
  fi
  fetch "$name" "$workspace"
  (cd "$workspace" && env -u RUST_BACKTRACE USER="${USER:-$(id -un)}" CARGO_PROFILE_DEV_DEBUG=0 CARGO_TERM_COLOR=never timeout "$LIMIT" cargo "+$RUST" test --locked --no-fail-fast) \
    > "$LOGS/$name.cargo.log" 2>&1 < /dev/null || status=$?
  rm -r "$workspace"
  # 101: tests failed, or cargo did.
  if [ "$status" -ne 0 ] && { [ "$status" -ne 101 ] || grep '^error: could not compile\|^error: failed to' "$LOGS/$name.cargo.log"; }; then
    tail -n 20 "$LOGS/$name.cargo.log"
    return 1
  fi
  awk -f "$HERE/counts.awk" "$LOGS/$name.cargo.log" | LC_ALL=C sort > "$LOGS/$name.cargo.tsv"
  [ "$RECORD" = 0 ] || record cargo "$name" "Rust $RUST" "$LOGS/$name.cargo.tsv"
}

# init WORKSPACE: makes the project a Bazel workspace, as its user would. The program is built once; it runs where Bazel runs.
init() {
  local program=$SCRATCH/init
  [ -x "$program" ] || {
    bazel "$REPOSITORY" run --script_path="$program" //:init
    bazel "$REPOSITORY" shutdown
  }
  "$BAZEL" --sh "$program" --path="$REPOSITORY" --yes "$1"
}

# target_of LABEL CARGO: what cargo's counts call the target of a Bazel test.
target_of() {
  local name=${1#//:}
  name=${name//-/_}
  case $name in
    *__unit_test) name=unit:${name%__unit_test} ;;
    *__doc_test) name=doc:${name%__doc_test} ;;
    # A test that has the name of another target.
    *__test) grep -q "^test:$name"$'\t' "$2" && name=test:$name || name=test:${name%__test} ;;
    *) name=test:$name ;;
  esac
  # A library that has the name of another target.
  case $name in doc:*__lib | unit:*__lib) name=${name%__lib} ;; esac
  echo "$name"
}

# by_bazel NAME: counts of `bazel test //...`, in a file. A test that was not built has `not built` for its number of passed functions.
by_bazel() {
  # One place for all, so that Bazel starts once and keeps what it has unpacked of the toolchain.
  local name=$1 workspace=$SCRATCH/work/bazel logs status=0
  rm -rf "$workspace"
  fetch "$name" "$workspace"
  init "$workspace" > "$LOGS/$name.init.log" 2>&1
  (cd "$workspace" && timeout "$LIMIT" "$BAZEL" --bazelrc="$SCRATCH/bazelrc" test //... --keep_going) > "$LOGS/$name.bazel.log" 2>&1 < /dev/null ||
    status=$?
  logs=$(bazel "$workspace" info bazel-testlogs)
  rm -rf "$LOGS/$name.tests"
  mkdir "$LOGS/$name.tests"
  each_test "$name" "$logs" < "$LOGS/$name.bazel.log" > "$LOGS/$name.built.tsv"
  not_built "$LOGS/$name.cargo.tsv" "$LOGS/$name.built.tsv" | LC_ALL=C sort - "$LOGS/$name.built.tsv" > "$LOGS/$name.bazel.tsv"
  [ "$RECORD" = 0 ] || record bazel "$name" "$(tools "$workspace")" "$LOGS/$name.bazel.tsv"
  bazel "$workspace" clean
  # 3: tests failed; 1: something was not built; 4: there are no tests.
  case $status in 0 | 1 | 3 | 4) ;; *) tail -n 20 "$LOGS/$name.bazel.log" && return 1 ;; esac
}

tools() {
  local rules_rust
  rules_rust=$(bazel "$1" info output_base)/external/$(canonical "$1" project rules_rust)/version.bzl
  echo "Bazel $(bazel "$1" --version | sed 's/^bazel //'), rules_rust $(sed -n 's/^VERSION = "\(.*\)"/\1/p' "$rules_rust")"
}

# each_test NAME LOGS: reads what Bazel prints, and gives the counts of each test that it names at the end.
each_test() {
  local label outcome target
  sed -nE 's/^(\/\/[^ ]+) +(\(cached\) )?(PASSED|FAILED TO BUILD|FAILED|TIMEOUT|NO STATUS).*/\1 \3/p' | while read -r label outcome; do
    target=$(target_of "$label" "$LOGS/$1.cargo.tsv")
    case $outcome in
      PASSED | FAILED | TIMEOUT)
        cp "$2/${label#//:}/test.log" "$LOGS/$1.tests/${label#//:}.log"
        awk -v target="$target" -v broken="$([ "$outcome" = PASSED ] && echo 0 || echo 1)" -f "$HERE/counts.awk" "$LOGS/$1.tests/${label#//:}.log"
        ;;
      *) printf '%s\tnot built\t0\t0\n' "$target" ;;
    esac
  done
}

# not_built CARGO BAZEL: counts of the targets with tests that Bazel does not even name, since it could not analyze them.
not_built() {
  awk -F '\t' -v OFS='\t' 'FILENAME == ARGV[1] { named[$1] = 1; next } !($1 in named) && $2 + $3 { print $1, "not built", 0, 0 }' "$2" "$1"
}

# differences CARGO BAZEL: the targets of two files of counts with other numbers of passed and failed functions, and these. A target without
# tests is as good as none.
differences() {
  awk -F '\t' -v OFS='\t' '
    { counts[FILENAME, $1] = $2 == "not built" ? $2 : $2 " passed, " $3 " failed"; targets[$1] = 1 }
    END {
      for (target in targets) {
        cargo = (ARGV[1], target) in counts ? counts[ARGV[1], target] : "0 passed, 0 failed"
        bazel = (ARGV[2], target) in counts ? counts[ARGV[2], target] : "0 passed, 0 failed"
        if (cargo != bazel) print target, cargo, bazel
      }
    }
  ' "$1" "$2" | LC_ALL=C sort
}

same_tests() {
  local name=$1 target cargo bazel status=0
  by_cargo "$name"
  by_bazel "$name"
  [ "$RECORD" = 0 ] || "$HERE/write_docs.sh"
  while IFS=$'\t' read -r target cargo bazel; do
    echo "$target: $cargo with cargo; $bazel with Bazel"
    grep "^$name"$'\t'"$target"$'\t' "$HERE/notes.tsv" || status=1
  done < <(differences "$LOGS/$name.cargo.tsv" "$LOGS/$name.bazel.tsv")
  return "$status"
}

main() {
  local name
  mkdir -p "$LOGS"
  [ $# -eq 0 ] || RECORD=1
  if [ $# -eq 0 ]; then
    mapfile -t names < <(names "$([ "$RECORD" = 1 ] && echo all || echo short)")
    set -- "${names[@]}"
  fi
  for name; do
    check same_tests "$name"
  done
}

main "$@"
finish
