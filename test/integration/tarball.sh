#!/usr/bin/env bash
# A tree of `.crate` files beside BUILD files, and folders of git packages: cargo takes it for a local registry and a
# directory source, Bazel unpacks it, and neither has a network.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(scratch "$REPOSITORY/examples/vendored_remote" tarball)
TREE=$WORKSPACE/third_party/crates
FORGE=$SCRATCH/forge

prepare() {
  rm -rf "$TREE"
  sed -i -e 's/mode = "remote"/mode = "tarball"/' -e '/repository_name/a\    source_config = ".cargo/config.toml",' \
    "$WORKSPACE/third_party/BUILD.bazel"
  sed -i '/"x86_64-pc-windows-msvc",/d; /"aarch64-apple-darwin",/d' "$WORKSPACE/third_party/BUILD.bazel"
  mkdir -p "$FORGE/forged/src"
  printf '[workspace]\nmembers = ["forged"]\n[workspace.package]\nversion = "0.1.0"\n' > "$FORGE/Cargo.toml"
  printf '[package]\nname = "forged"\nversion.workspace = true\nedition = "2021"\n' > "$FORGE/forged/Cargo.toml"
  echo 'pub const NUMBER: u32 = 4711;' > "$FORGE/forged/src/lib.rs"
  git -C "$FORGE" init --quiet
  git -C "$FORGE" add --all
  git -C "$FORGE" -c user.name=tests -c user.email=tests@localhost commit --quiet --message files
  sed -i "/^\[dependencies\]/a forged = { git = 'file://$FORGE' }" "$WORKSPACE/app/Cargo.toml"
  sed -i '/^fn main() {/a\    println!("{}", forged::NUMBER);' "$WORKSPACE/app/src/main.rs"
  (cd "$WORKSPACE" && cargo update --quiet --workspace)
}

vendor() {
  bazel "$WORKSPACE" run //third_party:crates_vendor -- "$@"
}

first_run_writes_the_tree() {
  vendor
  [ -e "$TREE/serde_json-1.0.154.crate" ]
  [ -e "$TREE/forged-0.1.0/.cargo-checksum.json" ]
  # Only Linux is built for: an entry of the index for cargo, no archive, no BUILD file.
  [ -e "$TREE/index/wi/nd/windows-sys" ]
  [ ! -e "$TREE/windows-sys-0.59.0.crate" ]
  [ ! -e "$TREE/BUILD.windows-sys-0.59.0.bazel" ]
  (cd "$TREE" && sha256sum --check --quiet SHA256SUMS)
  rm -rf "$FORGE"
}

second_run_writes_nothing() {
  local before
  before=$(source_digest "$WORKSPACE")
  vendor
  vendor --check
  [ "$before" = "$(source_digest "$WORKSPACE")" ]
}

# `bazel mod tidy` writes the names of the repositories; nobody knows them before the first run.
tidy_names_the_repositories() {
  bazel "$WORKSPACE" mod tidy
  matches '"crates__forged-0.1.0"' "$(cat "$WORKSPACE/MODULE.bazel")"
}

cargo_builds_offline() {
  matches '^4711$' "$(cargo_offline "$WORKSPACE" run)"
}

bazel_builds_offline() {
  bazel_offline "$WORKSPACE" test //...
  [ "$(bazel_offline "$WORKSPACE" run //app)" = "$(cargo_offline "$WORKSPACE" run)" ]
}

changed_archive_is_refused_by_all() {
  printf '\n' >> "$TREE"/itoa-*.crate
  rm -rf "$SCRATCH/target" "$SCRATCH/empty"
  fails_with 'failed to verify the checksum of .itoa ' cargo_offline "$WORKSPACE" build
  fails_with 'itoa-[0-9.]+\.crate: the file was changed' bazel "$WORKSPACE" test --test_output=errors //third_party:crates_vendor_test
  matches 'help: bazel run //third_party:crates_vendor$' "$OUTPUT"
  fails_with 'CU0921' bazel "$WORKSPACE" build --repository_cache="$SCRATCH/none" //...
  vendor
  bazel "$WORKSPACE" test //...
}

generated_files_are_as_buildifier_wants_them() {
  local copy=$SCRATCH/generated
  mkdir -p "$copy"
  cp "$TREE"/BUILD.*bazel "$TREE"/*.bzl "$copy"
  "$BAZEL" --sh buildifier --mode=check --lint=warn -r "$copy"
}

check prepare
check first_run_writes_the_tree
check second_run_writes_nothing
check tidy_names_the_repositories
check cargo_builds_offline
check bazel_builds_offline
check changed_archive_is_refused_by_all
check generated_files_are_as_buildifier_wants_them
finish
