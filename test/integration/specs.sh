#!/usr/bin/env bash
# Specs and packages that are no workspace: hubs with and without a lock, beside manifests, from a path, from git, of
# binaries, and for a board without an operating system; what is wrong with a spec is said with its line. The source tree is
# only ever read, but by a repin.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(scratch "$REPOSITORY/test/integration/workspaces/specs" specs)
MODULE=$WORKSPACE/MODULE.bazel

# package FOLDER NAME VERSION REST SOURCE: a package of the repository.
package() {
  mkdir -p "$WORK/$1/src"
  printf '[package]\nname = "%s"\nversion = "%s"\nedition = "2021"\n%s\n' "$2" "$3" "$4" > "$WORK/$1/Cargo.toml"
  printf '%s\n' "$5" > "$WORK/$1/src/lib.rs"
}

git_in_work() {
  git -C "$WORK" -c user.name=t -c user.email=t@example.org "$@"
}

# A bare repository of two tags and three packages: one for a spec; a fork that patches name; and one that links C code
# which its build script would look for in vain.
git_repository() {
  WORK=$SCRATCH/git/work
  package . from-git 0.1.0 '' 'pub const ANSWER: u32 = 42;'
  package fork fnv 1.9.0 '' 'pub const FORK: &str = "patched";'
  package carrier carrier 0.1.0 '[dependencies]
renamed = { package = "fnv", version = "1" }' 'extern "C" {
    #[link_name = "carried"]
    fn answer() -> i32;
}
pub fn carried() -> i32 { unsafe { answer() } }
pub use renamed::FORK;
pub const VERSION: &str = env!("CARGO_PKG_VERSION");'
  echo 'fn main() { panic!("there is no such library"); }' > "$WORK/carrier/build.rs"
  mkdir "$WORK/carrier/words"
  echo hello > "$WORK/carrier/words/hello.txt"
  git -C "$WORK" init --quiet
  git -C "$WORK" add .
  git_in_work commit --quiet --message first
  git -C "$WORK" tag v1
  sed -i 's/0\.1\.0/0.2.0/' "$WORK/carrier/Cargo.toml"
  git_in_work commit --quiet --all --message second
  git -C "$WORK" tag later
  git clone --quiet --bare "$WORK" "$SCRATCH/git/bare"
  sed -i "s#file:///nowhere#file://$SCRATCH/git/bare#" "$MODULE" "$WORKSPACE"/apart/*/Cargo.toml
}

# Where the repository is was not known when the lock was committed.
lock_of_packages_apart_is_completed() {
  fails_with 'CU0006' bazel_reads_only "$WORKSPACE" build --nobuild //apart/three
  bazel "$WORKSPACE" run @apart//:repin
  matches "^source = \"git\+file://$SCRATCH/git/bare\?tag=later#" "$(cat "$WORKSPACE/Cargo.apart.lock")"
}

all_are_built_and_tested() {
  capture bazel_reads_only "$WORKSPACE" test --test_output=errors //...
  matches '^Executed .*4 tests pass' "$OUTPUT"
}

binary_ran() {
  matches 'echo "\$HOME"' "$(cat "$(bazel "$WORKSPACE" info bazel-bin)/hardened.sh")"
  matches 'shellharden' "$(bazel "$WORKSPACE" run @tools//:shellharden__shellharden -- --help)"
}

# The board has what Cargo builds for it. The proc macro is for the machine that builds, which no triple of the hub names.
no_standard_library() {
  local board=--platforms=@crate_universe_cross//:thumbv7em-none-eabi
  bazel "$WORKSPACE" build --nobuild "$board" @bare//:serde
  capture bazel "$WORKSPACE" query --output=build 'kind(rust_library, deps(@bare//:serde, 2))'
  matches 'crate_features = \["derive", "serde_derive"\]' "$OUTPUT"
  matches '^rust_proc_macro rule .*serde_derive' "$(bazel "$WORKSPACE" cquery "$board" --output=label_kind 'deps(@bare//:serde)')"
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
  fails_with 'CU0034: a manifest declares an artifact dependency, which only a nightly cargo supports' \
    bazel_reads_only "$workspace" build @crates//:shellharden__shellharden
  matches 'help: declare it with crate\.spec\(' "$OUTPUT"
  sed -i -e 's/versions = \["1.95.0"\]/versions = ["1.95.0", "nightly\/2026-05-20"]/' \
    -e "s/\"rust_toolchains\")/\"rust_toolchains\", \"$tools\")/" \
    -e "/manifests = /a\    host_tools = \"@$tools//:BUILD.bazel\"," "$workspace/MODULE.bazel"
  matches '^4\.3\.' "$(bazel_reads_only "$workspace" run @crates//:shellharden__shellharden -- --version)"
}

git_repository
check lock_of_packages_apart_is_completed
check all_are_built_and_tested
check binary_ran
check no_standard_library
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
