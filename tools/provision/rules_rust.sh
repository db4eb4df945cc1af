# shellcheck shell=bash
# A copy of Debian's rules_rust that takes today's Rust from this machine.
#
# Debian's rules_rust is older than the Rust that this project and its examples are made for. Four lines of it differ here,
# and nothing else (test/launcher/rules_rust.sh compares the trees):
# - the address of the archives of a toolchain: they are those of rust.sh;
# - the default version of Rust, which is that of the rules_rust that MODULE.bazel asks for, and the default nightly;
# - the files of a standard library: since Rust 1.94 it has a .rmeta beside each .rlib, without which nothing compiles.
#   rules_rust knows that since 0.69.0.

# Fills the folder $1.
rules_rust_fill() {
  local copy=$1
  cp -R "$ROOT/usr/share/bazel/rules/rust/." "$copy"
  rules_rust_edit "$copy/rust/private/repository_utils.bzl" \
    "s|^\(DEFAULT_STATIC_RUST_URL_TEMPLATES = \).*|\1[\"file://$RUST/archives/{}.tar.xz\"]|"
  rules_rust_edit "$copy/rust/private/common.bzl" "s|^\(DEFAULT_RUST_VERSION = \).*|\1\"$RUST_PINNED\"|"
  rules_rust_edit "$copy/rust/private/common.bzl" "s|^\(DEFAULT_NIGHTLY_ISO_DATE = \).*|\1\"$(rust_date)\"|"
  # shellcheck disable=SC2016 # $ is the pattern's
  rules_rust_edit "$copy/rust/private/repository_utils.bzl" \
    's|^\( *"lib/rustlib/{target_triple}/lib/\*\.rlib",\)$|\1 "lib/rustlib/{target_triple}/lib/*.rmeta",|'
}

# Edits one line of the file $1.
rules_rust_edit() {
  local before
  before=$(wc -l < "$1")
  cp "$1" "$1.before"
  sed -i "$2" "$1"
  [ "$(diff "$1.before" "$1" | grep -c '^>')" -eq 1 ] && [ "$(wc -l < "$1")" -eq "$before" ] ||
    die "Debian's rules_rust is not the one that tools/provision/rules_rust.sh was written for: see to ${1##*/}"
  rm "$1.before"
}
