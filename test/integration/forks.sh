#!/usr/bin/env bash
# Forks: patches of crates.io by a git branch and by a path, git dependencies by branch, tag and commit, in folders of one
# repository, with a submodule. Bare repositories on this machine are the forge; cargo and Bazel build from the vendored
# tree without it, and where no tree is, a repository is cloned once.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/leaks.sh"

COMMITTED=$REPOSITORY/examples/vendored_with_forks
EXAMPLE=$(scratch "$COMMITTED" forks)
TREE=$EXAMPLE/third_party/crates
LINES='itoa, a fork on a branch: 1 234 567
percent-encoding, a fork at a path: Kiel%2fHoltenau
station, a branch: 101 300 Pa (station 0.3.0)
tides, a tag: 1.2.0
almanac, a commit: 0.1.0 with spring, summer, autumn, winter'
# What forge/run makes. The home of cargo is one that has never seen it.
export FORGE=$SCRATCH/forge CARGO_HOME=$SCRATCH/cargo_home

# with_forge COMMAND...: runs it where https://forge.test is the bare repositories. All else finds no such host.
with_forge() {
  "$EXAMPLE/forge/run" "$@"
}

# vendor WORKSPACE ARGUMENTS...: runs its target.
vendor() {
  local workspace=$1
  shift
  (cd "$workspace" && with_forge "$BAZEL" --bazelrc="$SCRATCH/bazelrc" run //third_party:crates_vendor -- "$@")
}

# head REPOSITORY NAME: the commit that a branch, tag or other name means at the forge.
head() {
  git --git-dir="$FORGE/acme/$1" rev-parse "$2^{commit}"
}

# locked REPOSITORY: the commits that Cargo.lock has of it.
locked() {
  sed -n "s|^source = \"git+https://forge.test/acme/$1[?].*#\(.*\)\"|\1|p" "$EXAMPLE/Cargo.lock" | sort -u
}

# change REPOSITORY BRANCH SED FILE: a new commit on a branch, which edits a file.
change() {
  local clone=$SCRATCH/clone
  rm -rf "$clone"
  git clone --quiet --branch "$2" "$FORGE/acme/$1" "$clone"
  sed -i "$3" "$clone/$4"
  git -C "$clone" -c user.name=tests -c user.email=tests@localhost commit --quiet --all --message changed
  git -C "$clone" push --quiet
}

# fetches REPOSITORY COMMAND...: how often git fetches from it while the command runs. Each process of git leaves a file.
fetches() {
  local trace=$SCRATCH/trace repository=$1
  shift
  rm -rf "$trace"
  mkdir "$trace"
  GIT_TRACE2=$trace "$@" > "$SCRATCH/log/fetches" 2>&1 || {
    tail -n 40 "$SCRATCH/log/fetches"
    return 1
  }
  grep -l "start.* git-upload-pack.*/acme/$repository'\?$" "$trace"/* | wc -l
}

# both_print TEXT: what cargo and Bazel build without a network prints these lines. Cargo starts anew: it takes a vendored
# package for the one that it has compiled as long as the version is the same.
both_print() {
  rm -rf "$SCRATCH/target"
  equals "$1" "$(cargo_offline "$EXAMPLE" run --quiet)"
  equals "$1" "$(bazel_offline "$EXAMPLE" run //app)"
}

# Builds the program, which is no dependency of the workspace, with what the user's own cargo has.
prepare() {
  (unset CARGO_HOME && bazel "$EXAMPLE" build //third_party:all)
}

committed_tree_needs_no_forge() {
  cargo_offline "$EXAMPLE" test
  bazel_offline "$EXAMPLE" test //...
  both_print "$LINES"
}

# The lock is committed, and the forge is made anew on every machine.
pins_are_what_they_say() {
  with_forge true
  equals "$(head itoa feature/grouped)" "$(locked itoa)"
  equals "$(head station main)" "$(locked station)"
  equals "$(head tides v1.2.0)" "$(locked tides)"
  equals "$(head almanac main~1)" "$(locked almanac)"
  # Each of the others is another one than that of the branch where whoever says nothing ends up.
  for repository in itoa tides almanac; do
    [ "$(head "$repository" main)" != "$(locked "$repository")" ]
  done
  equals "$(head almanac-seasons main~1)" "$(git --git-dir="$FORGE/acme/almanac" rev-parse "$(locked almanac):seasons")"
}

first_run_writes_what_is_committed() {
  rm -rf "$TREE" "$EXAMPLE/.cargo"
  equals 1 "$(fetches station vendor "$EXAMPLE")"
  diff -r "$COMMITTED/third_party" "$EXAMPLE/third_party"
  diff -r "$COMMITTED/.cargo" "$EXAMPLE/.cargo"
}

cargo_has_one_clone_of_each_repository() {
  local clones
  clones=$(cd "$CARGO_HOME/git/db" && printf '%s\n' * | sed 's/-[0-9a-f]*$//')
  equals 'almanac almanac-seasons itoa station tides' "$(paste -sd ' ' <<< "$clones")"
}

# Neither with the forge nor with what cargo knows of it.
second_run_writes_nothing() {
  local before
  before=$(source_digest "$EXAMPLE")
  mv "$FORGE" "$FORGE.gone"
  mv "$CARGO_HOME" "$CARGO_HOME.gone"
  bazel "$EXAMPLE" run //third_party:crates_vendor
  bazel "$EXAMPLE" run //third_party:crates_vendor -- --check
  mv "$FORGE.gone" "$FORGE"
  rm -rf "$CARGO_HOME"
  mv "$CARGO_HOME.gone" "$CARGO_HOME"
  equals "$before" "$(source_digest "$EXAMPLE")"
}

# Whoever asks for a patched crate gets the fork, and nothing else of that name is there.
forks_take_the_place_of_the_originals() {
  local tree deps
  tree=$(cd "$EXAMPLE" && cargo tree --offline --locked --prefix none --no-dedupe | sort -u)
  equals "itoa v1.0.99 (https://forge.test/acme/itoa?branch=feature%2Fgrouped#$(locked itoa | cut -c -8))" \
    "$(grep '^itoa ' <<< "$tree")"
  equals "percent-encoding v2.3.99 ($EXAMPLE/forks/percent-encoding)" "$(grep '^percent' <<< "$tree")"
  deps=$(bazel "$EXAMPLE" query 'kind(rust_library, deps(//app))')
  equals "//forks/percent-encoding:percent_encoding" "$(grep percent <<< "$deps")"
  equals "//third_party/crates/itoa-1.0.99:itoa" "$(grep itoa <<< "$deps")"
}

# listed FOLDER: the files of each package that a tree keeps; see docs/vendoring.md. Ours alone are BUILD files.
listed() {
  (cd "$1" && find . -mindepth 2 -type f ! -path './cfg/*' \
    ! -name BUILD ! -name 'BUILD.bazel' ! -name 'MODULE.bazel' ! -name 'REPO.bazel' ! -name 'WORKSPACE*' \
    ! -name .gitignore ! -name .gitattributes ! -name .cargo-ok ! -name '*.orig' ! -name '*.rej' | LC_ALL=C sort)
}

files_are_those_of_cargo_vendor() {
  local copy cargos=$SCRATCH/vendored manifest
  copy=$(scratch "$EXAMPLE" as_cargo)
  rm -rf "$copy/.cargo"
  (cd "$copy" && with_forge cargo vendor --locked --versioned-dirs "$cargos")
  equals "$(listed "$cargos")" "$(listed "$TREE")"
  for manifest in "$cargos"/*/Cargo.toml; do
    cmp "$manifest" "$TREE${manifest#"$cargos"}"
  done
  # There is something to leave out.
  [ -e "$cargos/tides-1.2.0/BUILD.bazel" ]
  matches "another project's" "$(tr A-Z a-z < "$cargos/tides-1.2.0/BUILD.bazel")"
  lacks "nother project's" "$(cat "$TREE/tides-1.2.0/BUILD.bazel")"
}

# The tree is what cargo's configuration names, and the new commit is not there.
new_head_is_followed_by_a_repin() {
  local before
  before=$(cat "$EXAMPLE/Cargo.lock")
  change itoa feature/grouped "s/push(' ')/push('.')/" src/lib.rs
  vendor "$EXAMPLE" --repin=itoa
  equals "$(head itoa feature/grouped)" "$(locked itoa)"
  equals 1 "$(diff <(echo "$before") "$EXAMPLE/Cargo.lock" | grep -c '^>')"
  both_print "$(sed -e 's/1 234 567/1.234.567/' -e 's/101 300/101.300/' <<< "$LINES")"
}

# Another version, another feature, and what is linked is no longer what it was.
both_packages_of_a_repository_move_together() {
  change station main 's/0\.3\.0/0.4.0/; s/version = "0.3"/version = "0.4"/' Cargo.toml
  change station main '$a\\n[features]\ndefault = ["new"]\nnew = []' crates/station-units/Cargo.toml
  vendor "$EXAMPLE" --repin=station
  equals "$(head station main)" "$(locked station)"
  [ ! -e "$TREE/station-0.3.0" ]
  matches '"new"' "$(cat "$TREE/station-units-0.4.0/BUILD.bazel")"
  vendor "$EXAMPLE" --check
  both_print "$(sed -e 's/1 234 567/1.234.567/' -e 's/101 300/101.300/' -e 's/0\.3\.0/0.4.0/' <<< "$LINES")"
}

# Somebody has locked a commit, and the branch was forced to another one before anybody else has seen it.
a_lost_commit_is_one_error() {
  local old lost before
  old=$(locked station)
  change station main 's/0\.4\.0/0.4.1/' Cargo.toml
  lost=$(head station main)
  git --git-dir="$FORGE/acme/station" update-ref refs/heads/main "$old"
  git --git-dir="$FORGE/acme/station" gc --quiet --prune=now
  sed -i -e "s/$old/$lost/" -e 's/^version = "0.4.0"/version = "0.4.1"/' "$EXAMPLE/Cargo.lock"
  rm -rf "$CARGO_HOME"
  before=$(source_digest "$EXAMPLE")
  fails_with '^CU0012: station@0\.4\.1 is locked to a commit that its repository does not have$' vendor "$EXAMPLE"
  matches 'note: repository https://forge\.test/acme/station, branch main$' "$OUTPUT"
  matches "note: commit $lost$" "$OUTPUT"
  matches 'note: station-units@0\.4\.1 comes from the same commit$' "$OUTPUT"
  matches 'help: bazel run //third_party:crates_vendor -- --repin=station$' "$OUTPUT"
  equals 1 "$(grep -c 'CU0' <<< "$OUTPUT")"
  equals "$before" "$(source_digest "$EXAMPLE")"
  vendor "$EXAMPLE" --repin=station
  equals "$old" "$(locked station)"
  vendor "$EXAMPLE" --check
}

# The same workspace, whose BUILD files alone are vendored.
remote_mode_clones_once() {
  local remote number
  remote=$(scratch "$COMMITTED" remote)
  rm -rf "$remote/.cargo" "$remote/third_party/crates"
  sed -i -e 's/mode = "local"/mode = "remote"/' -e '/source_config/d' \
    -e '/mode = /a\    repository_name = "crates",' "$remote/third_party/BUILD.bazel"
  cp "$REPOSITORY/examples/vendored_remote/third_party/extension.bzl" "$remote/third_party"
  printf '%s\n' 'crates = use_extension("//third_party:extension.bzl", "crates")' 'use_repo(crates, "crates")' \
    >> "$remote/MODULE.bazel"
  vendor "$remote"
  bazel "$remote" mod tidy
  number=$(cd "$remote" && fetches station with_forge "$BAZEL" --bazelrc="$SCRATCH/bazelrc" test //...)
  equals 1 "$number"
  equals "$LINES" "$(bazel "$remote" run //app)"
}

# The same workspace without a tree. Bazel clones for itself; cargo has its clone already, and is not asked.
extension_clones_once() {
  local hub number
  hub=$(scratch "$COMMITTED" hub)
  rm -rf "$hub/.cargo" "$hub/third_party" "$hub/forks/percent-encoding/BUILD.bazel"
  sed -i 's#//third_party/crates:defs.bzl#@crates//:defs.bzl#' "$hub/app/BUILD.bazel"
  cat >> "$hub/MODULE.bazel" <<'MODULE'
crate = use_extension("@crate_universe//crate_universe:extensions.bzl", "crate")
crate.from_cargo(
    name = "crates",
    cargo_lockfile = "//:Cargo.lock",
    isolated = False,
    manifests = ["//:Cargo.toml"],
)
use_repo(crate, "crates")
MODULE
  number=$(cd "$hub" && fetches station with_forge "$BAZEL" --bazelrc="$SCRATCH/bazelrc" test //...)
  equals 1 "$number"
  equals "$LINES" "$(bazel "$hub" run //app)"
}

check prepare
check committed_tree_needs_no_forge
check pins_are_what_they_say
check first_run_writes_what_is_committed
check names_no_machine "$EXAMPLE"
check tree_names_no_machine "$EXAMPLE" "$TREE"
check cargo_has_one_clone_of_each_repository
check second_run_writes_nothing
check forks_take_the_place_of_the_originals
check files_are_those_of_cargo_vendor
check remote_mode_clones_once
check extension_clones_once
check new_head_is_followed_by_a_repin
check both_packages_of_a_repository_move_together
check a_lost_commit_is_one_error
finish
