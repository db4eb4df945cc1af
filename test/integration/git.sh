#!/usr/bin/env bash
# A git package in a folder of its repository, and another one that it leads to: cargo is asked once, and leaves a checkout
# of the commit; what is read later comes from there.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small git)
ONE=$WORKSPACE/members/one
# Cargo calls its folders by the repository's name, and its home is shared by all workspaces of a user.
UPSTREAM=$SCRATCH/$(basename "$SCRATCH" | tr . -)
CARGO_HOMES=${XDG_CACHE_HOME:-$HOME/.cache}/crate_universe/cargo_home/git

git_in_upstream() {
  git -C "$UPSTREAM" -c user.name=tests -c user.email=tests@localhost "$@"
}

prepare() {
  mkdir -p "$UPSTREAM"/{outer,inner}/src
  printf '[workspace]\nmembers = ["outer", "inner"]\n[workspace.package]\nversion = "0.4.2"\n' > "$UPSTREAM/Cargo.toml"
  printf '[package]\nname = "outer"\nversion.workspace = true\nedition = "2021"\n[dependencies]\ninner = { path = "../inner" }\n' > "$UPSTREAM/outer/Cargo.toml"
  printf '[package]\nname = "inner"\nversion.workspace = true\nedition = "2021"\n' > "$UPSTREAM/inner/Cargo.toml"
  echo 'pub fn version() -> &'"'"'static str { env!("CARGO_PKG_VERSION") }' > "$UPSTREAM/inner/src/lib.rs"
  echo 'pub use inner::version;' > "$UPSTREAM/outer/src/lib.rs"
  git_in_upstream init --quiet --initial-branch feature/main
  git_in_upstream add --all
  git_in_upstream commit --quiet --message files
  echo "outer = { git = 'file://$UPSTREAM', branch = 'feature/main' }" >> "$ONE/Cargo.toml"
  echo 'pub fn outer() -> &'"'"'static str { outer::version() }' >> "$ONE/src/lib.rs"
  (cd "$WORKSPACE" && cargo update --quiet --workspace)
}

# Whether the packages are known is seen again whenever a manifest changes.
build_changed() {
  echo "# changed" >> "$ONE/Cargo.toml"
  bazel_reads_only "$WORKSPACE" build //...
}

a_git_package_is_built() {
  prepare
  bazel_reads_only "$WORKSPACE" build //...
}

# Without its copy of the repository, and without the repository, cargo could tell nothing.
cargo_is_asked_once() {
  rm -r "$CARGO_HOMES"/db/"$(basename "$UPSTREAM")"-*
  mv "$UPSTREAM" "$UPSTREAM.gone"
  build_changed
}

without_a_checkout_cargo_is_asked_again() {
  rm -r "$CARGO_HOMES"/checkouts/"$(basename "$UPSTREAM")"-*
  fails_with 'CU00' build_changed
  mv "$UPSTREAM.gone" "$UPSTREAM"
  build_changed
}

check a_git_package_is_built
check cargo_is_asked_once
check without_a_checkout_cargo_is_asked_again
rm -rf "$CARGO_HOMES"/*/"$(basename "$UPSTREAM")"-*
finish
