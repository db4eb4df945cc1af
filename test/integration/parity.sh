#!/usr/bin/env bash
# What Bazel would compile against what cargo would: the example and ripgrep in the default mode, in the long form bat too
# and all modes. Each action's features, edges and configuration are compared with
# cargo's unit graph (crate_universe/tests/parity.rs), those of members with features of their own with the graph of each; nothing is built but programs that print their own features.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

TRIPLES="aarch64-apple-darwin aarch64-unknown-linux-gnu x86_64-pc-windows-msvc x86_64-unknown-linux-gnu"
HOST=x86_64-unknown-linux-gnu
MODES=target-exact
PROJECTS="example members ripgrep-15.2.0"
if [ "${CRATE_UNIVERSE_FULL-}" = 1 ]; then
  MODES="target-exact union variants"
  PROJECTS="$PROJECTS bat-0.26.1"
fi
mkdir -p "$SCRATCH/printed"

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
    members) scratch "$REPOSITORY/test/integration/workspaces/parity/members" members ;;
    *) published "$1" ;;
  esac
  (cd "$SCRATCH/work/$1" && cargo fetch --locked)
}

# print_actions PROJECT MODE TRIPLE [MEMBER]: what Bazel would do, for all or for one member, as one line of the comparison's list.
print_actions() {
  local workspace=$SCRATCH/work/$1 printed=$SCRATCH/printed/$1${4:+.$4}.$2.$3.json
  local platform="--platforms=@crate_universe_cross//:$3"
  [ "$3" != "$HOST" ] || platform=
  bazel "$workspace" aquery ${platform:+"$platform"} --output=jsonproto \
    'mnemonic("Rustc|CargoBuildScriptRun", deps(//'"${4:+$4/}"'...))' > "$printed"
  echo "$2 $3 $workspace $printed${4:+ $4}" >> "$SCRATCH/list"
}

print_all() {
  local mode triple member
  for mode in $MODES; do
    with_tag "$SCRATCH/work/$1" "$mode"
    for triple in $TRIPLES; do
      if [ "$1" != members ]; then
        print_actions "$1" "$mode" "$triple"
        continue
      fi
      for member in client server tools; do
        print_actions "$1" "$mode" "$triple" "$member"
      done
    done
  done
  bazel "$SCRATCH/work/$1" shutdown
}

actions_are_cargos() {
  (cd "$REPOSITORY/crate_universe" && PARITY=$SCRATCH/list cargo test --locked --test parity -- --ignored --nocapture)
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

check cargo_prints_features
for mode in target-exact union variants; do
  check prints_features "$mode"
done
for project in $PROJECTS; do
  check prepare "$project"
  check print_all "$project"
done
check actions_are_cargos
grep -h 'features, .* edges$' "$SCRATCH/log/actions_are_cargos.log"
finish
