#!/usr/bin/env bash
# An empty Cargo.lock is the wish for one, whatever rule it is given to: an evaluation goes without and says so, a repin
# fills it, and so does a target that writes into the tree anyway.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small empty_lock)

prepare() {
  local folder
  sed -i '/noenable_workspace/d' "$WORKSPACE/.bazelrc"
  echo 'exports_files(["Cargo.toml"])' >> "$WORKSPACE/BUILD.bazel"
  for folder in . specs repository remote tarball local; do
    mkdir -p "$WORKSPACE/$folder"
    : > "$WORKSPACE/$folder/Cargo.lock"
  done
  : > "$WORKSPACE/specs/BUILD.bazel"
  : > "$WORKSPACE/repository/BUILD.bazel"
  cat >> "$WORKSPACE/MODULE.bazel" <<'MODULE'

specs = use_extension("@crate_universe//crate_universe:extensions.bzl", "crate")
specs.spec(
    package = "itoa",
    repositories = ["specs"],
    version = "1",
)
specs.from_specs(
    name = "specs",
    cargo_lockfile = "//specs:Cargo.lock",
)
use_repo(specs, "specs")
MODULE
  cat > "$WORKSPACE/WORKSPACE.bzlmod" <<'HUB'
load("@crate_universe//crate_universe:defs.bzl", "crates_repository")

crates_repository(
    name = "repository",
    cargo_lockfile = "//repository:Cargo.lock",
    manifests = ["//:Cargo.toml"],
)
HUB
  for folder in remote tarball local; do
    cat > "$WORKSPACE/$folder/BUILD.bazel" <<VENDOR
load("@crate_universe//crate_universe:defs.bzl", "crates_vendor")

crates_vendor(
    name = "crates_vendor",
    cargo_lockfile = "Cargo.lock",
    manifests = ["//:Cargo.toml"],
    mode = "$folder",
    supported_platform_triples = ["x86_64-unknown-linux-gnu"],
)
VENDOR
  done
}

# told HUB LOCK: a warning names what fills the lock.
told() {
  matches "$WORKSPACE/$2 is empty, .*; to fill it, run: bazel run @$1//:repin" "$OUTPUT"
}

# They have their crates.
evaluations() {
  # The two hubs of the extension are of one evaluation.
  capture bazel_reads_only "$WORKSPACE" query '@crates//:itoa + @specs//:itoa'
  told crates Cargo.lock
  told specs specs/Cargo.lock
  capture bazel_reads_only "$WORKSPACE" query @repository//:itoa
  told repository repository/Cargo.lock
}

# filled FOLDER COMMAND...: the command fills the folder's lock.
filled() {
  equals '' "$(cat "$WORKSPACE/$1/Cargo.lock")"
  "${@:2}"
  matches '^name = "itoa"' "$(cat "$WORKSPACE/$1/Cargo.lock")"
}

by_the_target_of() {
  filled "$2" bazel "$WORKSPACE" run "@$1//:repin"
  : > "$WORKSPACE/$2/Cargo.lock"
}

by_the_variable() {
  CARGO_BAZEL_REPIN_ONLY=specs CARGO_BAZEL_REPIN=1 filled specs writes_only "$WORKSPACE" specs/Cargo.lock \
    bazel "$WORKSPACE" query @specs//:itoa
  CARGO_BAZEL_REPIN_ONLY=crates CARGO_BAZEL_REPIN=1 filled . writes_only "$WORKSPACE" Cargo.lock \
    bazel "$WORKSPACE" query @crates//:itoa
  CARGO_BAZEL_REPIN=1 filled repository writes_only "$WORKSPACE" repository/Cargo.lock \
    bazel "$WORKSPACE" sync --only=repository
}

vendored() {
  fails_with 'CU0061: ' bazel_reads_only "$WORKSPACE" run "//$1:crates_vendor" -- --check
  matches "$1/Cargo.lock is empty" "$OUTPUT"
  filled "$1" bazel "$WORKSPACE" run "//$1:crates_vendor"
  bazel_reads_only "$WORKSPACE" run "//$1:crates_vendor" -- --check
  bazel_reads_only "$WORKSPACE" run "//$1:crates_vendor"
}

prepare
check evaluations
check by_the_target_of crates .
check by_the_target_of specs specs
check by_the_target_of repository repository
check by_the_variable
check vendored remote
check vendored tarball
check vendored local
finish
