#!/usr/bin/env bash
# Crates that are declared in WORKSPACE.bzlmod, and in a WORKSPACE without any module.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

HYBRID=$(scratch "$REPOSITORY/examples/workspace_sync" hybrid)
PURE=$(scratch "$REPOSITORY/examples/workspace_sync" pure)

from_workspace_bzlmod() {
  matches '^42$' "$(bazel_reads_only "$HYBRID" run //:app)"
  bazel "$HYBRID" test //...
}

sync_makes_it_anew() {
  capture bazel_reads_only "$HYBRID" sync --only=crates
  matches '^42$' "$(bazel "$HYBRID" run //:app)"
}

only_windows_has_its_crate() {
  matches 'crates__itoa' "$(bazel "$HYBRID" cquery 'deps(//:app)')"
  lacks 'crates__cfg-if' "$(bazel "$HYBRID" cquery 'deps(//:app)')"
}

# The program of this version, which the hub of the other workspace has built.
program() {
  find "${XDG_CACHE_HOME:-$HOME/.cache}/crate_universe/tool" -name crate-universe -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2
}

# As a file that was written for rules_rust's crate_universe, but for the name of the repository.
from_pure_workspace() {
  local program host
  rm "$PURE/MODULE.bazel" "$PURE/WORKSPACE.bzlmod"
  program=$(program)
  host=$(uname -m)-unknown-linux-gnu
  cat > "$PURE/WORKSPACE" <<WORKSPACE
local_repository(name = "crate_universe", path = "$UNDER_TEST")

load("@rules_rust//rust:repositories.bzl", "rules_rust_dependencies", "rust_register_toolchains")

rules_rust_dependencies()

rust_register_toolchains(edition = "2021", versions = ["1.95.0"])

load("@crate_universe//crate_universe:repositories.bzl", "crate_universe_dependencies")

crate_universe_dependencies()

load("@crate_universe//crate_universe:crates_repository.bzl", "crates_repository")

crates_repository(
    name = "crates",
    cargo_lockfile = "//:Cargo.lock",
    generator_sha256s = {"$host": "$(sha256sum "$program" | cut -d' ' -f1)"},
    generator_urls = {"$host": "file://$program"},
    manifests = ["//:Cargo.toml"],
    quiet = True,
    rust_toolchain_cargo_template = "@rust_{system}_{arch}__{triple}__{channel}_tools//:bin/{tool}",
)

load("@crates//:defs.bzl", "crate_repositories")

crate_repositories()
WORKSPACE
  matches '^42$' "$(bazel "$PURE" run --noenable_bzlmod //:app)"
}

wrong_program_is_refused() {
  sed -i 's/generator_sha256s = {\(.*\): "[0-9a-f]*"}/generator_sha256s = {\1: "'"$(printf '0%.0s' {1..64})"'"}/' "$PURE/WORKSPACE"
  fails_with 'Checksum was' bazel "$PURE" sync --noenable_bzlmod --only=crates
  sed -i 's/ generator_sha256s = .*/ generator = "@crate_universe\/\/:README.md",/; /generator_urls/d' "$PURE/WORKSPACE"
  fails_with 'README.md' bazel "$PURE" sync --noenable_bzlmod --only=crates
}

check from_workspace_bzlmod
check sync_makes_it_anew
check only_windows_has_its_crate
check from_pure_workspace
check wrong_program_is_refused
finish
