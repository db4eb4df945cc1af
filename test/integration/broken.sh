#!/usr/bin/env bash
# Bad input met inside Bazel: each is one clear error with a code, and the source tree is only read.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small broken)
GOOD=$REPOSITORY/test/integration/workspaces/small

# build_fails PATTERN...: the build fails, changes nothing, and its output has a code and matches every pattern.
build_fails() {
  local pattern
  fails_with 'CU[0-9]{4}: ' bazel_reads_only "$WORKSPACE" build //...
  lacks 'source tree changed|panicked|RUST_BACKTRACE' "$OUTPUT"
  for pattern; do
    matches "$pattern" "$OUTPUT"
  done
}

restore() {
  cp "$GOOD/Cargo.toml" "$GOOD/Cargo.lock" "$WORKSPACE"
  cp "$GOOD/members/one/Cargo.toml" "$WORKSPACE/members/one"
  bazel "$WORKSPACE" build --nobuild //...
}

unparsable_manifest() {
  printf '[workspace\nresolver = "2"\n' > "$WORKSPACE/Cargo.toml"
  build_fails 'Cargo\.toml' '(line 1|:1:)'
  restore
}

unparsable_member_manifest() {
  echo 'version = = "1"' >> "$WORKSPACE/members/one/Cargo.toml"
  build_fails 'members/one/Cargo\.toml'
  restore
}

missing_manifest() {
  rm "$WORKSPACE/Cargo.toml"
  build_fails 'Cargo\.toml'
  restore
}

unparsable_lock() {
  echo '[[package' >> "$WORKSPACE/Cargo.lock"
  build_fails 'Cargo\.lock' '(line [0-9]+|:[0-9]+:)'
  restore
}

missing_lock() {
  rm "$WORKSPACE/Cargo.lock"
  build_fails 'Cargo\.lock' 'cargo (generate-lockfile|update)'
  restore
}

# A dependency's broken hub is the dependency's affair, until someone asks for what needs it.
other_modules_broken_hub() {
  local dep=$SCRATCH/work/dep
  small dep
  sed -i -e 's/"small"/"dep"/' -e 's/"crates"/"dep_crates"/' "$dep/MODULE.bazel"
  sed -i 's/@crates/@dep_crates/' "$dep/members/one/BUILD.bazel"
  echo '[[package' >> "$dep/Cargo.lock"
  printf 'bazel_dep(name = "dep", version = "0")\nlocal_path_override(module_name = "dep", path = "%s")\n' "$dep" \
    >> "$WORKSPACE/MODULE.bazel"
  bazel "$WORKSPACE" build //...
  fails_with 'CU[0-9]{4}: ' bazel "$WORKSPACE" build @dep//members/one
  fails_with 'CU0043: .*module dep' bazel_reads_only "$WORKSPACE" run @@crate_universe~~crate~dep_crates//:repin
}

check missing_lock
check unparsable_lock
check missing_manifest
check unparsable_manifest
check unparsable_member_manifest
check other_modules_broken_hub
finish
