#!/usr/bin/env bash
# The cargo and rustc of the host: rules_rust's own, those of a tag, and those of a repository that exports nothing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small host_tools)
cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/MODULE.bazel"

# module: MODULE.bazel with more lines, from stdin.
module() {
  cat "$SCRATCH/MODULE.bazel" - > "$WORKSPACE/MODULE.bazel"
}

# repository NAME RUST: a repository whose bin/ has a cargo that notes its calls, and says that it is of the version RUST;
# without RUST it is the real one. No file is exported, and no target is there.
repository() {
  local folder=$SCRATCH/$1 tool real
  mkdir -p "$folder/bin"
  touch "$folder/BUILD.bazel" "$folder/REPO.bazel"
  for tool in cargo rustc; do
    real=$(rustup which --toolchain 1.95.0 "$tool")
    if [ -n "${2-}" ]; then
      printf '#!/bin/sh\necho "%s %s"\necho "host: x86_64-unknown-linux-gnu"\n' "$tool" "$2" > "$folder/bin/$tool"
    else
      printf '#!/bin/sh\necho "$@" >> %s.%s\nexec %s "$@"\n' "$folder" "$tool" "$real" > "$folder/bin/$tool"
    fi
    chmod +x "$folder/bin/$tool"
  done
  cat <<MODULE
local = use_repo_rule("@bazel_tools//tools/build_defs/repo:local.bzl", "local_repository")

local(
    name = "$1",
    path = "$folder",
)
MODULE
}

# The label that other modules' targets may not name is not needed.
the_default_runs() {
  bazel "$WORKSPACE" run @crates//:repin
}

# Up to rules_rust 0.56 the root module chooses the one version. From 0.57 on this is an error of rules_rust's.
a_version_of_an_old_rules_rust() {
  module <<'MODULE'
rust_host_tools = use_extension("@rules_rust//rust:extensions.bzl", "rust_host_tools")
rust_host_tools.host_tools(version = "1.95.0")
MODULE
  bazel "$WORKSPACE" run @crates//:repin
}

a_repository_of_ones_own() {
  repository mine | module
  sed -i '/^    manifests = /i\    host_tools = "@mine//:BUILD.bazel",' "$WORKSPACE/MODULE.bazel"
  bazel "$WORKSPACE" run @crates//:repin
  matches '^update --workspace' "$(cat "$SCRATCH/mine.cargo")"
}

# What builds the program is the root module's to say, and is asked for its version first.
a_toolchain_of_the_program() {
  {
    repository old 1.80.0
    echo 'use_extension("@crate_universe//crate_universe:tool.bzl", "tool").build(host_tools = "@old//:BUILD.bazel")'
  } | module
  # Neither a given program nor one of the user's cache would be built.
  unset CARGO_BAZEL_GENERATOR_URL
  fails_with 'CU0908: building crate_universe needs Rust 1\.86 or newer, but the host tools are Rust 1\.80\.0' \
    bazel "$WORKSPACE" build --nobuild --repo_env=XDG_CACHE_HOME="$SCRATCH/user_cache" //...
  matches 'rust_host_tools\.host_tools\(' "$OUTPUT"
}

two_toolchains_of_the_program() {
  {
    repository old 1.80.0
    echo 'tool = use_extension("@crate_universe//crate_universe:tool.bzl", "tool")'
    echo 'tool.build(host_tools = "@old//:BUILD.bazel")'
    echo 'tool.build(host_tools = "@old//:REPO.bazel")'
  } | module
  fails_with 'CU0920: the extension `tool` has two `build` tags' bazel "$WORKSPACE" build --nobuild //...
  [ "$(grep -o "'build' tag at" <<< "$OUTPUT" | wc -l)" -ge 2 ]
}

a_repository_without_tools() {
  repository empty | module
  rm -r "$SCRATCH/empty/bin"
  sed -i '/^    manifests = /i\    host_tools = "@empty//:BUILD.bazel",' "$WORKSPACE/MODULE.bazel"
  fails_with 'CU0923: the repository of the host tools has no bin/cargo' bazel "$WORKSPACE" build --nobuild //...
  matches 'help: set `host_tools` to' "$OUTPUT"
}

a_rules_rust_that_is_too_old() {
  local copy=$SCRATCH/rules_rust
  module < /dev/null
  mkdir "$copy"
  cp -RL "$(bazel "$WORKSPACE" info output_base)"/external/rules_rust[~+]/. "$copy"
  sed -i 's/^VERSION = .*/VERSION = "0.50.1"/' "$copy/version.bzl"
  fails_with 'CU0924: crate_universe needs rules_rust 0\.54 or newer, but this is 0\.50\.1' \
    bazel "$WORKSPACE" build --nobuild --override_module=rules_rust="$copy" //...
}

check the_default_runs
check a_version_of_an_old_rules_rust
check a_repository_of_ones_own
check a_toolchain_of_the_program
check two_toolchains_of_the_program
check a_repository_without_tools
check a_rules_rust_that_is_too_old
finish
