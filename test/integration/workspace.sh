#!/usr/bin/env bash
# Crates that are declared in WORKSPACE.bzlmod: built, and repinned by `bazel sync` and by the hub's own target, whatever
# state the hub is in.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/leaks.sh"

HYBRID=$(scratch "$REPOSITORY/examples/workspace_sync" hybrid)

from_workspace_bzlmod() {
  matches '^42$' "$(bazel_reads_only "$HYBRID" run //:app)"
  bazel "$HYBRID" test //...
}

wildcards_build_crates_only() {
  local built
  built=$(built_by "$HYBRID" @crates//...)
  matches '^//digits:$' "$built"
  lacks '^//:$' "$built"
}

sync_makes_it_anew() {
  capture bazel_reads_only "$HYBRID" sync --only=crates
  lacks 'Cargo.lock|broken' "$OUTPUT"
  matches '^42$' "$(bazel "$HYBRID" run //:app)"
}

# sync VALUE: as users repin who have declared the hub in a WORKSPACE file. Of the files only the lock may change.
sync() {
  CARGO_BAZEL_REPIN=$1 capture writes_only "$HYBRID" Cargo.lock bazel "$HYBRID" sync --only=crates
}

sync_repins() {
  sync itoa=1.0.10
  equals 1.0.10 "$(locked itoa "$HYBRID")"
  matches '^  Downgrading itoa v1\.0\.[0-9]+ -> v1\.0\.10$' "$OUTPUT"
  matches '^42$' "$(bazel_reads_only "$HYBRID" run //:app)"
  matches 'crates__itoa-1\.0\.10//' "$(bazel "$HYBRID" query 'deps(//:app)')"
  sync itoa@1.0.10=1.0.11,cfg-if=1.0.0
  equals '1.0.11 1.0.0' "$(locked itoa "$HYBRID") $(locked cfg-if "$HYBRID")"
  sync cfg-if
  lacks '^1\.0\.0$' "$(locked cfg-if "$HYBRID")"
  equals 1.0.11 "$(locked itoa "$HYBRID")"
  sync full
  lacks '^1\.0\.11$' "$(locked itoa "$HYBRID")"
}

# Each time, where an extension is evaluated only after a change.
sync_repins_again() {
  sync itoa=1.0.10
  (cd "$HYBRID" && cargo update --quiet --package itoa --precise 1.0.14)
  sync itoa=1.0.10
  equals 1.0.10 "$(locked itoa "$HYBRID")"
}

no_variable_no_repin() {
  REPIN=full CARGO_BAZEL_REPIN=off bazel_reads_only "$HYBRID" sync --only=crates
  bazel_reads_only "$HYBRID" sync --only=crates
  equals 1.0.10 "$(locked itoa "$HYBRID")"
}

# A second hub, of another workspace; what the first one lacks is not added, and so it is broken.
only_one_hub() {
  local other=$HYBRID/other
  cp "$HYBRID/Cargo.toml" "$SCRATCH/app.toml"
  cp "$HYBRID/WORKSPACE.bzlmod" "$SCRATCH/one_hub"
  mkdir -p "$other/src"
  : > "$other/src/lib.rs"
  : > "$other/BUILD.bazel"
  : > "$other/Cargo.lock"
  printf '[package]\nname = "other"\nversion = "0.1.0"\n[workspace]\n[dependencies]\n' > "$other/Cargo.toml"
  printf 'crates_repository(name = "other", cargo_lockfile = "//other:Cargo.lock", manifests = ["//other:Cargo.toml"])\n' >> "$HYBRID/WORKSPACE.bzlmod"
  echo 'fnv = "=1.0.7"' >> "$other/Cargo.toml"
  sed -i 's/^digits = .*/&\nfnv = "=1.0.7"/' "$HYBRID/Cargo.toml"
  export CARGO_BAZEL_REPIN=1 CARGO_BAZEL_REPIN_ONLY=some,other
  bazel "$HYBRID" sync --only=crates --only=other
  unset CARGO_BAZEL_REPIN CARGO_BAZEL_REPIN_ONLY
  equals '' "$(locked fnv "$HYBRID")"
  equals 1.0.7 "$(locked fnv "$other")"
  rm -r "$other"
  cp "$SCRATCH/one_hub" "$HYBRID/WORKSPACE.bzlmod"
}

# The hub is still broken: what needs it fails with the reason, the rest does not.
broken_hub() {
  capture bazel_reads_only "$HYBRID" sync --only=crates
  matches 'targets that need @crates will fail: CU0006: ' "$OUTPUT"
  fails_with 'fnv .*, which is not locked' bazel_reads_only "$HYBRID" build //:app
  matches 'help: bazel run @crates//:repin' "$OUTPUT"
  fails_with 'CU0006: ' bazel "$HYBRID" build @crates//:digits
  # A spoke by its own name, and what only the lock names.
  fails_with 'CU0006: ' bazel "$HYBRID" build "@crates__itoa-$(locked itoa "$HYBRID")//:any"
  fails_with 'CU0006: ' bazel "$HYBRID" build "@crates//:itoa-$(locked itoa "$HYBRID")"
  matches '^@crates//:fnv$' "$(bazel "$HYBRID" query @crates//:all)"
}

# `bazel sync` says nothing of a hub that is broken, so a repin that somebody asked for has to fail there.
failed_repin_fails() {
  fails_with 'CU0041: .*nosuch' sync nosuch
  fails_with 'CU0040: .*itoa@=1' sync itoa@=1
  CARGO_BAZEL_REPIN_ONLY=other sync nosuch
}

# repin VALUES...: by the hub's target, which shall write a lock and nothing else.
repin() {
  writes_only "$HYBRID" Cargo.lock bazel "$HYBRID" run @crates//:repin -- "$@"
}

run_in_any_state() {
  repin
  equals 1.0.7 "$(locked fnv "$HYBRID")"
  bazel_reads_only "$HYBRID" build //:app
  repin itoa=1.0.11
  equals 1.0.11 "$(locked itoa "$HYBRID")"
  fails_with 'CU0041: ' repin nosuch
  rm "$HYBRID/Cargo.lock"
  fails_with 'CU0004: ' bazel_reads_only "$HYBRID" build //:app
  repin
  bazel_reads_only "$HYBRID" build //:app
  echo '[package' >> "$HYBRID/Cargo.toml"
  fails_with 'CU0003: ' bazel_reads_only "$HYBRID" build //:app
  fails_with 'CU0003: ' repin
  # Mended, and not fetched again before the run.
  cp "$SCRATCH/app.toml" "$HYBRID/Cargo.toml"
  repin
  equals '' "$(locked fnv "$HYBRID")"
  matches '^42$' "$(bazel_reads_only "$HYBRID" run //:app)"
}

only_windows_has_its_crate() {
  matches 'crates__itoa' "$(bazel "$HYBRID" cquery 'deps(//:app)')"
  capture bazel "$HYBRID" cquery 'deps(//:app)'
  lacks 'crates__cfg-if' "$OUTPUT"
}

patch_at_fault_names_its_annotation() {
  local given='rustc_env = {"FROM": "an annotation"}' workspace=$HYBRID/WORKSPACE.bzlmod
  cp "$workspace" "$SCRATCH/sound"
  printf -- '--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -1 +1 @@\n-a\n+b\n' > "$HYBRID/git.patch"
  sed -i "s#$given#patches = [\"//:missing.patch\"]#" "$workspace"
  fails_with 'CU0010: the patch cannot be read' bazel "$HYBRID" build --nobuild //:app
  matches 'note: in the annotation of `itoa`' "$OUTPUT"
  sed "s#$given#patches = [\"//nosuch:git.patch\"]#" "$SCRATCH/sound" > "$workspace"
  fails_with 'CU0919: there is no package //nosuch' bazel "$HYBRID" build --nobuild //:app
  sed "s#$given#patches = [\"//:git.patch\"]#" "$SCRATCH/sound" > "$workspace"
  fails_with 'CU0060: the patch of itoa@.* does not apply: //:git.patch' bazel "$HYBRID" build --nobuild //:app
  rm "$HYBRID/git.patch"
  cp "$SCRATCH/sound" "$workspace"
}

check from_workspace_bzlmod
check wildcards_build_crates_only
check names_no_machine "$HYBRID"
check patch_at_fault_names_its_annotation
check sync_makes_it_anew
check only_windows_has_its_crate
check sync_repins
check sync_repins_again
check no_variable_no_repin
check only_one_hub
check broken_hub
check failed_repin_fails
check run_in_any_state
finish
