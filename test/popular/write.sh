#!/usr/bin/env bash
# Makes the workspace that all crates of crates.txt are locked in.
#
# Takes:  crates.txt beside it; cargo with a network. `--update`: also newer versions. `--cargo FOLDER`: see below.
# Gives:  Cargo.toml, Cargo.lock, tools.MODULE.bazel and tools.bzl in workspace/, to be committed. Run it after an edit of crates.txt.
#         With `--cargo`: in FOLDER a package for cargo, whose stable version knows no dependency on a binary: there the tools are
#         dependencies like all others. The lock is the same.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./list.sh

GENERATED='# Written by ../write.sh from ../crates.txt: do not edit.'

# dependencies: lines of the list as lines of a manifest.
dependencies() {
  LC_ALL=C sort -k2,2 | while read -r _ name features _; do
    local defaults=''
    case $features in !*) defaults=', default-features = false' features=${features#!} ;; esac
    case $features in - | '') features='' ;; *) features=", features = [\"${features//,/\", \"}\"]" ;; esac
    echo "${name%:*} = { version = \"*\"$defaults$features }"
  done
}

manifest() {
  printf '%s\n' "$GENERATED" '[package]' 'name = "popular"' 'version = "0.1.0"' 'edition = "2021"' '' '[workspace]' '' '[dependencies]'
  dependencies
}

# for_cargo FOLDER
for_cargo() {
  mkdir -p "$1/src"
  : > "$1/src/lib.rs"
  lines | manifest > "$1/Cargo.toml"
  [ ! -e workspace/Cargo.lock ] || cp workspace/Cargo.lock "$1/Cargo.lock"
}

tags() {
  printf '%s\n' "$GENERATED" '' 'crate = use_extension("@crate_universe//crate_universe:extensions.bzl", "crate")'
  tool_packages | sed 's|.*|crate.spec(\n    artifact = "bin",\n    package = "&",\n    version = "*",\n)|'
}

specs() {
  printf '%s\n' "\"\"\"Written by ../write.sh from ../crates.txt: do not edit.\"\"\"" '' 'load("@crate_universe//crate_universe:defs.bzl", "crate")' '' 'TOOLS = {'
  tool_packages | sed 's/.*/    "&": crate.spec(\n        artifact = "bin",\n        version = "*",\n    ),/'
  echo '}'
}

tool_packages() { tools | cut -d ' ' -f 2 | cut -d : -f 1 | LC_ALL=C sort -u; }

lock() {
  local scratch
  scratch=$(mktemp -d)
  for_cargo "$scratch"
  case ${1:-} in
    --update) cargo update --quiet --manifest-path "$scratch/Cargo.toml" ;;
    *) cargo metadata --format-version 1 --manifest-path "$scratch/Cargo.toml" > "$scratch/metadata" ;;
  esac
  cp "$scratch/Cargo.lock" workspace/Cargo.lock
  rm -r "$scratch"
}

if [ "${1:-}" = --cargo ]; then
  for_cargo "$2"
  exit
fi
mkdir -p workspace/src
: > workspace/src/lib.rs
libraries | manifest > workspace/Cargo.toml
tags > workspace/tools.MODULE.bazel
specs > workspace/tools.bzl
lock "${1:-}"
