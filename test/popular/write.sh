#!/usr/bin/env bash
# Makes the Cargo.toml and Cargo.lock that all crates of crates.txt are locked in.
#
# Takes:  crates.txt beside it; cargo with a network. `--update`: also newer versions.
# Gives:  both, in workspace/, to be committed. Run it after an edit of crates.txt.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

crates() { grep -v '^#' crates.txt; }

manifest() {
  printf '%s\n' '# Written by ../write.sh from ../crates.txt: do not edit.' '[package]' 'name = "popular"' 'version = "0.1.0"' 'edition = "2021"' '' '[workspace]' '' '[dependencies]'
  crates | LC_ALL=C sort -k2,2 | while read -r _ name features _; do
    local defaults=''
    case $features in !*) defaults=', default-features = false' features=${features#!} ;; esac
    case $features in - | '') features='' ;; *) features=", features = [\"${features//,/\", \"}\"]" ;; esac
    echo "$name = { version = \"*\"$defaults$features }"
  done
}

mkdir -p workspace/src
: > workspace/src/lib.rs
manifest > workspace/Cargo.toml
case ${1:-} in
  --update) cargo update --quiet --manifest-path workspace/Cargo.toml ;;
  *) cargo metadata --format-version 1 --manifest-path workspace/Cargo.toml > /dev/null ;;
esac
