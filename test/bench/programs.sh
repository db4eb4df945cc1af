# shellcheck shell=bash
# Sourced by the benchmarks: builds what they measure and what they measure it with, and runs one of them.
#
# Takes:  CRATE_UNIVERSE_BENCH, the folder where they work (default: crate_universe/bench in the user's cache folder); it keeps
#         builds there, and homes of cargo's of their own.

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
WORK=${CRATE_UNIVERSE_BENCH:-${XDG_CACHE_HOME:-$HOME/.cache}/crate_universe/bench}
UPSTREAM=0.18.0

# Each build has a target folder of its own, whatever the user's settings are.
build() {
  local package=$1 target=$WORK/target/$2
  shift 2
  (cd "$package" && CARGO_TARGET_DIR=$target cargo "$@")
}

build_programs() {
  mkdir -p "$WORK"
  build "$REPOSITORY/test/bench" bench build --release --locked --workspace
  # The bench first: with its feature, cargo builds the program, too, and the program that is measured is the one that users have.
  build "$REPOSITORY/crate_universe" ours build --release --locked --features bench --bench solver
  build "$REPOSITORY/crate_universe" ours build --release --locked
  [ -x "$WORK/cargo-bazel/bin/cargo-bazel" ] ||
    build "$WORK" cargo-bazel install cargo-bazel --version "$UPSTREAM" --locked --root "$WORK/cargo-bazel"
}

# run_bench NAME ARGUMENTS...: becomes the benchmark. BENCH_WORK is its own folder.
run_bench() {
  local name=$1 solver
  shift
  # Cargo names a bench by its hash; the newest is the one just built.
  solver=$(find "$WORK/target/ours/release/deps" -maxdepth 1 -type f -name 'solver-*' -perm -u+x -printf '%T@ %p\n' |
    sort -rn | head -n 1 | cut -d' ' -f2-)
  export BENCH_REPOSITORY=$REPOSITORY BENCH_WORK BENCH_DOCS=${BENCH_DOCS:-$REPOSITORY/docs}
  export BENCH_OURS=$WORK/target/ours/release/crate-universe BENCH_UPSTREAM=$WORK/cargo-bazel/bin/cargo-bazel BENCH_SOLVER=$solver
  exec "$WORK/target/bench/release/$name" "$@"
}
