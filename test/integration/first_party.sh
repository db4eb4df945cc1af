#!/usr/bin/env bash
# The members of a Cargo workspace, built by cargo_package() of real Bazel: the same tests as cargo's, new files without any command, what
# users change, what is refused, vendored hubs, clippy, and `init`.
# shellcheck disable=SC2016 # backticks are in the messages
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/leaks.sh"
RUST=1.95.0
WORKSPACE=$(scratch "$REPOSITORY/examples/first_party" first_party)
LABELS=$SCRATCH/labels

cargo_here() { (cd "$WORKSPACE" && CARGO_TERM_COLOR=never cargo "+$RUST" "$@" --target-dir "$SCRATCH/target"); }

# counts [TARGET]: target, passed, failed and ignored functions of what `cargo test` prints, or of the log of one Bazel test.
counts() { awk -v target="${1-}" -v broken=0 -f "$REPOSITORY/test/projects/counts.awk" | tr '\t' ' '; }

# cargo_name LABEL: the target of a Bazel test in cargo's counts.
cargo_name() {
  case ${1##*:} in
    *__unit_test) sed 's/__unit_test$//; s/^/unit:/' <<< "${1##*:}" ;;
    *__doc_test) sed 's/__doc_test$//; s/^/doc:/' <<< "${1##*:}" ;;
    *) sed 's/__test$//; s/^/test:/' <<< "${1##*:}" ;;
  esac
}

# as_many_tests CARGO_ARGUMENTS BAZEL_FLAGS
as_many_tests() {
  local label logs
  # shellcheck disable=SC2086 # several arguments, or none
  cargo_here test --locked --no-fail-fast --workspace $1 > "$SCRATCH/cargo" 2>&1
  counts < "$SCRATCH/cargo" | LC_ALL=C sort > "$SCRATCH/cargo.counts"
  # shellcheck disable=SC2086
  capture bazel "$WORKSPACE" test //... $2
  logs=$(bazel "$WORKSPACE" info bazel-testlogs)
  # What is not for the flag at hand is skipped.
  grep -v ' SKIPPED$' <<< "$OUTPUT" | grep -o '^//[^ ]*' > "$LABELS"
  while read -r label; do
    counts "$(cargo_name "$label")" < "$logs/$(tr : / <<< "${label#//}")/test.log"
  done < "$LABELS" | LC_ALL=C sort > "$SCRATCH/bazel.counts"
  equals "$(cat "$SCRATCH/cargo.counts")" "$(cat "$SCRATCH/bazel.counts")"
}

each_target_has_as_many_tests_as_with_cargo() {
  as_many_tests "" ""
  # The control: the numbers are really there.
  matches '^test:areas 3 0 0$' "$(cat "$SCRATCH/bazel.counts")"
  matches '^unit:draw__bin 1 0 0$' "$(cat "$SCRATCH/bazel.counts")"
}

binaries_examples_and_benches_run() {
  matches '^draw: 9 square metres$' "$(bazel "$WORKSPACE" run //draw:draw__bin -- 3)"
  matches '^49$' "$(bazel "$WORKSPACE" run //shapes:square)"
  matches '^[0-9]+ after ' "$(bazel "$WORKSPACE" run //shapes:areas__bench)"
}

# Of a member with several feature sets, a flag chooses one.
a_flag_chooses_the_features_of_a_member() {
  fails_with 'incompatible' bazel "$WORKSPACE" build //draw:paint
  as_many_tests "--features draw/colour" --@crates//cfg:draw_features=colourful
  matches '^unit:paint 0 0 0$' "$(cat "$SCRATCH/bazel.counts")"
  fails_with 'CU0932: the flag .*draw_features has the unknown value `colorful`' \
    bazel "$WORKSPACE" build //draw --@crates//cfg:draw_features=colorful
  matches 'known values: default, colourful' "$OUTPUT"
}

# Both sets in one build, as docs/feature_sets.md has it.
a_transition_chooses_the_features_of_a_member() {
  mkdir "$WORKSPACE/both"
  sed -n '/^def _with_tls_impl/,/^```$/p' "$REPOSITORY/docs/feature_sets.md" | grep -v '^```' \
    | sed 's/app_features": "tls"/draw_features": "colourful"/; s/app_features/draw_features/' > "$WORKSPACE/both/with_tls.bzl"
  printf 'load(":with_tls.bzl", "with_tls")\n\nwith_tls(\n    name = "both",\n    target = "//draw:paint",\n)\n' > "$WORKSPACE/both/BUILD.bazel"
  bazel "$WORKSPACE" build //both //draw
  rm -r "$WORKSPACE/both"
}

# Neither a name in a BUILD file nor a repin: Bazel watches where Cargo looks for targets.
a_new_file_is_a_new_target() {
  mkdir -p "$WORKSPACE/xtask/src/bin" "$WORKSPACE/xtask/tests" "$WORKSPACE/xtask/examples/large" "$WORKSPACE/xtask/src/bin/folder"
  echo 'fn main() { println!("new binary"); }' > "$WORKSPACE/xtask/src/bin/extra.rs"
  echo 'mod inner; fn main() { println!("new {}", inner::NAME); }' > "$WORKSPACE/xtask/src/bin/folder/main.rs"
  echo 'pub const NAME: &str = "folder";' > "$WORKSPACE/xtask/src/bin/folder/inner.rs"
  echo '#[test] fn new() { assert!(std::path::Path::new(env!("CARGO_BIN_EXE_extra")).exists()); }' > "$WORKSPACE/xtask/tests/check.rs"
  echo 'fn main() { println!("new example"); }' > "$WORKSPACE/xtask/examples/large/main.rs"
  matches '^new binary$' "$(bazel "$WORKSPACE" run //xtask:extra)"
  matches '^new folder$' "$(bazel "$WORKSPACE" run //xtask:folder)"
  matches '^new example$' "$(bazel "$WORKSPACE" run //xtask:large)"
  bazel "$WORKSPACE" test //xtask:check
  # A target of a kind that the package did not have: its folder was not there before.
  mkdir "$WORKSPACE/xtask/benches"
  # A bench starts in its package, too.
  echo 'fn main() { println!("new bench: {}", std::fs::read_to_string("Cargo.toml").unwrap().lines().nth(1).unwrap()); }' \
    > "$WORKSPACE/xtask/benches/speed.rs"
  printf '\n[[bench]]\nname = "speed"\nharness = false\n' >> "$WORKSPACE/xtask/Cargo.toml"
  matches '^new bench: name = "xtask"$' "$(bazel "$WORKSPACE" run //xtask:speed)"
}

a_new_feature_is_on() {
  printf '\n[features]\ndefault = ["loud"]\nloud = []\n' >> "$WORKSPACE/xtask/Cargo.toml"
  echo 'fn main() { println!("loud: {}", cfg!(feature = "loud")); }' > "$WORKSPACE/xtask/src/bin/extra.rs"
  matches '^loud: true$' "$(bazel "$WORKSPACE" run //xtask:extra)"
  sed -i 's/default = \["loud"\]/default = []/' "$WORKSPACE/xtask/Cargo.toml"
  matches '^loud: false$' "$(bazel "$WORKSPACE" run //xtask:extra)"
}

# As after `cargo add`: cargo has put the edge into Cargo.lock.
a_new_dependency_is_linked() {
  printf '\n[dependencies]\nitoa = "1"\nshapes.workspace = true\n' >> "$WORKSPACE/xtask/Cargo.toml"
  (cd "$WORKSPACE" && cargo "+$RUST" update --workspace)
  echo 'fn main() { println!("{}", itoa::Buffer::new().format(shapes::area_of_square(11))); }' > "$WORKSPACE/xtask/src/bin/extra.rs"
  matches '^121$' "$(bazel "$WORKSPACE" run //xtask:extra)"
}

a_removed_file_is_no_target() {
  rm -r "$WORKSPACE/xtask/src/bin" "$WORKSPACE/xtask/examples"
  cp "$REPOSITORY/examples/first_party/xtask/Cargo.toml" "$WORKSPACE/xtask/Cargo.toml"
  cp "$REPOSITORY/examples/first_party/Cargo.lock" "$WORKSPACE/Cargo.lock"
  rm -r "$WORKSPACE/xtask/benches" "$WORKSPACE/xtask/tests"
  bazel "$WORKSPACE" build //...
  fails_with "no such target '//xtask:extra'" bazel "$WORKSPACE" build //xtask:extra
  fails_with "no such target '//xtask:large'" bazel "$WORKSPACE" build //xtask:large
  fails_with "no such target '//xtask:check'" bazel "$WORKSPACE" build //xtask:check
}

# An edited test does not compile the library again.
tests_are_no_inputs_of_the_library() {
  capture bazel "$WORKSPACE" query 'labels(srcs, labels(srcs, //shapes:shapes) + labels(compile_data, //shapes:shapes))'
  matches '^//shapes:src/lib\.rs$' "$OUTPUT"
  lacks '^//shapes:tests/' "$OUTPUT"
  capture bazel "$WORKSPACE" query 'labels(srcs, labels(data, //shapes:areas))'
  matches '^//shapes:tests/data/areas\.json$' "$OUTPUT"
}

# A package below that no workspace lists, such as one for cargo-fuzz, has a target folder of its own.
outputs_of_cargo_are_no_inputs() {
  mkdir -p "$WORKSPACE/shapes/fuzz/target/debug" "$WORKSPACE/shapes/src/target"
  touch "$WORKSPACE/shapes/fuzz/"{Cargo.toml,seed} "$WORKSPACE/shapes/fuzz/target/debug/"{out,out.rs} "$WORKSPACE/shapes/src/target/linux.rs"
  capture bazel "$WORKSPACE" query 'labels(srcs, //shapes:cargo_sources + //shapes:cargo_data)'
  matches '^//shapes:fuzz/seed$' "$OUTPUT"
  matches '^//shapes:src/target/linux\.rs$' "$OUTPUT"
  lacks 'fuzz/target' "$OUTPUT"
  rm -r "$WORKSPACE/shapes/fuzz" "$WORKSPACE/shapes/src/target"
}

# build_file MEMBER: the BUILD file of a member is what the standard input says.
build_file() { cat > "$WORKSPACE/$1/BUILD.bazel"; }

restore_build_file() { cp "$REPOSITORY/examples/first_party/$1/BUILD.bazel" "$WORKSPACE/$1/BUILD.bazel"; }

# refuses MEMBER CODE PATTERN: the BUILD file on the standard input fails with that code alone, and its text matches.
refuses() {
  local status=0
  build_file "$1"
  fails_with "$2: " bazel "$WORKSPACE" build --nobuild "//$1:all" || status=1
  matches "$3" "$OUTPUT" || status=1
  # Bazel prints a fail() once, and once more in what it could not load.
  equals "$2" "$(grep -o 'CU[0-9]\{4\}: ' <<< "$OUTPUT" | tr -d ': ' | sort -u)" || status=1
  restore_build_file "$1"
  return "$status"
}

LOAD='load("@crates//:defs.bzl", "cargo_package")'

a_package_that_is_no_member_is_refused() {
  mkdir -p "$WORKSPACE/apart"
  printf '[package]\nname = "apart"\n[workspace]\n' > "$WORKSPACE/apart/Cargo.toml"
  printf '%s\n\ncargo_package()\n' "$LOAD" > "$WORKSPACE/apart/BUILD.bazel"
  fails_with 'CU0915: package `//apart` is not a member' bazel "$WORKSPACE" build --nobuild //apart:all
  matches 'members: `//draw`, `//macros`' "$OUTPUT"
  rm "$WORKSPACE/apart/Cargo.toml"
  fails_with 'CU0933: `//apart` has no Cargo\.toml' bazel "$WORKSPACE" build --nobuild //apart:all
  rm -r "$WORKSPACE/apart"
}

two_hubs_of_one_member_are_refused() {
  local status=0
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/kept.bazel"
  cat >> "$WORKSPACE/MODULE.bazel" << 'MODULE'
crate.from_cargo(
    name = "again",
    cargo_lockfile = "//:Cargo.lock",
    manifests = ["//:Cargo.toml"],
)
use_repo(crate, "again")
MODULE
  refuses xtask CU0934 '`//xtask:xtask` is there already' << BUILD || status=1
load("@again//:defs.bzl", again = "cargo_package")
$LOAD

cargo_package()

again()
BUILD
  cp "$SCRATCH/kept.bazel" "$WORKSPACE/MODULE.bazel"
  return "$status"
}

a_rule_of_the_same_name_is_refused() {
  refuses xtask CU0934 'help: remove one of the calls, list the name in `exclude`' << BUILD
$LOAD

filegroup(name = "xtask")

cargo_package()
BUILD
}

names_of_no_target_are_refused() {
  refuses draw CU0935 'did you mean `measure`\?' <<< "$LOAD
cargo_package(binaries = {\"mesure\": {}})"
  refuses draw CU0935 'binaries of cargo_package\(\) names `draw`' <<< "$LOAD
cargo_package(binaries = {\"draw\": {}})"
  refuses draw CU0935 'did you mean `draw__bin`\?' <<< "$LOAD
cargo_package(exclude = [\"draw_bin\"])"
  refuses draw CU0935 '`exclude` names `somewhere_else`' <<< "$LOAD
cargo_package(exclude = [\"somewhere_else\"])"
  refuses shapes CU0935 'it requires features that are off: table' <<< "$LOAD
cargo_package(tests = {\"tabulate\": {}})"
}

arguments_of_wrong_types_are_refused() {
  refuses draw CU0937 'help: write it as in `exclude = \["draw__bin"\]`' <<< "$LOAD
cargo_package(exclude = \"draw__bin\")"
  refuses draw CU0937 '`tests` of cargo_tests\(\) in `//draw` must be a dict' <<< 'load("@crates//:defs.bzl", "cargo_tests")
cargo_tests(tests = ["it"])'
  refuses draw CU0937 'cargo_library\(\) in `//draw` cannot set `name`' <<< 'load("@crates//:defs.bzl", "cargo_library")
cargo_library(name = "draw")'
}

# A hub for people who write their rules themselves: a new target file changes nothing.
a_hub_without_the_macros_refuses_them() {
  local status=0
  cp "$WORKSPACE/MODULE.bazel" "$SCRATCH/kept.bazel"
  sed -i 's/^crate.from_cargo(/&cargo_package_macros = False,/' "$WORKSPACE/MODULE.bazel"
  refuses xtask CU0936 'help: remove `cargo_package_macros = False`' <<< "$LOAD
cargo_package()" || status=1
  cp "$SCRATCH/kept.bazel" "$WORKSPACE/MODULE.bazel"
  return "$status"
}

# rule LABEL: the rule as Bazel sees it.
rule() { bazel "$WORKSPACE" query --output=build "$1" 2> "$SCRATCH/log/query"; }

attributes_of_the_user_are_joined() {
  build_file shapes << BUILD
$LOAD

cargo_package(
    benches = {"areas__bench": {"tags": ["slow"]}},
    build_script = {"build_script_env": {"OF_USER": "1"}},
    doc_test = {"tags": ["of_user"]},
    examples = {"square": {"rustc_env": {"OF_USER": "1"}}},
    exclude = ["plain", "plugin"],
    library = {"tags": ["of_user"], "rustc_flags": ["--cfg=of_user"], "crate_features": ["table"]},
    tests = {"areas": {
        "data": ["//:Cargo.toml"],
        "env": {"OF_USER": "1"},
        "flaky": True,
        "size": "small",
        "tags": ["of_user"],
    }},
    unit_tests = {"shapes__unit_test": {"size": "small"}},
    visibility = ["//draw:__pkg__"],
)
BUILD
  echo 'exports_files(["Cargo.toml"])' >> "$WORKSPACE/BUILD.bazel"
  capture rule //shapes:shapes
  matches 'visibility = \["//draw:__pkg__"\]' "$OUTPUT"
  matches 'tags = \["of_user"\]' "$OUTPUT"
  matches 'crate_features = \[.*"round".*"table"\]' "$OUTPUT"
  matches '"--cfg=of_user"' "$OUTPUT"
  matches '--warn=|--deny=' "$OUTPUT"
  capture rule //shapes:areas
  matches 'flaky = True' "$OUTPUT"
  matches 'size = "small"' "$OUTPUT"
  matches 'data = \[.*:cargo_data.*"//:Cargo\.toml"\]' "$OUTPUT"
  matches 'env = \{.*"CARGO_PKG_NAME": "shapes".*"OF_USER": "1"' "$OUTPUT"
  matches 'size = "small"' "$(rule //shapes:shapes__unit_test)"
  matches 'tags = \["slow"\]' "$(rule //shapes:areas__bench)"
  matches 'tags = \["of_user"\]' "$(rule //shapes:shapes__doc_test)"
  matches '"OF_USER": "1"' "$(rule //shapes:square)"
  matches '"OF_USER": "1"' "$(rule 'kind(".*build_script.*", deps(//shapes:build_script_build, 1))')"
  fails_with "no such target '//shapes:plain'" bazel "$WORKSPACE" query //shapes:plain
  fails_with "no such target '//shapes:plugin'" bazel "$WORKSPACE" query //shapes:plugin
  fails_with 'is not visible from' bazel "$WORKSPACE" build --nobuild //macros/...
  capture bazel "$WORKSPACE" test --test_output=errors //shapes:areas //shapes:shapes__unit_test
  restore_build_file shapes
  cp "$REPOSITORY/examples/first_party/BUILD.bazel" "$WORKSPACE/BUILD.bazel"
}

# targets_of MEMBER: what is compiled there, except the build script.
targets_of() {
  bazel "$WORKSPACE" query "kind('rust_(library|binary|test|doc_test|proc_macro|shared_library)', //$1:all)" 2> "$SCRATCH/log/query" |
    grep -v build_script | LC_ALL=C sort | tr '\n' ' '
}

parts_make_their_targets_alone() {
  build_file shapes <<< 'load("@crates//:defs.bzl", "cargo_library", "cargo_tests")

cargo_library(tags = ["of_user"], visibility = ["//visibility:public"])

cargo_tests(tests = {"areas": {"size": "small"}}, exclude = ["shapes__doc_test"])'
  equals '//shapes:areas //shapes:plain //shapes:shapes //shapes:shapes__unit_test ' "$(targets_of shapes)"
  matches 'tags = \["of_user"\]' "$(rule //shapes:shapes)"
  bazel "$WORKSPACE" test --test_output=errors //shapes/...
  build_file shapes <<< 'load("@crates//:defs.bzl", "cargo_benches", "cargo_examples", "cargo_library")

cargo_library()

cargo_examples(exclude = ["plugin"])

cargo_benches()'
  equals '//shapes:areas__bench //shapes:shapes //shapes:square ' "$(targets_of shapes)"
  bazel "$WORKSPACE" build //shapes/...
  restore_build_file shapes
  build_file draw <<< 'load("@crates//:defs.bzl", "cargo_binaries", "cargo_library")

cargo_library()

cargo_binaries(binaries = {"measure": {"tags": ["of_user"]}}, exclude = ["draw__bin", "paint"])'
  equals '//draw:draw //draw:measure ' "$(targets_of draw)"
  bazel "$WORKSPACE" build //draw/...
  restore_build_file draw
}

# A binary whose library is not in the same BUILD file.
parts_need_what_they_link() {
  local status=0
  build_file draw <<< 'load("@crates//:defs.bzl", "cargo_binaries")

cargo_binaries()'
  fails_with "rule '//draw:draw' does not exist" bazel "$WORKSPACE" build --nobuild //draw:measure || status=1
  restore_build_file draw
  return "$status"
}

# A hub that is written into the repository has its table of targets there, so that a new file needs its run.
a_vendored_hub_makes_the_targets() {
  local vendored=$SCRATCH/work/vendored
  scratch "$REPOSITORY/examples/vendored_remote" vendored
  bazel "$vendored" run //third_party:crates_vendor
  printf 'load("@crates//:defs.bzl", "cargo_package")\n\ncargo_package()\n' > "$vendored/app/BUILD.bazel"
  bazel "$vendored" build //app:all
  bazel "$vendored" run //third_party:crates_vendor -- --check
  mkdir -p "$vendored/app/src/bin"
  echo 'fn main() { println!("new binary"); }' > "$vendored/app/src/bin/extra.rs"
  fails_with 'bazel run //third_party:crates_vendor$' bazel "$vendored" run //third_party:crates_vendor -- --check
  bazel "$vendored" run //third_party:crates_vendor
  matches '^new binary$' "$(bazel "$vendored" run //app:extra)"
}

# What the quick start says, with a package that cargo has just made.
init_makes_a_new_package_build() {
  local hello=$SCRATCH/work/hello
  cargo "+$RUST" new --quiet --vcs none "$hello"
  bazel "$WORKSPACE" run @crate_universe//:init -- --path="$UNDER_TEST" --yes "$hello"
  sed -i '1i common --lockfile_mode=off\nbuild --symlink_prefix=/' "$hello/.bazelrc"
  matches '^//:hello__unit_test .*PASSED' "$(bazel "$hello" test //... 2>&1)"
  matches '^Hello, world!$' "$(bazel "$hello" run //:hello)"
}

# The configs that `init` wrote. The level of a lint is the one in the manifest.
clippy_and_rustfmt_check_members() {
  local hello=$SCRATCH/work/hello
  bazel "$hello" build --config=clippy --config=rustfmt //...
  printf '\n[lints.clippy]\nneedless_return = "deny"\n' >> "$hello/Cargo.toml"
  printf 'fn answer() -> u8 {\n    return 42;\n}\n\nfn main() {\n    println!("{}", answer());\n}\n' > "$hello/src/main.rs"
  bazel "$hello" build //...
  fails_with 'needless_return|needless-return' bazel "$hello" build --config=clippy //...
  sed -i 's/"deny"/"allow"/' "$hello/Cargo.toml"
  bazel "$hello" build --config=clippy //...
  sed -i 's/"allow"/"deny"/' "$hello/Cargo.toml"
  sed -i 's/return 42;/42/' "$hello/src/main.rs"
  bazel "$hello" build --config=clippy --config=rustfmt //...
  sed -i 's/^    42/  42/' "$hello/src/main.rs"
  fails_with 'Diff in ' bazel "$hello" build --config=rustfmt //...
}

check each_target_has_as_many_tests_as_with_cargo
check a_flag_chooses_the_features_of_a_member
check a_transition_chooses_the_features_of_a_member
check binaries_examples_and_benches_run
check names_no_machine "$WORKSPACE"
check a_new_file_is_a_new_target
check a_new_feature_is_on
check a_new_dependency_is_linked
check a_removed_file_is_no_target
check tests_are_no_inputs_of_the_library
check outputs_of_cargo_are_no_inputs
check a_package_that_is_no_member_is_refused
check two_hubs_of_one_member_are_refused
check a_rule_of_the_same_name_is_refused
check names_of_no_target_are_refused
check arguments_of_wrong_types_are_refused
check a_hub_without_the_macros_refuses_them
check attributes_of_the_user_are_joined
check parts_make_their_targets_alone
check parts_need_what_they_link
check a_vendored_hub_makes_the_targets
check init_makes_a_new_package_build
check clippy_and_rustfmt_check_members
finish
