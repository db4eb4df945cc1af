#!/usr/bin/env bash
# Zero repin: after any change that cargo is content with, the next build follows, with one server and no command
# between. Where Cargo.lock is stale the error says what to run. The source tree is only ever read, but by a repin that
# somebody asked for, and that writes a lock and nothing else.
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
  # A label that may be a binary's is as telling to `bazel run`.
  fails_with 'CU[0-9]{4}: ' bazel "$WORKSPACE" run @crates//:either
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
  capture bazel "$WORKSPACE" query 'kind(alias, @crates//:all)'
  lacks 'fnv' "$OUTPUT"
}

# --- Repins that somebody asked for ---

# repin VALUES...: by the hub's target.
repin() {
  bazel "$WORKSPACE" run @crates//:repin -- "$@"
}

run_on_a_stale_hub() {
  cp "$ONE/Cargo.toml" "$SCRATCH/one.toml"
  echo 'cfg-if = "=1.0.0"' >> "$ONE/Cargo.toml"
  fails_with 'bazel run @crates//:repin' build
  # Labels fail as macros do, and both for the same reason.
  mkdir -p "$WORKSPACE/plain"
  echo 'filegroup(name = "plain", srcs = ["@crates//:cfg-if"])' > "$WORKSPACE/plain/BUILD.bazel"
  fails_with 'CU0006: ' bazel "$WORKSPACE" build --nobuild //plain
  rm -r "$WORKSPACE/plain"
  bazel_reads_only "$WORKSPACE" mod tidy
  writes_only "$WORKSPACE" Cargo.lock repin
  equals 1.0.0 "$(locked cfg-if "$WORKSPACE")"
  build
}

run_again_changes_nothing() {
  bazel_reads_only "$WORKSPACE" run @crates//:repin
}

run_without_a_lock() {
  rm "$WORKSPACE/Cargo.lock"
  fails_with 'CU0004: ' build
  repin
  build
  equals 1.0.0 "$(locked cfg-if "$WORKSPACE")"
}

run_after_a_broken_manifest() {
  cp "$WORKSPACE/Cargo.toml" "$SCRATCH/root.toml"
  echo '[workspace' >> "$WORKSPACE/Cargo.toml"
  fails_with 'CU0003: ' build
  fails_with 'CU0003: ' bazel_reads_only "$WORKSPACE" run @crates//:repin
  # Mended, and not evaluated again before the run.
  cp "$SCRATCH/root.toml" "$WORKSPACE/Cargo.toml"
  repin
  build
}

run_for_one_package() {
  repin itoa=1.0.10 cfg-if
  equals 1.0.10 "$(locked itoa "$WORKSPACE")"
  repin --repin=itoa@1.0.10=1.0.11
  equals 1.0.11 "$(locked itoa "$WORKSPACE")"
  fails_with 'CU0041: ' bazel_reads_only "$WORKSPACE" run @crates//:repin -- nosuch
  build
}

environment() {
  CARGO_BAZEL_REPIN=itoa@1.0.11=1.0.12 capture build_writes
  # One line tells it, and only once.
  equals 1 "$(grep -c '^  Updating itoa v1\.0\.11 -> v1\.0\.12$' <<< "$OUTPUT")"
  matches "DEBUG: .*$WORKSPACE/Cargo.lock: written$" "$OUTPUT"
  equals 1.0.12 "$(locked itoa "$WORKSPACE")"
  REPIN=itoa=1.0.13 build_writes
  equals 1.0.13 "$(locked itoa "$WORKSPACE")"
  REPIN=full CARGO_BAZEL_REPIN=off build
  equals 1.0.13 "$(locked itoa "$WORKSPACE")"
  fails_with 'CU0040: ' bazel_reads_only "$WORKSPACE" build --nobuild --repo_env=CARGO_BAZEL_REPIN=itoa@=1 //...
  fails_with 'CU0930: ' bazel_reads_only "$WORKSPACE" build --nobuild --repo_env=CARGO_BAZEL_TIMEOUT=soon //...
  build
}

build_writes() {
  writes_only "$WORKSPACE" Cargo.lock bazel "$WORKSPACE" build --nobuild //...
}

# A second hub, of another workspace.
only_one_hub() {
  local other=$WORKSPACE/other
  mkdir -p "$other/src"
  : > "$other/src/lib.rs"
  : > "$other/BUILD.bazel"
  printf '[package]\nname = "other"\nversion = "0.1.0"\n[workspace]\n[dependencies]\ncfg-if = "=1.0.0"\n' > "$other/Cargo.toml"
  (cd "$other" && cargo generate-lockfile --quiet)
  sed -i 's/^use_repo(crate, "crates")/crate.from_cargo(name = "other", cargo_lockfile = "\/\/other:Cargo.lock", manifests = ["\/\/other:Cargo.toml"])\nuse_repo(crate, "crates", "other")/' "$WORKSPACE/MODULE.bazel"
  echo 'fnv = "=1.0.7"' | tee -a "$other/Cargo.toml" >> "$ONE/Cargo.toml"
  export CARGO_BAZEL_REPIN=1 CARGO_BAZEL_REPIN_ONLY=some,other
  fails_with 'CU0006: .*' bazel "$WORKSPACE" build --nobuild //members/one
  unset CARGO_BAZEL_REPIN CARGO_BAZEL_REPIN_ONLY
  equals '' "$(locked fnv "$WORKSPACE")"
  equals 1.0.7 "$(locked fnv "$other")"
  # The broken hub does not stand in the other one's way.
  bazel "$WORKSPACE" build --nobuild @other//:fnv
  repin
  build
}

committed_facts() {
  sed -i 's/^    name = "crates",/&\n    lockfile = "\/\/:crates.json",/' "$WORKSPACE/MODULE.bazel"
  echo '{"checksum": "ab", "crates": {}}' > "$WORKSPACE/crates.json"
  capture bazel_reads_only "$WORKSPACE" build --nobuild //...
  matches 'crates.json is a cargo-bazel lockfile and is ignored' "$OUTPUT"
  writes_only "$WORKSPACE" crates.json repin
  matches '^"itoa 1\.0\.13 ' "$(cat "$WORKSPACE/crates.json")"
  # Facts are taken from there, whatever else is known: an edit is told, and the next repin looks them up again.
  sed -i 's/Fast integer primitive/Slow integer primitive/' "$WORKSPACE/crates.json"
  fails_with 'CU0042: .*was edited or damaged' build
  repin
  matches 'Fast integer primitive' "$(cat "$WORKSPACE/crates.json")"
  sed -i '2s/^/<<<<<<< /' "$WORKSPACE/crates.json"
  fails_with 'CU0042: .*conflict' build
  repin
  build
}

# A lock without the packages of the workspace itself: cargo adds those for each evaluation, and nothing else.
stripped_lock() {
  cp "$WORKSPACE/Cargo.lock" "$SCRATCH/whole.lock"
  sed -i 's/^    name = "crates",/&\n    strip_internal_dependencies_from_cargo_lockfile = True,/' "$WORKSPACE/MODULE.bazel"
  repin
  equals '' "$(locked one "$WORKSPACE")"
  equals 1.0.13 "$(locked itoa "$WORKSPACE")"
  build
  sed -i '/^name = "itoa"$/,/^$/d' "$WORKSPACE/Cargo.lock"
  sed -i -z 's/\[\[package\]\]\n\(\[\[package\]\]\)/\1/' "$WORKSPACE/Cargo.lock"
  fails_with 'note: one@0\.1\.0 requires itoa .*, which is not locked' build
  cp "$SCRATCH/whole.lock" "$WORKSPACE/Cargo.lock"
  build
}

slow_program() {
  printf '#!/bin/sh\n[ "$1" = --version ] || sleep 60\n' > "$SCRATCH/slow"
  fails_with 'CU0931: ' bazel_reads_only "$WORKSPACE" build --nobuild --repo_env=CARGO_BAZEL_TIMEOUT=1 \
    --repo_env=CARGO_BAZEL_GENERATOR_URL="file://$SCRATCH/slow" //...
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
check run_on_a_stale_hub
check run_again_changes_nothing
check run_without_a_lock
check run_after_a_broken_manifest
check run_for_one_package
check environment
check only_one_hub
check committed_facts
check stripped_lock
check slow_program
finish
