#!/usr/bin/env bash
# What Bazel would compile against what cargo would: examples, workspaces of test/oracle and ripgrep in the default mode, in the long form
# bat too and all modes. Each action's features, edges and configuration are compared with cargo's unit graph
# (crate_universe/tests/parity.rs), those of members with features of their own, and those with each feature set of a member, with the graph
# of each; nothing is built but programs that print their own features.
#
#   parity.sh [PROJECT...]    only these projects
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

TRIPLES="aarch64-apple-darwin aarch64-unknown-linux-gnu x86_64-pc-windows-msvc x86_64-unknown-linux-gnu"
HOST=x86_64-unknown-linux-gnu
MODES=target-exact
PROJECTS="example members first_party hand_written ripgrep-15.2.0"
# Of test/oracle/workspaces: those whose members have the most to go wrong.
HAND_WRITTEN="build_dep_split build_scripts host_and_target proc_macro_examples proc_macro_members proc_macro_split realistic_members \
  realistic_root root_package self_dev_dependency slash_features test_targets"
if [ "${CRATE_UNIVERSE_FULL-}" = 1 ]; then
  MODES="target-exact union variants"
  PROJECTS="$PROJECTS bat-0.26.1"
  # In two_sources, two packages have one name and version. In features_by_build_host, the features of the target side depend on the host:
  # a hub unites its hosts.
  HAND_WRITTEN=$(ls -I two_sources -I features_by_build_host "$REPOSITORY/test/oracle/workspaces")
fi
PROJECTS=${*:-$PROJECTS}
# Projects and hand-written workspaces in which the flag of a member chooses among feature sets: its default one, `bare`, without any
# feature, and `all`, with these.
FEATURE_SETS="bat-0.26.1 bat build-assets,minimal-application
inactive_optional_dependency app more
optional_dependencies app hides,implicit,same-name,unused
proc_macro_examples app asked,off,on
realistic_members cli engine,extra
ripgrep-15.2.0 ripgrep pcre2
self_dev_dependency mycrate test-utils
slash_features app both,names-hidden,on-windows,strong,through-hidden,windows-only
test_targets present-feature extra"
mkdir -p "$SCRATCH/printed"
touch "$SCRATCH/list" "$SCRATCH/list_of_members"

# feature_sets_of NAME: the attribute of its hub.
feature_sets_of() {
  local name member all
  while read -r name member all; do
    [ "$name" != "$1" ] || printf '    feature_sets = {"%s:all": ["%s"], "%s:bare": []},\n' "$member" "${all//,/\", \"}" "$member"
  done <<< "$FEATURE_SETS"
}

# features_of NAME SET: the member and its features in a set, for the comparison with cargo; `-` for the default set.
features_of() {
  local name member all
  while read -r name member all; do
    [ "$name" = "$1" ] || continue
    case $2 in
      all) echo "$member=$all" ;;
      bare) echo "$member=" ;;
      default) echo - ;;
    esac
    return
  done <<< "$FEATURE_SETS"
  echo -
}

# flags_of PROJECT SET: those that choose the set in all hubs of the project.
flags_of() {
  local name member all
  [ "$2" != default ] || return 0
  while read -r name member all; do
    case $1 in
      hand_written) [[ " $HAND_WRITTEN " != *" $name "* ]] || printf -- '--@%s//cfg:%s_features=%s\n' "$name" "$member" "$2" ;;
      "$name") printf -- '--@crates//cfg:%s_features=%s\n' "$member" "$2" ;;
    esac
  done <<< "$FEATURE_SETS"
}

# with_tag WORKSPACE MODE: puts the mode and the triples into its crate.from_cargo.
with_tag() {
  local triples="\"${TRIPLES// /\", \"}\""
  sed -i -e '/^    host_features = /d' -e '/^    supported_platform_triples = /d' \
    -e "s/^crate.from_cargo(\$/&\n    host_features = \"$2\",\n    supported_platform_triples = [$triples],/" \
    "$1/MODULE.bazel"
}

# The sources of a published project, which cargo alone downloads, with our module and BUILD files laid over them.
published() {
  local unpacked project=$SCRATCH/work/$1
  (cd "$SCRATCH" && cargo info --registry crates-io "${1%-*}@${1##*-}")
  for unpacked in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$1"; do
    [ ! -f "$unpacked/Cargo.lock" ] || break
  done
  mkdir -p "$project"
  (cd "$unpacked" && tar -c .) | tar -x -C "$project"
  find "$project" \( -name BUILD -o -name BUILD.bazel \) -delete
  cp -R "$REPOSITORY/test/integration/workspaces/parity/published/." "$project"
  sed -Ei "s#path = \"(\.\./)*\.\.(/[^\".][^\"]*)?\"#path = \"$REPOSITORY\2\"#" "$project/MODULE.bazel"
  feature_sets_of "$1" > "$SCRATCH/sets"
  sed -i "/^crate.from_cargo(\$/r $SCRATCH/sets" "$project/MODULE.bazel"
}

# hub_of NAME: the hub of a Cargo workspace in a folder, and what BUILD files call its macros with.
hub_of() {
  local manifest
  cat >> MODULE.bazel <<MODULE
crate.from_cargo(
    name = "$1",
    cargo_lockfile = "//$1:Cargo.lock",
$(feature_sets_of "$1")
    manifests = ["//$1:Cargo.toml"],
)
use_repo(crate, "$1")
MODULE
  touch "$1/BUILD.bazel"
  (cd "$1" && cargo metadata --no-deps --locked --format-version 1) \
    | grep -o '"manifest_path":"[^"]*"' | cut -d '"' -f 4 | while read -r manifest; do
    printf 'load("@%s//:defs.bzl", "cargo_package")\n\ncargo_package()\n' "$1" > "$(dirname "$manifest")/BUILD.bazel"
  done
}

# All hand-written workspaces in one Bazel workspace, with a hub for each.
hand_written() {
  local name
  scratch "$REPOSITORY/test/integration/workspaces/parity/hand_written" hand_written
  cd "$SCRATCH/work/hand_written" || return
  for name in $HAND_WRITTEN; do
    cp -R "$REPOSITORY/test/oracle/workspaces/$name" "$name"
    hub_of "$name"
  done
}

# prepare PROJECT
prepare() {
  case $1 in
    example)
      scratch "$REPOSITORY/examples/cargo_workspace" example
      # A proc macro's test links for the target what a library in Bazel may be asked to link there.
      mkdir -p "$SCRATCH/work/example/crates/fields/tests"
      touch "$SCRATCH/work/example/crates/fields/tests/parity.rs"
      ;;
    first_party)
      scratch "$REPOSITORY/examples/first_party" first_party
      cat >> "$SCRATCH/work/first_party/MODULE.bazel" <<MODULE
bazel_dep(name = "crate_universe_cross", version = "0")
local_path_override(
    module_name = "crate_universe_cross",
    path = "$REPOSITORY/test/support/cross",
)
MODULE
      # A bench that only a request by name builds.
      touch "$SCRATCH/work/first_party/shapes/benches/libtest.rs"
      ;;
    hand_written)
      hand_written
      return
      ;;
    members) scratch "$REPOSITORY/test/integration/workspaces/parity/members" members ;;
    *) published "$1" ;;
  esac
  (cd "$SCRATCH/work/$1" && cargo fetch --locked)
}

# print_actions PROJECT MODE TRIPLE SET [MEMBER]: what Bazel would do, for all or for one member. Each comparison of it is a line of a list.
print_actions() {
  local workspace=$SCRATCH/work/$1 printed=$SCRATCH/printed/$1${5:+.$5}.$4.$2.$3.json name features flags
  local platform="--platforms=@crate_universe_cross//:$3"
  [ "$3" != "$HOST" ] || platform=
  mapfile -t flags < <(flags_of "$1" "$4")
  bazel "$workspace" aquery ${platform:+"$platform"} "${flags[@]}" --output=jsonproto \
    'mnemonic("Rustc|CargoBuildScriptRun", deps(//'"${5:+$5/}...$(benches "$1")"'))' > "$printed"
  features=$(features_of "$1" "$4")
  case $1 in
    example | members) echo "$2 $3 $workspace $printed ${5:--} -" >> "$SCRATCH/list" ;;
    first_party) echo "$2 $3 $workspace . $printed -" >> "$SCRATCH/list_of_members" ;;
    hand_written)
      for name in $HAND_WRITTEN; do
        features=$(features_of "$name" "$4")
        [ "$4" = default ] || [ "$features" != - ] || continue
        echo "$2 $3 $workspace $name $printed $features" >> "$SCRATCH/list_of_members"
      done
      ;;
    *)
      echo "$2 $3 $workspace $printed - $features" >> "$SCRATCH/list"
      echo "$2 $3 $workspace . $printed $features" >> "$SCRATCH/list_of_members"
      ;;
  esac
}

# benches PROJECT: those that `//...` leaves out because they need a nightly rustc, as the end of a query. cargo does not build those with
# `bench = false`.
benches() {
  local unbenched=
  case " $HAND_WRITTEN " in
    *test_targets*) [ "$1" != hand_written ] || unbenched=' except //test_targets/members/unbenched-bench:all' ;;
  esac
  [ -e "$SCRATCH/printed/$1.benches" ] || bazel "$SCRATCH/work/$1" query --output=label \
    'attr("tags", "manual", attr("rustc_flags", "--test", attr("args", "--bench", //...)))'"$unbenched" \
    > "$SCRATCH/printed/$1.benches"
  sed 's/^/ + /' "$SCRATCH/printed/$1.benches" | tr -d '\n'
}

print_all() {
  local mode triple member set sets=default
  [ -z "$(flags_of "$1" all)" ] || sets="default bare all"
  for mode in $MODES; do
    with_tag "$SCRATCH/work/$1" "$mode"
    for triple in $TRIPLES; do
      if [ "$1" != members ]; then
        for set in $sets; do
          print_actions "$1" "$mode" "$triple" "$set"
        done
        continue
      fi
      for member in client server tools; do
        print_actions "$1" "$mode" "$triple" default "$member"
      done
    done
  done
  bazel "$SCRATCH/work/$1" shutdown
}

actions_are_cargos() {
  (cd "$REPOSITORY/crate_universe" && PARITY=$SCRATCH/list PARITY_OF_MEMBERS=$SCRATCH/list_of_members \
    cargo test --locked --test parity -- --ignored --nocapture)
}

# What the crates of a small workspace say of their own features, by cargo and in each mode of Bazel.
prints_features() {
  local workspace=$SCRATCH/work/features/workspace
  with_tag "$workspace" "$1"
  bazel "$workspace" run //:app > "$SCRATCH/printed/features"
  diff "$REPOSITORY/test/integration/workspaces/parity/features/$1.txt" "$SCRATCH/printed/features"
}

cargo_prints_features() {
  scratch "$REPOSITORY/test/integration/workspaces/parity/features" features
  (cd "$SCRATCH/work/features/workspace" && CARGO_TARGET_DIR=$SCRATCH/target cargo run --locked --offline) \
    > "$SCRATCH/printed/features"
  diff "$REPOSITORY/test/integration/workspaces/parity/features/cargo.txt" "$SCRATCH/printed/features"
}

if [ $# -eq 0 ]; then
  check cargo_prints_features
  for mode in target-exact union variants; do
    check prints_features "$mode"
  done
fi
for project in $PROJECTS; do
  check prepare "$project"
  check print_all "$project"
done
check actions_are_cargos
grep -h 'features, .* edges$' "$SCRATCH/log/actions_are_cargos.log"
finish
