#!/usr/bin/env bash
# Specs and packages that are no workspace: hubs with and without a lock, beside manifests, from a path, from git, and of
# binaries; what is wrong with a spec is said with its line. The source tree is only ever read.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(scratch "$REPOSITORY/test/integration/workspaces/specs" specs)
MODULE=$WORKSPACE/MODULE.bazel

# A bare repository with one tagged package, for the spec that names it.
git_repository() {
  local work=$SCRATCH/git/work
  mkdir -p "$work/src"
  printf '[package]\nname = "from-git"\nversion = "0.1.0"\nedition = "2021"\n' > "$work/Cargo.toml"
  echo 'pub const ANSWER: u32 = 42;' > "$work/src/lib.rs"
  git -C "$work" init --quiet
  git -C "$work" add .
  git -C "$work" -c user.name=t -c user.email=t@example.org commit --quiet --message first
  git -C "$work" tag v1
  git clone --quiet --bare "$work" "$SCRATCH/git/bare"
  sed -i "s#file:///nowhere#file://$SCRATCH/git/bare#" "$MODULE"
}

all_are_built_and_tested() {
  capture bazel_reads_only "$WORKSPACE" test --test_output=errors //...
  matches '^Executed .*2 tests pass' "$OUTPUT"
}

binary_ran() {
  matches 'echo "\$HOME"' "$(cat "$(bazel "$WORKSPACE" info bazel-bin)/hardened.sh")"
  matches 'shellharden' "$(bazel "$WORKSPACE" run @tools//:shellharden__shellharden -- --help)"
}

hub_of_specs_has_no_member() {
  local labels
  labels=$(bazel "$WORKSPACE" query '@locked//:all + @unlocked//:all + @beside//:all + @apart//:all + @tools//:all')
  matches '^@locked//:itoa-0\.4\.8$' "$labels"
  matches '^@locked//:old_itoa$' "$labels"
  matches '^@unlocked//:from-git$' "$labels"
  matches '^@beside//:ryu$' "$labels"
  matches '^@apart//:itoa$' "$labels"
  lacks 'direct-cargo-bazel-deps' "$labels"
  # Of a package of which only binaries are wanted there is no library.
  lacks '^@tools//:shellharden$' "$labels"
}

# Without a lock an edited spec is followed at once.
edited_spec_is_followed() {
  sed -i 's/version = "=1.0.14"/version = "=1.0.15"/' "$MODULE"
  matches '@unlocked//:itoa-1\.0\.15' "$(bazel "$WORKSPACE" query '@unlocked//:all')"
}

spec_of_a_commit() {
  local commit
  commit=$(git -C "$SCRATCH/git/bare" rev-parse v1)
  sed -i "s/    tag = \"v1\"/    rev = \"$commit\"/" "$MODULE"
  matches '^@unlocked//:from-git$' "$(bazel "$WORKSPACE" query '@unlocked//:all')"
  sed -i "s/    rev = \"$commit\"/    tag = \"v1\"/" "$MODULE"
}

# line TEXT: the number of the line of MODULE.bazel that opens the tag in which the text is.
line() {
  awk -v text="$1" '/^crate\./ { start = NR } index($0, text) { print start; exit }' "$MODULE"
}

unknown_crate_is_named_by_its_line() {
  sed -i 's/version = "=1.0.15"/version = "=99.0.15"/' "$MODULE"
  fails_with "MODULE.bazel:$(line '=99.0.15')" bazel "$WORKSPACE" query '@unlocked//:all'
  matches 'CU0033.*itoa' "$OUTPUT"
  sed -i 's/version = "=99.0.15"/version = "=1.0.15"/' "$MODULE"
}

git_reference_is_named_by_its_line() {
  sed -i 's/tag = "v1"/tag = "v2"/' "$MODULE"
  fails_with "MODULE.bazel:$(line 'tag = "v2"')" bazel "$WORKSPACE" query '@unlocked//:all'
  matches 'CU0033.*from-git' "$OUTPUT"
  sed -i 's/tag = "v2"/tag = "v1"/' "$MODULE"
}

stale_lock_of_specs_names_the_command() {
  sed -i 's/^    version = "4.3",/    version = "=4.3.1",/' "$MODULE"
  # The hub still loads, so that its command can be run; what needs its crates does not.
  fails_with 'CU0006' bazel "$WORKSPACE" build --nobuild @tools//:shellharden
  matches 'bazel run @tools//:repin' "$OUTPUT"
  sed -i 's/^    version = "=4.3.1",/    version = "4.3",/' "$MODULE"
}

two_splicing_configs_are_an_error() {
  printf 'crate.splicing_config(repositories = ["apart"])\n' >> "$MODULE"
  fails_with 'CU0920' bazel "$WORKSPACE" query '@apart//:all'
  sed -i '$d' "$MODULE"
}

# The root has no BUILD file, so there is no label that leads to it.
no_build_file_at_the_root() {
  local workspace
  workspace=$(small rootless)
  rm -f "$workspace/BUILD.bazel"
  sed -i '/^crate.from_cargo/,/^)/d' "$workspace/MODULE.bazel"
  sed -i '/^use_repo(crate/i crate.spec(package = "near", path = "near")\ncrate.from_specs(name = "crates")' "$workspace/MODULE.bazel"
  cp -r "$WORKSPACE/near" "$workspace"
  rm -f "$workspace/near/BUILD.bazel"
  matches '^@crates//:near$' "$(bazel_reads_only "$workspace" query @crates//:near)"
  bazel "$workspace" build @crates//:near
}

# What a stable cargo refuses. The binary of a dependency of one's own comes by a nightly one.
artifact_in_a_manifest() {
  local workspace tools=rust_linux_x86_64__x86_64-unknown-linux-gnu__nightly_tools
  workspace=$(small bindeps)
  echo 'shellharden = { version = "4.3", artifact = "bin" }' >> "$workspace/members/one/Cargo.toml"
  (cd "$workspace" && cargo +nightly -Zbindeps update --quiet --workspace)
  fails_with 'CU0034: a manifest has an artifact dependency, which needs a nightly cargo' \
    bazel_reads_only "$workspace" build @crates//:shellharden__shellharden
  matches 'help: name the package by crate\.spec\(' "$OUTPUT"
  sed -i -e 's/versions = \["1.95.0"\]/versions = ["1.95.0", "nightly\/2026-05-20"]/' \
    -e "s/\"rust_toolchains\")/\"rust_toolchains\", \"$tools\")/" \
    -e "/manifests = /a\    host_tools = \"@$tools//:BUILD.bazel\"," "$workspace/MODULE.bazel"
  matches '^4\.3\.' "$(bazel_reads_only "$workspace" run @crates//:shellharden__shellharden -- --version)"
}

git_repository
check all_are_built_and_tested
check binary_ran
check hub_of_specs_has_no_member
check edited_spec_is_followed
check spec_of_a_commit
check unknown_crate_is_named_by_its_line
check git_reference_is_named_by_its_line
check stale_lock_of_specs_names_the_command
check two_splicing_configs_are_an_error
check no_build_file_at_the_root
check artifact_in_a_manifest
finish
