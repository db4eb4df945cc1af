#!/usr/bin/env bash
# Builds the crates of test/popular/crates.txt, all of one hub, with Bazel and with cargo. Long: `test/run` does not run it.
#
# Takes:  WAY[:PART]...; without any, every way in turn. PART is a number of crates.txt; without one, all parts in turn.
#         label       each crate by its own label of the hub, each tool by its binary's
#         dependency  all libraries as dependencies of one target
#         vendored    each crate of a tree of crates_vendor in the mode local
#         cargo       the same lock, by cargo, among the same tools
#         LIMIT       seconds after which a part is stopped
# Gives:  lines of test/popular/results.tsv, in the place of those of the same way and part, and docs/popular.md made of them. What is
#         built stays in the caches, so that a part that was stopped goes on where it was.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

HERE=$REPOSITORY/test/popular
RESULTS=$HERE/results.tsv
LIMIT=${LIMIT:-3600}
TARGET=$CACHE/popular_target

# shellcheck source=../popular/list.sh
. "$HERE/list.sh"

# record WAY PART SECONDS BUILT FAILED: one line, in the place of the last one of that way and part. FAILED: names, or nothing.
record() {
  local line
  line=$(printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s' "$1" "$2" "$(date +%F)" "$(inputs)" "$(tools_of "$1")" "$3" "$4" "$5")
  {
    [ ! -e "$RESULTS" ] || grep -v "^$1"$'\t'"$2"$'\t' "$RESULTS" || true
    echo "$line"
  } | LC_ALL=C sort > "$RESULTS.new"
  mv "$RESULTS.new" "$RESULTS"
  echo "$line"
  "$HERE/write_docs.sh"
}

# tools_of WAY: the versions of what builds.
tools_of() {
  local rust
  rust="Rust $(sed -n 's/^ *versions = \["\(.*\)"\],/\1/p' "$HERE/workspace/MODULE.bazel")"
  case $1 in
    cargo) in_view cargo --version | sed 's/^cargo \([^ ]*\).*/Rust \1/' ;;
    *) echo "Bazel $(bazel "$WORKSPACE" --version | sed 's/^bazel //'), rules_rust $(version_of_rules_rust), $rust" ;;
  esac
}

version_of_rules_rust() {
  sed -n 's/^VERSION = "\(.*\)"/\1/p' \
    "$(bazel "$WORKSPACE" info output_base)/external/$(canonical "$WORKSPACE" popular rules_rust)/version.bzl"
}

# build_quickly ARGUMENTS...: for no longer than LIMIT. What runs while building is not optimised either, as with cargo.
build_quickly() {
  (cd "$WORKSPACE" && timeout "$LIMIT" "$BAZEL" --bazelrc="$SCRATCH/bazelrc" build --host_compilation_mode=fastbuild "$@")
}

# built_labels FILE: the last parts of the labels that a build event file calls a success.
built_labels() {
  sed -nE '/"targetCompleted"/{/"success":true/s/.*"targetCompleted":\{"label":"[^"]*[:/]([^"]+)".*/\1/p}' "$1" | LC_ALL=C sort -u
}

# by_bazel WAY PART PREFIX: builds the labels of a part.
by_bazel() {
  local way=$1 part=$2 prefix=$3 started=$SECONDS status=0 stopped=''
  rm -f "$SCRATCH/events"
  names "$part" | sed "s/:/__/; s|^|$prefix|" > "$SCRATCH/labels"
  build_quickly --keep_going --build_event_json_file="$SCRATCH/events" --target_pattern_file="$SCRATCH/labels" \
    > "$LOGS/$way.$part" 2>&1 || status=$?
  [ "$status" -ne 124 ] || stopped='stopped before '
  built_labels "$SCRATCH/events" | sed 's/__/:/' > "$SCRATCH/built"
  judge "$way" "$part" "$started" "$stopped"
}

# judge WAY PART STARTED STOPPED: records a part of which the names in the file `built` are built. STOPPED: what is said before the others.
judge() {
  local failed
  failed=$(names "$2" | LC_ALL=C comm -23 - "$SCRATCH/built" | paste -sd ' ')
  record "$1" "$2" $((SECONDS - $3)) "$(names "$2" | LC_ALL=C comm -12 - "$SCRATCH/built" | wc -l)" "${failed:+$4$failed}"
  [ -z "$failed" ]
}

label() { by_bazel label "$1" @crates//:; }

vendored() {
  [ -d "$WORKSPACE/third_party/crates" ] || bazel "$WORKSPACE" run //:crates_vendor
  by_bazel vendored "$1" //third_party/crates:
}

# One target, which is built or not; a stop or the first crate that fails is named by its log.
dependency() {
  local started=$SECONDS status=0 built=0 failed=''
  build_quickly --keep_going //:dependent > "$LOGS/dependency" 2>&1 || status=$?
  case $status in
    0) built=$(libraries | wc -l) ;;
    124) failed='stopped' ;;
    *) failed=$(sed -nE 's/^ERROR: .*(rule|label) .*: (.*)/\2/p' "$LOGS/dependency" | head -n 1) ;;
  esac
  record dependency all $((SECONDS - started)) "$built" "$failed"
  [ "$status" -eq 0 ]
}

# by cargo, which tells of each target that it has built. A tool counts when a binary of its package is built.
cargo_() {
  local started=$SECONDS package version options=() status=0 stopped=''
  [ -d "$SCRATCH/cargo" ] || "$HERE/write.sh" --cargo "$SCRATCH/cargo"
  versions > "$SCRATCH/versions"
  while read -r package version; do
    options+=(-p "$package@$version")
  done < <(names "$1" | cut -d : -f 1 | LC_ALL=C sort -u | LC_ALL=C join - "$SCRATCH/versions")
  # Of what a package says of the Rust that it needs, Bazel knows nothing.
  in_view timeout "$LIMIT" cargo build --keep-going --locked --ignore-rust-version --target-dir "$TARGET" --message-format json "${options[@]}" \
    > "$SCRATCH/messages" 2> "$LOGS/cargo.$1" || status=$?
  [ "$status" -ne 124 ] || stopped='stopped before '
  # Package, version, and kind and name of the target. An id ends in the version alone where the folder has the package's name.
  sed -nE '/"reason":"compiler-artifact"/s/.*"package_id":"[^"]*[#@/]([^"#@/]+)@([^"]+)".*"target":\{"kind":\["([^"]+)".*"name":"([^"]+)","src_path".*/\1 \2 \3 \4/p' \
    "$SCRATCH/messages" | while read -r package version kind name; do
      case $kind in custom-build) ;; bin) echo "$package $version $package:$name" ;; *) echo "$package $version $package" ;; esac
    done | LC_ALL=C sort -u > "$SCRATCH/artifacts"
  awk 'NR == FNR { chosen[$1 " " $2] = 1; next } ($1 " " $2) in chosen { print $3 }' "$SCRATCH/versions" "$SCRATCH/artifacts" |
    LC_ALL=C sort -u > "$SCRATCH/built"
  judge cargo "$1" "$started" "$stopped"
}

# Where Bazel was provisioned, the tools of its view; no debug information, as in Bazel's fastbuild.
in_view() {
  (
    cd "$SCRATCH/cargo" || exit
    export CARGO_PROFILE_DEV_DEBUG=0
    if [ "$BAZEL" = "$REPOSITORY/tools/bazel" ]; then "$BAZEL" --sh env "PATH=$PATH" "$@"; else "$@"; fi
  )
}

main() {
  local asked way part
  LOGS=$CACHE/popular_logs
  mkdir -p "$LOGS"
  WORKSPACE=$(scratch "$HERE/workspace" popular)
  [ $# -gt 0 ] || set -- label dependency vendored cargo
  for asked; do
    way=${asked%%:*}
    case $asked in *:*) set -- "${asked#*:}" ;; *) [ "$way" = dependency ] && set -- all || set -- $(parts) ;; esac
    [ "$way" != cargo ] || way=cargo_
    for part; do
      check "$way" "$part"
    done
  done
}

main "$@"
finish
