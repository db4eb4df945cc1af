#!/usr/bin/env bash
# The example as a user meets it: built, tested and run by real Bazel, and looked at as other platforms would see it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/leaks.sh"

EXAMPLE=$(scratch "$REPOSITORY/examples/cargo_workspace" example)
LINE='^3 readings \(station, celsius\) in [0-9]+ bytes, zlib [0-9.]+, pages of [0-9]+ bytes, '
CROSS=@crate_universe_cross//

# The spokes that this workspace's output base holds, which are those that Bazel has fetched.
fetched() {
  ls "$(bazel "$EXAMPLE" info output_base)/external"
}

cargo_test() {
  (cd "$EXAMPLE" && CARGO_TARGET_DIR=$SCRATCH/target cargo test --locked)
}

# With an empty repository cache, so that what is not fetched here cannot have come from elsewhere.
build_reads_only() {
  bazel_reads_only "$EXAMPLE" build --repository_cache="$SCRATCH/repository" //...
}

fetches_nothing_for_windows() {
  matches 'crates__tokio-' "$(fetched)"
  lacks 'crates__win' "$(fetched)"
  local sums sum
  mapfile -t sums < <(sed -n '/^name = "windows-/,/^checksum/s/^checksum = "\(.*\)"/\1/p' "$EXAMPLE/Cargo.lock")
  [ "${#sums[@]}" -gt 0 ]
  for sum in "${sums[@]}"; do
    [ ! -e "$SCRATCH/repository/content_addressable/sha256/$sum" ]
  done
}

tests_pass() {
  matches '^Executed .*4 tests pass' "$(bazel "$EXAMPLE" test --test_output=errors //... 2>&1)"
}

runs() {
  matches "$LINE" "$(bazel "$EXAMPLE" run //app)"
}

cquery() {
  bazel "$EXAMPLE" cquery "$@" 2> "$SCRATCH/log/cquery.stderr" || {
    cat "$SCRATCH/log/cquery.stderr"
    return 1
  }
}

linux_tokio_has_no_windows() {
  local deps
  deps=$(cquery 'deps(@crates//:tokio)')
  lacks 'crates__win' "$deps"
  matches 'crates__libc-' "$deps"
}

windows_tokio_has_no_libc() {
  local deps
  deps=$(cquery "--platforms=$CROSS:x86_64-pc-windows-msvc" 'deps(@crates//:tokio)')
  matches 'crates__windows-sys-' "$deps"
  lacks 'crates__libc-' "$deps"
}

analyses_for() {
  bazel "$EXAMPLE" build --nobuild "--platforms=$CROSS:$1" //...
}

# The control of fetches_nothing_for_windows: what it looks for is really there once it has been asked for.
windows_was_fetched_for_windows() {
  matches 'crates__windows-sys-' "$(fetched)"
}

aliases_have_and_lack_versions() {
  local labels
  labels=$(bazel "$EXAMPLE" query 'kind(alias, @crates//:all)')
  matches '^@crates//:serde$' "$labels"
  matches '^@crates//:serde-1\.[0-9.]+$' "$labels"
  matches '^@crates//:json$' "$labels"
}

# The control of names_no_machine, here and in other suites: each kind is found in what rustc gets and in
# the file that says so.
planted_names_are_found() {
  local number=0 word words
  words=("$SCRATCH/planted" "$HOME/planted" "$USER" "$(hostname)" grpc://planted "$(date -d "@$STARTED" +%Y-%m-%d)" "$STARTED")
  {
    echo 'crate.annotation(crate = "anyhow", rustc_env = {'
    for word in "${words[@]}"; do
      printf '    "PLANTED_%s": "%s",\n' "$((number += 1))" "$word"
    done
    echo '})'
  } >> "$EXAMPLE/MODULE.bazel"
  fails_with 'known to this machine only' names_no_machine "$EXAMPLE"
  for word in "${words[@]}"; do
    matches "/actions:[0-9]+:.*$word" "$OUTPUT"
    matches "/BUILD.bazel:[0-9]+:.*$word" "$OUTPUT"
  done
}

check cargo_test
check build_reads_only
check fetches_nothing_for_windows
check tests_pass
check runs
check linux_tokio_has_no_windows
for triple in x86_64-pc-windows-msvc aarch64-pc-windows-msvc x86_64-apple-darwin aarch64-apple-darwin \
  aarch64-unknown-linux-gnu; do
  check analyses_for "$triple"
done
check windows_was_fetched_for_windows
check windows_tokio_has_no_libc
check aliases_have_and_lack_versions
check names_no_machine "$EXAMPLE"
check planted_names_are_found
finish
