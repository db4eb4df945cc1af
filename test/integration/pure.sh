#!/usr/bin/env bash
# Crates in a WORKSPACE without any module: built and repinned, with the program that is made for them and with a given one.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PURE=$(scratch "$REPOSITORY/examples/workspace_sync" pure)
HOST=$(uname -m)-unknown-linux-gnu

pure() {
  local command=$1
  shift
  bazel "$PURE" "$command" --noenable_bzlmod "$@"
}

# declare_hub: the workspace, as it was written for rules_rust's crate_universe, but for the name of the repository. The hub has
# the attributes on stdin beside.
declare_hub() {
  cat > "$PURE/WORKSPACE" <<WORKSPACE
local_repository(name = "crate_universe", path = "$UNDER_TEST")

load("@rules_rust//rust:repositories.bzl", "rules_rust_dependencies", "rust_register_toolchains")

rules_rust_dependencies()

rust_register_toolchains(edition = "2021", versions = ["1.95.0"])

load("@crate_universe//crate_universe:deps_bootstrap.bzl", "cargo_bazel_bootstrap")
load("@crate_universe//crate_universe:repositories.bzl", "crate_universe_dependencies")

cargo_bazel_bootstrap(rust_version = "1.95.0")

crate_universe_dependencies(bootstrap = True)

load("@crate_universe//crate_universe:crates_repository.bzl", "crates_repository")

crates_repository(
    name = "crates",
    cargo_lockfile = "//:Cargo.lock",
    manifests = ["//:Cargo.toml"],
$(cat)
)

load("@crates//:defs.bzl", "crate_repositories")

crate_repositories()
WORKSPACE
}

builds_and_runs() {
  rm "$PURE/MODULE.bazel" "$PURE/WORKSPACE.bzlmod"
  declare_hub < /dev/null
  capture pure run //:app
  matches '^42$' "$OUTPUT"
  matches 'cargo_bazel_bootstrap\(\): `rust_version`: accepted .* ignored$' "$OUTPUT"
  matches 'crate_universe_dependencies\(\): `bootstrap`: accepted .* ignored$' "$OUTPUT"
}

sync_repins() {
  CARGO_BAZEL_REPIN=itoa=1.0.10 writes_only "$PURE" Cargo.lock pure sync --only=crates
  equals 1.0.10 "$(locked itoa "$PURE")"
  matches '^42$' "$(pure run //:app)"
}

run_on_a_stale_hub() {
  sed -i 's/^digits = .*/&\nfnv = "=1.0.7"/' "$PURE/Cargo.toml"
  fails_with 'help: bazel run @crates//:repin' pure build //:app
  writes_only "$PURE" Cargo.lock pure run @crates//:repin
  equals '1.0.7 1.0.10' "$(locked fnv "$PURE") $(locked itoa "$PURE")"
  matches '^42$' "$(pure run //:app)"
}

attributes_of_old() {
  cp "$(pure info output_base)/external/crates/.program/crate-universe" "$SCRATCH/program"
  declare_hub <<ATTRIBUTES
    compressed_windows_toolchain_names = True,
    tool_sha256s = {"$HOST": "$(sha256sum "$SCRATCH/program" | cut -d' ' -f1)"},
    tool_urls = {"$HOST": "file://$SCRATCH/program"},
    quiet = True,
    rust_toolchain_cargo_template = "@rust_{system}_{arch}__{triple}__{channel}_tools//:bin/{tool}",
    rust_toolchain_rustc_template = "@rust_{system}_{arch}__{triple}__{channel}_tools//:bin/{tool}",
    rust_version = "1.95.0",
ATTRIBUTES
  matches '^42$' "$(pure run //:app)"
  bazel_reads_only "$PURE" run --noenable_bzlmod @crates//:repin
}

# A program that says how it is called: it is what the attribute names, and what the hub's target runs.
own_program() {
  mkdir -p "$PURE/own"
  echo 'exports_files(["program"])' > "$PURE/own/BUILD.bazel"
  printf '#!/bin/sh\necho "$@" >> %s/called\nexec %s/program "$@"\n' "$SCRATCH" "$SCRATCH" > "$PURE/own/program"
  chmod +x "$PURE/own/program"
  declare_hub <<< '    tool = "//own:program",'
  matches '^42$' "$(pure run //:app)"
  matches '^generate ' "$(cat "$SCRATCH/called")"
  pure run @crates//:repin
  matches '^repin$' "$(cat "$SCRATCH/called")"
}

wrong_program_is_refused() {
  declare_hub <<ATTRIBUTES
    tool_sha256s = {"$HOST": "$(printf '0%.0s' {1..64})"},
    tool_urls = {"$HOST": "file://$SCRATCH/program"},
ATTRIBUTES
  fails_with 'Checksum was' pure sync --only=crates
  declare_hub <<< '    tool = "@crate_universe//:README.md",'
  fails_with 'README.md' pure sync --only=crates
}

check builds_and_runs
check sync_repins
check run_on_a_stale_hub
check attributes_of_old
check own_program
check wrong_program_is_refused
bazel "$PURE" shutdown
finish
