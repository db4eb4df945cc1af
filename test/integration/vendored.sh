#!/usr/bin/env bash
# One tree, two builders: sources that crates_vendor has written are built by cargo and by real Bazel where there is no
# network, and both refuse a changed byte.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/leaks.sh"

EXAMPLE=$(scratch "$REPOSITORY/examples/vendored_local" vendored_local)
TREE=$EXAMPLE/third_party/crates
LINE='^\{"station":"Kiel","celsius":-4\} 1 234 567$'
CARGO=$(rustup which cargo --toolchain 1.95.0)

# The control of all others: what they run has no network.
there_is_no_network() {
  fails_with 'unreachable' offline bash -c 'exec 3<> /dev/tcp/192.0.2.1/443'
  fails_with 'network failure|[Cc]ould not resolve' offline env CARGO_HOME="$SCRATCH/empty" \
    PATH="$(dirname "$CARGO"):$PATH" cargo info --registry crates-io serde
}

vendor() {
  bazel "$EXAMPLE" run //third_party:crates_vendor
}

first_run_writes_the_tree() {
  rm -rf "$TREE" "$EXAMPLE/.cargo"
  vendor
  [ -e "$TREE/serde_json-1.0.154/BUILD.bazel" ]
  # Only Linux is built for: a stub for cargo, and no package for Bazel.
  [ -e "$TREE/windows-sys-0.59.0/.cargo-checksum.json" ]
  [ ! -e "$TREE/windows-sys-0.59.0/BUILD.bazel" ]
  grep -q 'pub use grouped::grouped' "$TREE/itoa-1.0.14/src/lib.rs"
}

second_run_writes_nothing() {
  local before
  before=$(source_digest "$EXAMPLE")
  vendor
  [ "$before" = "$(source_digest "$EXAMPLE")" ]
}

cargo_builds_offline() {
  matches "$LINE" "$(cargo_offline "$EXAMPLE" run)"
}

bazel_builds_offline() {
  bazel_offline "$EXAMPLE" test //...
  matches "$LINE" "$(bazel_offline "$EXAMPLE" run //app)"
}

changed_byte() {
  printf '\n' >> "$TREE/serde-1.0.229/src/lib.rs"
}

cargo_refuses_a_changed_byte() {
  changed_byte
  # cargo looks at the sources of a package when it compiles it.
  rm -rf "$SCRATCH/target"
  fails_with 'listed checksum of .*/serde-1\.0\.229/src/lib\.rs. has changed' cargo_offline "$EXAMPLE" build
}

the_test_refuses_a_changed_byte() {
  fails_with 'serde-1\.0\.229: src/lib\.rs was changed' \
    bazel "$EXAMPLE" test --test_output=errors //third_party:crates_vendor_test
  matches 'help: bazel run //third_party:crates_vendor$' "$OUTPUT"
}

check_writes_nothing_and_names_it() {
  local before
  before=$(source_digest "$EXAMPLE")
  fails_with 'serde-1\.0\.229: src/lib\.rs was changed' bazel "$EXAMPLE" run //third_party:crates_vendor -- --check
  [ "$before" = "$(source_digest "$EXAMPLE")" ]
}

a_run_mends_the_tree() {
  vendor
  bazel "$EXAMPLE" test //third_party:crates_vendor_test
  bazel "$EXAMPLE" run //third_party:crates_vendor -- --check
}

generated_files_are_as_buildifier_wants_them() {
  local copy=$SCRATCH/generated file
  (cd "$TREE" && find . \( -name BUILD.bazel -o -name defs.bzl \) -print) | while read -r file; do
    mkdir -p "$copy/$(dirname "$file")"
    cp "$TREE/$file" "$copy/$file"
  done
  "$BAZEL" --sh buildifier --mode=check --lint=warn -r "$copy"
}

# The example of the other mode, whose files are in its repository.
remote_run_writes_what_is_committed() {
  local before remote
  remote=$(scratch "$REPOSITORY/examples/vendored_remote" vendored_remote)
  before=$(source_digest "$remote/third_party")
  bazel "$remote" run //third_party:crates_vendor
  bazel "$remote" run //third_party:crates_vendor -- --check
  [ "$before" = "$(source_digest "$remote/third_party")" ]
}

remote_builds() {
  bazel "$SCRATCH/work/vendored_remote" test //...
}

check there_is_no_network
check first_run_writes_the_tree
check second_run_writes_nothing
check cargo_builds_offline
check bazel_builds_offline
check names_no_machine "$EXAMPLE"
check tree_names_no_machine "$EXAMPLE" "$EXAMPLE/third_party"
check cargo_refuses_a_changed_byte
check the_test_refuses_a_changed_byte
check check_writes_nothing_and_names_it
check a_run_mends_the_tree
check generated_files_are_as_buildifier_wants_them
check remote_run_writes_what_is_committed
check remote_builds
check names_no_machine "$SCRATCH/work/vendored_remote"
check tree_names_no_machine "$SCRATCH/work/vendored_remote" "$SCRATCH/work/vendored_remote/third_party"
finish
