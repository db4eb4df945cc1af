#!/usr/bin/env bash
# What Bazel loads and analyses again after a change of the dependencies, as it counts itself.
#
# Takes:  nothing for the short form, a workspace with two members. In the long form (`test/run --full changes`) also nu, a published project
#         with 801 locked packages, beside rules_rust's own extension with the cargo-bazel of its version, which the first run builds.
# Gives:  tests; the long form writes docs/changes.md.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SERIES='{repository}__{name}-{series}'

# analysed WORKSPACE TARGET: "PACKAGES TARGETS", which a build had to load and to configure.
analysed() {
  local line
  line=$(bazel "$1" build --nobuild "$2" 2>&1 | tee "$SCRATCH/log/analysed" | grep '^INFO: Analyzed') || cat "$SCRATCH/log/analysed" >&2
  sed -E 's/.*\(([0-9]+) packages? loaded, ([0-9]+) targets? configured\).*/\1 \2/' <<< "$line"
}

# module FILE: what every MODULE.bazel here begins with.
module() {
  cat > "$1" <<'MODULE'
module(name = "changes")

bazel_dep(name = "rules_rust", version = "0.70.0")

rust = use_extension("@rules_rust//rust:extensions.bzl", "rust")
rust.toolchain(
    edition = "2024",
    versions = ["1.95.0"],
)
use_repo(rust, "rust_toolchains")

register_toolchains("@rust_toolchains//:all")
MODULE
}

# hub FILE RULE TEMPLATE: a hub of crate_universe, or of rules_rust.
hub() {
  local home=@rules_rust//crate_universe:extension.bzl
  if [ "$2" = ours ]; then
    home=@crate_universe//crate_universe:extensions.bzl
    cat >> "$1" <<MODULE

bazel_dep(name = "crate_universe", version = "0.1.0")
local_path_override(
    module_name = "crate_universe",
    path = "$UNDER_TEST",
)
MODULE
  fi
  cat >> "$1" <<MODULE

crate = use_extension("$home", "crate")
crate.from_cargo(
    name = "crates",
    cargo_lockfile = "//:Cargo.lock",
    manifests = ["//:Cargo.toml"],
    supported_platform_triples = [
        "aarch64-apple-darwin",
        "aarch64-unknown-linux-gnu",
        "wasm32-unknown-unknown",
        "wasm32-wasip1",
        "x86_64-apple-darwin",
        "x86_64-pc-windows-msvc",
        "x86_64-unknown-linux-gnu",
    ],
)
MODULE
  [ -z "$3" ] || cat >> "$1" <<MODULE
crate.render_config(crate_repository_template = "$3")
MODULE
  echo 'use_repo(crate, "crates")' >> "$1"
}

# member WORKSPACE NAME DEPENDENCIES...: a member whose BUILD file says when it is loaded.
member() {
  local workspace=$1 name=$2
  mkdir -p "$workspace/$name/src"
  touch "$workspace/$name/src/lib.rs"
  {
    printf '[package]\nname = "%s"\nversion = "1.0.0"\nedition = "2024"\n\n[dependencies]\n' "$name"
    printf '%s\n' "${@:3}"
  } > "$workspace/$name/Cargo.toml"
  printf 'load("@crates//:defs.bzl", "cargo_package")\n\ncargo_package()\n' > "$workspace/$name/BUILD.bazel"
}

# two_members NAME TEMPLATE: itoa is locked for serde_json already, in a version that has a later one, and so is a proc macro.
two_members() {
  local workspace=$SCRATCH/work/$1
  mkdir -p "$workspace"
  module "$workspace/MODULE.bazel"
  hub "$workspace/MODULE.bazel" ours "$2"
  printf '[workspace]\nmembers = ["one", "two"]\nresolver = "3"\n' > "$workspace/Cargo.toml"
  touch "$workspace/BUILD.bazel"
  member "$workspace" one 'serde_json = "1"' 'serde = { version = "1", features = ["derive"] }'
  member "$workspace" two 'log = "0.4"'
  (cd "$workspace" && cargo generate-lockfile --quiet && cargo update --quiet --package itoa --precise 1.0.14)
  analysed "$workspace" //... > "$SCRATCH/log/first"
  echo "$workspace"
}

a_comment_reaches_nothing() {
  local workspace=$1
  echo '# A comment.' >> "$workspace/Cargo.toml"
  equals '0 0' "$(analysed "$workspace" //...)"
}

# Both members, since one file has the macros of all. No crate, also if the package is a proc macro, whose hub alias is built for the host.
a_locked_package_reaches_the_members() {
  local workspace=$1 package=$2
  echo "$package = \"1\"" >> "$workspace/two/Cargo.toml"
  (cd "$workspace" && cargo update --quiet --workspace --offline)
  matches '^2 [0-9]{1,2}$' "$(analysed "$workspace" //...)"
}

# The crate, and both members, since the hub has an alias with the version. What depends on the crate is analysed, not loaded.
a_compatible_update_reaches_the_crate() {
  local workspace=$1
  (cd "$workspace" && cargo update --quiet --package itoa --precise 1.0.15)
  matches '^3 [0-9]{1,2}$' "$(analysed "$workspace" //...)"
}

WORKSPACE=$(two_members plain '')
check a_comment_reaches_nothing "$WORKSPACE"
check a_locked_package_reaches_the_members "$WORKSPACE" itoa
check a_locked_package_reaches_the_members "$WORKSPACE" serde_derive
WORKSPACE=$(two_members series "$SERIES")
check a_comment_reaches_nothing "$WORKSPACE"
check a_locked_package_reaches_the_members "$WORKSPACE" itoa
check a_locked_package_reaches_the_members "$WORKSPACE" serde_derive
check a_compatible_update_reaches_the_crate "$WORKSPACE"

if [ "${CRATE_UNIVERSE_FULL:-0}" = 1 ]; then
  # shellcheck source=../changes/published.sh
  . "$REPOSITORY/test/changes/published.sh"
fi

finish
