#!/bin/bash
# The repository rules in real Bazel, in a workspace of their own. Takes BAZEL (default: tools/bazel), prints one line a test
# and a closing line, and ends with 1 if a test failed. It needs no network and leaves nothing behind.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bazel=${BAZEL:-$root/tools/bazel}
scratch=$(mktemp -d)
passed=0 failed=0
unset CARGO_BAZEL_GENERATOR_URL CARGO_BAZEL_GENERATOR_SHA256

run() { # ARGUMENTS of Bazel, in the workspace at hand
  "$bazel" --output_user_root="$scratch/output" --max_idle_secs=60 "$1" --lockfile_mode=off "${mode[@]}" "${@:2}" 2>"$scratch/stderr"
}

finish() {
  cd "$scratch/ws" && run shutdown
  cd "$scratch/old" && run shutdown
  cd / && chmod -R u+w "$scratch" && rm -rf "$scratch"
}
trap finish EXIT

check() { # NAME WANTED GOT
  if [ "$2" = "$3" ]; then
    echo "ok $1"
    passed=$((passed + 1))
  else
    echo "FAILED $1"
    diff <(echo "$2") <(echo "$3") | sed 's/^/  /'
    tail -20 "$scratch/stderr" | sed 's/^/  | /'
    failed=$((failed + 1))
  fi
}

check_error() { # NAME TEXT TARGET
  if run query "$3" >/dev/null; then
    check "$1" "an error" "no error"
  else
    check "$1" "$2" "$(grep -o -F -m1 "$2" "$scratch/stderr" | head -1)"
  fi
}

make_crate() { # DIRECTORY: a crate that ships everything that would cut it into pieces
  mkdir -p "$1/src/inner" "$1/deep/er"
  echo 'pub fn answer() -> u32 { 42 }' | tee "$1/src/lib.rs" "$1/src/inner/mod.rs" >"$1/deep/er/code.rs"
  for boundary in BUILD BUILD.bazel WORKSPACE WORKSPACE.bazel WORKSPACE.bzlmod MODULE.bazel REPO.bazel; do
    echo 'this is no Starlark' | tee "$1/$boundary" "$1/src/$boundary" >"$1/deep/er/$boundary"
  done
  ln -s ../.. "$1/deep/circle"
}

prepare() {
  mkdir -p "$scratch/ws/pkg" "$scratch/old" "$scratch/pack"
  make_crate "$scratch/pack/toy-1.0.0"
  tar -C "$scratch/pack" -czf "$scratch/toy.crate" toy-1.0.0
  sha256=$(sha256sum <"$scratch/toy.crate" | cut -d' ' -f1)
  make_crate "$scratch/git/sub/toy"
  git -C "$scratch/git" init -q
  git -C "$scratch/git" add -A
  git -C "$scratch/git" -c user.name=t -c user.email=t@localhost commit -q -m toy
  commit=$(git -C "$scratch/git" rev-parse HEAD)
  cp -r "$scratch/git" "$scratch/shared"
  mkdir -p "$scratch/ws/local/src" "$scratch/ws/local/target" "$scratch/outside/src"
  touch "$scratch/ws/local/src/lib.rs" "$scratch/ws/local/target/junk" "$scratch/outside/src/lib.rs"
  echo 'this is no Starlark' >"$scratch/ws/local/BUILD"
}

workspace() {
  cat >"$scratch/ws/MODULE.bazel" <<END
module(name = "ws")
bazel_dep(name = "crate_universe", version = "0")
local_path_override(module_name = "crate_universe", path = "$root")
spokes = use_extension("//:spokes.bzl", "spokes")
use_repo(spokes, "archive", "git_root", "git_sub", "git_nowhere", "git_shared_nowhere", "git_shared_root", "git_shared_sub", "local", "nowhere", "outside", "no_build", "vendored", "whole")
END
  : >"$scratch/ws/BUILD.bazel"
  echo 'const TEXT: &str = include_str!("../outside/src/lib.rs");' >"$scratch/ws/lib.rs"
  echo 'filegroup(name = "files", srcs = glob(["**"], exclude = [".bazelignore", "**/MODULE.bazel", "**/REPO.bazel", "**/WORKSPACE*"]), visibility = ["//visibility:public"])' >"$scratch/ws/BUILD.spoke.bazel"
  echo 'alias(name = "toy", actual = "@archive//:files")' >"$scratch/ws/pkg/BUILD.bazel"
  mkdir "$scratch/ws/pkg/cfg" "$scratch/ws/pkg/own"
  echo 'alias(name = "own", actual = "@archive//:files")' >"$scratch/ws/pkg/own/BUILD.bazel"
  for name in aliases all_crate_deps crate_deps crate_edition crate_features; do echo "$name = 1"; done >"$scratch/ws/pkg/crates.bzl"
  echo 'def crate_version(): return "a file of " + str(Label("//pkg:crates.bzl")).split("//")[1]' >>"$scratch/ws/pkg/crates.bzl"
  mkdir "$scratch/ws/user"
  printf 'load("@vendored//:defs.bzl", "crate_version")\nfilegroup(name = crate_version().replace(" ", "_").replace(":", "_").replace("/", "_"))\n' >"$scratch/ws/user/BUILD.bazel"
  echo 'filegroup(name = "unix")' >"$scratch/ws/pkg/cfg/BUILD.bazel"
  cat >"$scratch/ws/spokes.bzl" <<END
load("@crate_universe//crate_universe:defs.bzl", "crate_archive", "crate_directory", "crate_git", "crate_git_checkout", "crates_vendor_remote_repository")

_FILE = Label("//:BUILD.spoke.bazel")

def _spokes_impl(mctx):
    content = mctx.read(_FILE)
    crate_archive(name = "archive", urls = ["file://$scratch/toy.crate"], sha256 = "$sha256", strip_prefix = "toy-1.0.0", build_file_content = content)
    crate_archive(name = "no_build", urls = ["file://$scratch/toy.crate"], sha256 = "$sha256")
    crate_git(name = "git_root", remote = "file://$scratch/git", commit = "$commit", build_file = _FILE)
    crate_git(name = "git_sub", remote = "file://$scratch/git", commit = "$commit", strip_prefix = "sub/toy", build_file = _FILE)
    crate_git(name = "git_nowhere", remote = "file://$scratch/git", commit = "$commit", strip_prefix = "no/where", build_file = _FILE)
    crate_git_checkout(name = "git_shared", remote = "file://$scratch/shared", commit = "$commit")
    crate_git(name = "git_shared_root", checkout = "git_shared", remote = "file://$scratch/shared", commit = "$commit", build_file = _FILE)
    crate_git(name = "git_shared_sub", checkout = "git_shared", remote = "file://$scratch/shared", commit = "$commit", strip_prefix = "sub/toy", build_file = _FILE)
    crate_git(name = "git_shared_nowhere", checkout = "git_shared", remote = "file://$scratch/shared", commit = "$commit", strip_prefix = "no/where", build_file = _FILE)
    crate_directory(name = "local", path = "local", build_file = _FILE)
    crate_directory(name = "outside", path = "$scratch/outside", build_file = _FILE)
    crate_directory(name = "whole", path = ".", build_file = _FILE)
    crate_directory(name = "nowhere", path = "no/where", build_file = _FILE)
    crates_vendor_remote_repository(name = "vendored", build_file = Label("//pkg:BUILD.bazel"), cfg_build_file = Label("//pkg/cfg:BUILD.bazel"), crates_module = Label("//pkg:crates.bzl"), packages = ["toy", "own"])

spokes = module_extension(implementation = _spokes_impl)
END
}

files() { # REPOSITORY: the files that a glob in its BUILD file finds
  run query "labels(srcs, @$1//:files)" | sed 's|.*//:||' | sort | tr '\n' ' '
}

fetches() { # REPOSITORY: how often git has fetched from it; each process of git leaves a file
  grep -l "start.* git-upload-pack.*$scratch/$1'\?$" "$scratch"/trace/* | wc -l
}

mkdir "$scratch/trace"
export GIT_TRACE2=$scratch/trace
prepare
workspace
cd "$scratch/ws" || exit 1
mode=(--noenable_workspace)
check "an archive is one package, whatever it ships" "BUILD.bazel deep/er/code.rs src/inner/mod.rs src/lib.rs " "$(files archive)"
check "a directory of a git repository is one package" "BUILD.bazel deep/er/code.rs src/inner/mod.rs src/lib.rs " "$(files git_sub)"
check "a git repository is one package, with one turn of a circle" "BUILD.bazel sub/toy/deep/circle/toy/deep/er/code.rs sub/toy/deep/circle/toy/src/inner/mod.rs sub/toy/deep/circle/toy/src/lib.rs sub/toy/deep/er/code.rs sub/toy/src/inner/mod.rs sub/toy/src/lib.rs " "$(files git_root)"
check_error "a missing directory of a git repository" "has no directory \`no/where\` at commit $commit" @git_nowhere//:files
check "a directory of a shared clone is one package" "$(files git_sub)" "$(files git_shared_sub)"
check "the root of a shared clone is one package" "$(files git_root)" "$(files git_shared_root)"
check_error "a missing directory of a shared clone" "has no directory \`no/where\` at commit $commit" @git_shared_nowhere//:files
check "a clone is made once" "1" "$(fetches shared)"
check "without a shared clone each package has its own" "3" "$(fetches git)"
check "a directory is its sources" "BUILD.bazel src/lib.rs " "$(files local)"
touch local/src/new.rs local/build.rs
check "new files of a directory are seen" "BUILD.bazel build.rs src/lib.rs src/new.rs " "$(files local)"
check "a package that is the workspace ends where that ends" "@whole//:BUILD.bazel" "$(run query 'buildfiles(@whole//...) intersect @whole//...:*')"
touch "$scratch/outside/src/new.rs" "$scratch/outside/build.rs"
check "new files outside the workspace are seen" "BUILD.bazel build.rs src/lib.rs src/new.rs " "$(files outside)"
check "the vendored hub shows the vendored files" "@archive//:files" "$(run query 'labels(actual, @vendored//:toy)')"
check "the vendored hub has the conditions" "@vendored//cfg:unix" "$(run query '@vendored//cfg:all')"
check "an alias of the vendored hub has a package of its own" "@vendored//:toy" "$(run query 'labels(actual, @vendored//toy)')"
check "a vendored package of an alias is the alias" "@archive//:files" "$(run query 'labels(actual, @vendored//own)')"
check "the macros of the vendored hub are those of the vendored file" "//user:a_file_of_pkg_crates.bzl" "$(run query '//user:all')"
echo 'alias(name = "new", actual = ":toy")' >>pkg/BUILD.bazel
check "the vendored hub follows the vendored files" "@vendored//:new" "$(run query '@vendored//:new')"
check_error "a missing directory" "CU0913: the directory of a package does not exist: $scratch/ws/no/where" @nowhere//:files
check_error "no BUILD file" "CU0914" @no_build//:files

cd "$scratch/old" || exit 1
mode=(--noenable_bzlmod --enable_workspace)
cat >WORKSPACE <<END
local_repository(name = "crate_universe", path = "$root")
load("@crate_universe//crate_universe:defs.bzl", "crate_archive", "crate_git", "crate_git_checkout")
load("@crate_universe//crate_universe:hub.bzl", "make_hub")
crate_archive(name = "archive", urls = ["file://$scratch/toy.crate"], sha256 = "$sha256", strip_prefix = "toy-1.0.0", build_file = "//:BUILD.spoke.bazel")
crate_git_checkout(name = "git_shared", remote = "file://$scratch/shared", commit = "$commit")
crate_git(name = "git_shared_sub", checkout = "git_shared", remote = "file://$scratch/shared", commit = "$commit", strip_prefix = "sub/toy", build_file = "//:BUILD.spoke.bazel")
END
cp "$scratch/ws/BUILD.spoke.bazel" .
: >BUILD.bazel
check "WORKSPACE alone can load it" "BUILD.bazel deep/er/code.rs src/inner/mod.rs src/lib.rs " "$(files archive)"
check "WORKSPACE alone can share a clone" "BUILD.bazel deep/er/code.rs src/inner/mod.rs src/lib.rs " "$(files git_shared_sub)"

echo "starlark: $passed passed, $failed failed"
[ "$failed" = 0 ]
