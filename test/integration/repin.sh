#!/usr/bin/env bash
# Zero repin: after any change that cargo is content with, the next build follows, with one server and no command
# between. Where Cargo.lock is stale the error says what to run. The source tree is only ever read.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small repin)
ONE=$WORKSPACE/members/one

in_workspace() {
  (cd "$WORKSPACE" && "$@")
}

build() {
  bazel_reads_only "$WORKSPACE" build //...
}

# The packages that a target is built from.
deps_of() {
  bazel "$WORKSPACE" query "deps($1)" 2>&1
}

first_build() {
  build
  matches 'crates__itoa-1\.0\.14//' "$(deps_of //members/one)"
}

cargo_add() {
  in_workspace cargo add --quiet --package one ryu@1.0.20
  echo 'pub fn shortest(x: f64) -> String { ryu::Buffer::new().format(x).to_owned() }' >> "$ONE/src/lib.rs"
  build
}

cargo_update() {
  in_workspace cargo update --quiet --package itoa --precise 1.0.15
  build
  matches 'crates__itoa-1\.0\.15//' "$(deps_of //members/one)"
}

# An edit of a member's manifest, which no label in MODULE.bazel names.
edited_member_manifest() {
  sed -Ei 's/^ryu = .*/ryu = { version = "1.0.20", features = ["small"] }/' "$ONE/Cargo.toml"
  build
  matches '"small"' "$(bazel "$WORKSPACE" query --output=build 'kind(rust_library, deps(@crates//:ryu))')"
}

renamed_dependency() {
  sed -Ei 's/^ryu = .*/float = { package = "ryu", version = "1.0.20" }/' "$ONE/Cargo.toml"
  sed -i 's/ryu::/float::/' "$ONE/src/lib.rs"
  build
}

# A folder that did not exist when the workspace was first read.
new_member_under_the_glob() {
  mkdir -p "$WORKSPACE/members/two/src"
  sed 's/"one"/"two"/' "$ONE/BUILD.bazel" > "$WORKSPACE/members/two/BUILD.bazel"
  sed -e 's/"one"/"two"/' -e '/^\[dependencies\]/,$d' "$ONE/Cargo.toml" > "$WORKSPACE/members/two/Cargo.toml"
  printf '[dependencies]\nfnv = "=1.0.7"\n' >> "$WORKSPACE/members/two/Cargo.toml"
  echo 'pub type Map<V> = fnv::FnvHashMap<u64, V>;' > "$WORKSPACE/members/two/src/lib.rs"
  in_workspace cargo update --quiet --workspace
  build
  matches 'crates__fnv-1\.0\.7//' "$(deps_of //members/two)"
}

# By hand, so that Cargo.lock knows nothing of it.
stale_lock() {
  cp "$ONE/Cargo.toml" "$SCRATCH/one.toml"
  echo 'either = "1"' >> "$ONE/Cargo.toml"
  fails_with 'CU[0-9]{4}: ' build
  matches 'either' "$OUTPUT"
  matches 'cargo (update|generate-lockfile)' "$OUTPUT"
  lacks 'source tree changed' "$OUTPUT"
}

# A feature that activates a package that is not locked: no declaration by itself lacks its package.
stale_by_a_feature() {
  cp "$ONE/Cargo.toml" "$SCRATCH/one_without_feature.toml"
  sed -i 's/^itoa = .*/itoa = { version = "1", features = ["no-panic"] }/' "$ONE/Cargo.toml"
  fails_with 'CU[0-9]{4}: ' build
  matches 'itoa|no-panic' "$OUTPUT"
  matches 'cargo update' "$OUTPUT"
  cp "$SCRATCH/one_without_feature.toml" "$ONE/Cargo.toml"
  build
}

the_command_cures_it() {
  in_workspace cargo update --quiet --workspace
  build
  matches 'crates__either-1\.' "$(deps_of //members/one)"
}

undone_edit() {
  cp "$SCRATCH/one.toml" "$ONE/Cargo.toml"
  in_workspace cargo update --quiet --workspace
  build
  lacks 'crates__either-' "$(deps_of //members/one)"
}

removed_member() {
  rm -r "$WORKSPACE/members/two"
  in_workspace cargo update --quiet --workspace
  build
  lacks 'fnv' "$(bazel "$WORKSPACE" query 'kind(alias, @crates//:all)')"
}

check first_build
check cargo_add
check cargo_update
check edited_member_manifest
check renamed_dependency
check new_member_under_the_glob
check stale_by_a_feature
check stale_lock
check the_command_cures_it
check undone_edit
check removed_member
finish
