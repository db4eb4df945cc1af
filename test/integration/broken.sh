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
  rm -rf "$WORKSPACE/.cargo"
  cp "$GOOD/Cargo.toml" "$GOOD/Cargo.lock" "$WORKSPACE"
  cp "$GOOD/members/one/Cargo.toml" "$WORKSPACE/members/one"
  bazel "$WORKSPACE" build --nobuild //...
}

# gives_error PATTERN LABEL...: a build of each label fails with that error, again on the server that has said it already.
gives_error() {
  local pattern=$1 label
  shift
  for label; do
    fails_with "$pattern" bazel "$WORKSPACE" build --nobuild "$label"
    lacks 'no such target' "$OUTPUT"
  done
}

# Whatever of the hub is asked for, and whatever is wrong; a server that starts says it in a query, too. `:repin` runs each
# time: where it does not succeed, the program itself says why.
any_label() {
  local spoke=@crates__itoa-1.0.14//:any
  printf 'use_repo(crate, "crates__itoa-1.0.14")\n' >> "$WORKSPACE/MODULE.bazel"
  cat >> "$WORKSPACE/MODULE.bazel" <<'END'
crate.annotation(
    crate = "itoa",
    additive_build_file_content = "filegroup(name = \"license\", srcs = [\"LICENSE-MIT\"])",
    extra_aliased_targets = {"itoa_license": "license"},
)
END
  bazel "$WORKSPACE" build --nobuild @crates__itoa-1.0.14//:itoa @crates//:itoa_license

  sed -i 's/^itoa = "1"/ryu = "1"\n&/' "$WORKSPACE/members/one/Cargo.toml"
  bazel "$WORKSPACE" shutdown
  capture bazel "$WORKSPACE" query @crates//:all
  matches 'targets that need @crates will fail: CU0006: ' "$OUTPUT"
  gives_error 'CU0006: ' @crates//:itoa @crates//:itoa-1.0.14 @crates//:itoa_license @crates//itoa @crates//:ryu \
    "$spoke" @crates__itoa-1.0.14//below:any
  gives_error 'CU0006: ' "$spoke" @crates//:itoa
  fails_with 'CU0006: ' bazel "$WORKSPACE" build --nobuild @crates//cfg:linux
  fails_with 'CU0006: ' bazel "$WORKSPACE" query @crates//...
  fails_with 'CU0006: ' bazel "$WORKSPACE" query @crates//...
  bazel "$WORKSPACE" run @crates//:repin
  bazel "$WORKSPACE" build --nobuild @crates//:ryu "${spoke%any}itoa"
}

# Names of both sides are known, and only names.
conflict_in_lock() {
  printf '<<<<<<< HEAD\n[[package]]\nname = "cfg-if"\nversion = "1.0.0"\n=======\n>>>>>>> topic\n' >> "$WORKSPACE/Cargo.lock"
  gives_error 'CU0005: Cargo\.lock contains a git conflict marker' @crates//:itoa @crates//:cfg-if-1.0.0 @crates__itoa-1.0.14//:any
  matches 'Cargo\.lock:[0-9]+:1' "$OUTPUT"
  fails_with 'CU0005: ' bazel_reads_only "$WORKSPACE" run @crates//:repin
}

conflict_in_manifest() {
  printf '<<<<<<< HEAD\n=======\nrenamed = { package = "itoa", version = "1" }\n>>>>>>> topic\n' >> "$WORKSPACE/members/one/Cargo.toml"
  gives_error 'CU0003: ' @crates//:itoa @crates//:renamed-1.0.14 @crates__itoa-1.0.14//:any
  fails_with 'CU0003: ' bazel "$WORKSPACE" build --nobuild //members/one
  matches 'members/one/Cargo\.toml:[0-9]+:' "$OUTPUT"
  fails_with 'CU0003: ' bazel_reads_only "$WORKSPACE" run @crates//:repin
}

# Without a lock only MODULE.bazel knows the name of the spoke.
no_lock() {
  rm "$WORKSPACE/Cargo.lock"
  gives_error 'CU0004: ' @crates//:itoa @crates__itoa-1.0.14//:any
  bazel "$WORKSPACE" run @crates//:repin -- itoa=1.0.14
  bazel "$WORKSPACE" build --nobuild @crates__itoa-1.0.14//:itoa
}

conflict_in_configuration() {
  mkdir "$WORKSPACE/.cargo"
  printf '[net]\n<<<<<<< HEAD\n' > "$WORKSPACE/.cargo/config.toml"
  gives_error 'CU0024: ' @crates//:itoa @crates__itoa-1.0.14//:any
  fails_with 'CU0024: ' bazel_reads_only "$WORKSPACE" run @crates//:repin
}

# Imports of spokes are the user's: no warning, and `bazel mod tidy` leaves them.
imported_spoke() {
  bazel "$WORKSPACE" mod tidy
  bazel "$WORKSPACE" shutdown
  capture bazel "$WORKSPACE" build --nobuild @crates//:itoa
  lacks 'use_repo|incorrect imports' "$OUTPUT"
  bazel_reads_only "$WORKSPACE" mod tidy
  matches '"crates__itoa-1\.0\.14"' "$(cat "$WORKSPACE/MODULE.bazel")"
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
  capture bazel "$WORKSPACE" build //...
  matches 'targets that need @dep_crates will fail: CU0005: .* \(in module dep' "$OUTPUT"
  fails_with 'CU[0-9]{4}: ' bazel "$WORKSPACE" build @dep//members/one
  fails_with 'CU0043: .*module dep' bazel_reads_only "$WORKSPACE" run "@@$(canonical "$WORKSPACE" dep dep_crates)//:repin"
}

# A flag that .bazelrc sets counts for `:repin`, too.
flag_of_a_feature_set() {
  local flag=--@crates//cfg:one_features=bare
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/module"
  sed -i 's/^    manifests = /    feature_sets = {"one:bare": []},\n&/' "$WORKSPACE/MODULE.bazel"
  bazel "$WORKSPACE" build --nobuild "$flag" //...
  sed -i 's/^itoa = "1"/ryu = "1"\n&/' "$WORKSPACE/members/one/Cargo.toml"
  fails_with 'CU0006: ' bazel "$WORKSPACE" build --nobuild "$flag" //...
  bazel "$WORKSPACE" run "$flag" @crates//:repin
  bazel "$WORKSPACE" build --nobuild "$flag" //...
  mv "$SCRATCH/module" "$WORKSPACE/MODULE.bazel"
}

restored() {
  restore
  "$@"
}

check any_label
check restored conflict_in_lock
check restored conflict_in_manifest
check restored no_lock
check restored conflict_in_configuration
check restored imported_spoke
check restored flag_of_a_feature_set
check missing_lock
check unparsable_lock
check missing_manifest
check unparsable_manifest
check unparsable_member_manifest
check other_modules_broken_hub
finish
