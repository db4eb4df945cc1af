#!/usr/bin/env bash
# Machines without a network. The first one fills caches from a mirror of crates.io; others have nothing but what it hands on: Bazel's
# repository cache and disk cache, or the folder of `bazel vendor`. All are in a network namespace with no device but loopback.
#
# In the long form, `bazel fetch --all` fills the cache, and a machine builds the program from it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

USER_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/crate_universe
CRATES=$SCRATCH/crates
HANDED_ON=$SCRATCH/handed_on
PROGRAM=$HANDED_ON/crate-universe
FACTS=$HANDED_ON/facts.json
LINE='^3 readings \(station, celsius\) in [0-9]+ bytes, '
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}

# wait_for FILE: until something has been written to it.
wait_for() {
  local _
  for _ in $(seq 100); do
    [ ! -s "$1" ] || return 0
    sleep 0.1
  done
  echo "nothing was written to $1"
  return 1
}

start_namespace() {
  local options=-n user=()
  [ "$(id -u)" -eq 0 ] || options=-rn user=(--user --preserve-credentials)
  unshare "$options" bash -c 'ip link set lo up && echo up && exec sleep 7200' > "$SCRATCH/log/namespace" &
  NAMESPACE=$!
  IN_NAMESPACE=(nsenter "${user[@]}" --net --target "$NAMESPACE")
  wait_for "$SCRATCH/log/namespace"
}

in_namespace() {
  "${IN_NAMESPACE[@]}" "$@"
}

# with_facts_file WORKSPACE: lets the hub have one.
with_facts_file() {
  sed -i 's#^    cargo_lockfile = .*#&\n    lockfile = "//:facts.json",#' "$1/MODULE.bazel"
  cp "$FACTS" "$1/facts.json"
}

# With a network: the facts file, the program, and what rules_rust itself is made of.
hand_on_what_is_not_downloaded() {
  local workspace tool
  workspace=$(scratch "$REPOSITORY/examples/cargo_workspace" zero)
  : > "$FACTS"
  with_facts_file "$workspace"
  bazel "$workspace" run @crates//:repin
  cp "$workspace/facts.json" "$FACTS"
  tool=$(canonical "$workspace" crate_universe crate_universe_tool)
  cp "$(bazel "$workspace" info output_base)/external/$tool/crate-universe" "$PROGRAM"
  bazel "$workspace" fetch --repository_cache="$HANDED_ON/repository" @rules_rust//util/process_wrapper
  bazel "$workspace" shutdown
}

# The mirror has what cargo has fetched.
start_mirror() {
  local port=$SCRATCH/log/port
  mkdir "$CRATES"
  (cd "$REPOSITORY/examples/cargo_workspace" && cargo fetch --quiet --locked)
  (cd "$REPOSITORY/crate_universe" && cargo fetch --quiet --locked)
  cp "${CARGO_HOME:-$HOME/.cargo}"/registry/cache/*/*.crate "$CRATES"
  # Not the function, whose shell would be what is ended.
  "${IN_NAMESPACE[@]}" node "$REPOSITORY/test/support/mirror.js" "$CRATES" "$PROGRAM" "$port" > "$SCRATCH/log/mirror" &
  MIRROR=$!
  wait_for "$port"
  URL=http://localhost:$(cat "$port")
  printf '%s\n' "rewrite static\.crates\.io/crates/(.*) $URL/crates/\$1" 'allow localhost' 'block *' > "$SCRATCH/mirror.cfg"
}

prepare() {
  mkdir -p "$HANDED_ON"
  hand_on_what_is_not_downloaded
  start_namespace
  start_mirror
}

# machine NAME: a machine with Bazel and Rust, a clone of this repository, and a user who has never built anything.
machine() {
  local UNDER_TEST=$SCRATCH/$1/clone
  mkdir -p "$SCRATCH/$1/cache/crate_universe" "$SCRATCH/$1/home"
  ln -s "$USER_CACHE/bazel" "$SCRATCH/$1/cache/crate_universe"
  snapshot "$UNDER_TEST"
  scratch "$UNDER_TEST/examples/cargo_workspace" "$1"
}

# on MACHINE REPOSITORY_CACHE COMMAND...: runs Bazel there.
on() {
  local machine=$SCRATCH/$1 workspace=$SCRATCH/work/$1 repository_cache=$2 command=$3
  shift 3
  (cd "$workspace" && in_namespace env -u CARGO_HOME HOME="$machine/home" XDG_CACHE_HOME="$machine/cache" "$BAZEL" \
    --bazelrc="$SCRATCH/bazelrc" --output_user_root="$machine/output" "$command" --repository_cache="$repository_cache" "$@")
}

# with_program COMMAND...: with the program from the mirror, by its checksum.
with_program() {
  CARGO_BAZEL_GENERATOR_URL=$URL/crate-universe CARGO_BAZEL_GENERATOR_SHA256=$(sha256sum "$PROGRAM" | cut -d ' ' -f 1) "$@"
}

# end_machine NAME
end_machine() {
  on "$1" "$HANDED_ON/repository" shutdown
  chmod -R u+w "$SCRATCH/$1"
}

end_machines() {
  local machine
  for machine in "$SCRATCH"/*/output; do
    end_machine "$(basename "$(dirname "$machine")")"
  done > "$SCRATCH/log/end" 2>&1
  kill "$MIRROR" "$NAMESPACE" 2> "$SCRATCH/log/kill"
  remove_scratch
}
trap end_machines EXIT

# The control of all others.
there_is_no_network() {
  fails_with 'unreachable' in_namespace bash -c 'exec 3<> /dev/tcp/192.0.2.1/443'
  fails_with 'Could not resolve host' in_namespace curl --silent --show-error --max-time 5 https://static.crates.io/
}

mirror_is_enough() {
  machine one
  with_program on one "$HANDED_ON/repository" fetch --experimental_downloader_config="$SCRATCH/mirror.cfg" //...
  OUTPUT=$(cat "$SCRATCH/log/mirror")
  matches '^GET /crates/itoa/[^ ]* 200$' "$OUTPUT"
  matches '^GET /crate-universe 200$' "$OUTPUT"
  lacks ' 404$' "$OUTPUT"
}

fetched_repositories_are_enough() {
  fails_with 'Failed to connect' in_namespace curl --silent --show-error "$URL/crate-universe"
  with_program on one "$SCRATCH/empty" build //...
  matches "$LINE" "$(with_program on one "$SCRATCH/empty" run //app)"
}

# What is compiled comes from the disk cache, what is downloaded from the other.
repository_and_disk_cache_are_enough() {
  machine two
  capture with_program on two "$HANDED_ON/repository" build //...
  matches '^INFO: [0-9]+ processes: .*[0-9]+ disk cache hit' "$OUTPUT"
  lacks '^INFO: [0-9]+ processes: .*(sandbox|worker|local)' "$OUTPUT"
  matches "$LINE" "$(with_program on two "$HANDED_ON/repository" run //app)"
}

# The hub is evaluated again, and packages that are unpacked are none that it can read: it needs a facts file. Nothing leads back to the
# machine that has written the folder.
vendor_directory_is_enough() {
  with_facts_file "$SCRATCH/work/one"
  with_program on one "$HANDED_ON/repository" vendor --vendor_dir="$HANDED_ON/vendor" //...
  end_machine one
  rm -r "$SCRATCH/one" "$SCRATCH/work/one"
  machine three
  with_facts_file "$SCRATCH/work/three"
  capture with_program on three "$SCRATCH/empty" run --vendor_dir="$HANDED_ON/vendor" //app
  matches "$LINE" "$OUTPUT"
  # Ours are used; the toolchains of the lab are others on each machine (docs/design/lab.md).
  lacks "repository '[^']*crate_universe[^']*' is out-of-date" "$OUTPUT"
}

# The machine has the program, and so needs nothing to build it. It fetches for all platforms. Other modules have repositories that
# are not in the mirror, and not needed.
fetch_all_is_enough() {
  machine four
  ln -s "$USER_CACHE/tool" "$USER_CACHE/target" "$SCRATCH/four/cache/crate_universe"
  on four "$HANDED_ON/all" fetch --experimental_downloader_config="$SCRATCH/mirror.cfg" --all --keep_going || true
  matches '^GET /crates/serde_starlark/[^ ]* 200$' "$(cat "$SCRATCH/log/mirror")"
  on four "$SCRATCH/empty" build --nobuild --platforms=@crate_universe_cross//:x86_64-pc-windows-msvc //...
}

# Minutes.
program_is_built_from_the_repository_cache() {
  machine five
  cp -r "$HANDED_ON/repository/." "$HANDED_ON/all"
  matches "$LINE" "$(on five "$HANDED_ON/all" run //app)"
}

prepare > "$SCRATCH/log/prepare" 2>&1 || cat "$SCRATCH/log/prepare"
check there_is_no_network
check mirror_is_enough
[ "${CRATE_UNIVERSE_FULL-}" != 1 ] || check fetch_all_is_enough
kill "$MIRROR"
check fetched_repositories_are_enough
check repository_and_disk_cache_are_enough
[ "${CRATE_UNIVERSE_FULL-}" != 1 ] || check program_is_built_from_the_repository_cache
check vendor_directory_is_enough
finish
