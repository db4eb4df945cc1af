#!/usr/bin/env bash
# Vendored crates, declared in each way that is documented: by a macro that WORKSPACE.bzlmod calls, as rules_rust's
# documentation has it, by a module extension whose use_repo `bazel mod tidy` writes, and by a WORKSPACE without any module.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

RECIPE=$(scratch "$REPOSITORY/test/integration/workspaces/migration/recipe" recipe)
PURE=$(scratch "$REPOSITORY/test/integration/workspaces/migration/recipe" pure)
LOCK=basic/3rdparty/Cargo.Bazel.lock

# The first step: there is nothing yet that WORKSPACE.bzlmod could load. But for the folder of the BUILD files nothing is
# written, the lock of another workspace included.
vendored() {
  local before
  mv "$RECIPE/WORKSPACE.bzlmod" "$SCRATCH"
  before=$(others "$RECIPE" "basic/3rdparty/crates/*")
  bazel "$RECIPE" run //basic/3rdparty:crates_vendor
  equals "$before" "$(others "$RECIPE" "basic/3rdparty/crates/*")"
  matches 'cargo_build_script' "$(cat "$RECIPE/basic/3rdparty/crates/BUILD.bzip2-sys-0.1.13-1.0.8.bazel")"
  lacks 'cargo_build_script' "$(cat "$RECIPE/basic/3rdparty/crates/BUILD.libc-"*.bazel)"
  bazel "$RECIPE" run //basic/3rdparty:crates_vendor -- --check
}

from_workspace_bzlmod() {
  mv "$SCRATCH/WORKSPACE.bzlmod" "$RECIPE"
  capture bazel_reads_only "$RECIPE" build //...
  matches '^to the letter$' "$(bazel_reads_only "$RECIPE" run //basic:hello_sys)"
}

# The same folder, without a macro and without WORKSPACE.bzlmod.
from_a_module_extension() {
  rm "$RECIPE/WORKSPACE.bzlmod" "$RECIPE/sys_deps.bzl"
  cat > "$RECIPE/extensions.bzl" <<'EXTENSION'
load("//basic/3rdparty/crates:crates.bzl", basic_crate_repositories = "crate_repositories")

def _crates_impl(mctx):
    direct = basic_crate_repositories()
    return mctx.extension_metadata(
        reproducible = True,
        root_module_direct_deps = [dependency.repo for dependency in direct],
        root_module_direct_dev_deps = [],
    )

crates = module_extension(implementation = _crates_impl)
EXTENSION
  echo 'crates = use_extension("//:extensions.bzl", "crates")' >> "$RECIPE/MODULE.bazel"
  writes_only "$RECIPE" MODULE.bazel bazel "$RECIPE" mod tidy
  matches '^use_repo\(crates, "basic", "basic__bzip2-0\.3\.3"\)$' "$(cat "$RECIPE/MODULE.bazel")"
  bazel_reads_only "$RECIPE" mod tidy
  matches '^to the letter$' "$(bazel_reads_only "$RECIPE" run --noenable_workspace //basic:hello_sys)"
}

# What another spec brings, and what goes with one; and the hubs of tags.
tidy_follows() {
  sed -i 's/^        "bzip2": .*/&\n        "itoa": crate.spec(version = "=1.0.14"),/' "$RECIPE/basic/3rdparty/BUILD.bazel"
  bazel "$RECIPE" run //basic/3rdparty:crates_vendor -- --repin
  printf 'crate.spec(package = "ryu", version = "=1.0.17")\ncrate.from_specs(name = "direct")\nuse_repo(crate, "direct")\n' >> "$RECIPE/MODULE.bazel"
  bazel "$RECIPE" mod tidy
  matches '^use_repo\(crates, "basic", "basic__bzip2-0\.3\.3", "basic__itoa-1\.0\.14"\)$' "$(cat "$RECIPE/MODULE.bazel")"
  # What of another extension is imported is its user's to say.
  matches '^use_repo\(crate, "direct"\)$' "$(cat "$RECIPE/MODULE.bazel")"
  bazel "$RECIPE" build --nobuild //basic/3rdparty/crates:itoa @direct//:ryu
  sed -i '/"itoa"/d' "$RECIPE/basic/3rdparty/BUILD.bazel"
  bazel "$RECIPE" run //basic/3rdparty:crates_vendor -- --repin
  bazel "$RECIPE" mod tidy
  lacks 'itoa' "$(cat "$RECIPE/MODULE.bazel")"
}

# The lock of the user's workspace lacks a crate: cargo would add one that nobody has seen.
stale_lock() {
  cp "$REPOSITORY/test/integration/workspaces/migration/recipe/$LOCK" "$RECIPE/$LOCK"
  sed -i 's/^        "bzip2": .*/&\n        "itoa": crate.spec(version = "=1.0.14"),/' "$RECIPE/basic/3rdparty/BUILD.bazel"
  fails_with 'crate\.spec requires itoa =1\.0\.14, which is not locked' bazel_reads_only "$RECIPE" run //basic/3rdparty:crates_vendor
  matches 'help: bazel run //basic/3rdparty:crates_vendor -- --repin' "$OUTPUT"
}

from_pure_workspace() {
  rm "$PURE/MODULE.bazel" "$PURE/WORKSPACE.bzlmod"
  cat > "$PURE/WORKSPACE" <<WORKSPACE
local_repository(name = "crate_universe", path = "$UNDER_TEST")

load("@rules_rust//rust:repositories.bzl", "rules_rust_dependencies", "rust_register_toolchains")

rules_rust_dependencies()

rust_register_toolchains(edition = "2021", versions = ["1.95.0"])

load("@crate_universe//crate_universe:repositories.bzl", "crate_universe_dependencies")

crate_universe_dependencies(rust_version = "1.95.0")
WORKSPACE
  # Before there is anything to load.
  bazel "$PURE" run --noenable_bzlmod //basic/3rdparty:crates_vendor
  printf '\nload("//:sys_deps.bzl", "sys_deps")\n\nsys_deps()\n' >> "$PURE/WORKSPACE"
  matches '^to the letter$' "$(bazel_reads_only "$PURE" run --noenable_bzlmod //basic:hello_sys)"
  bazel_reads_only "$PURE" run --noenable_bzlmod //basic/3rdparty:crates_vendor -- --check
}

check vendored
check from_workspace_bzlmod
check from_a_module_extension
check tidy_follows
check stale_lock
check from_pure_workspace
bazel "$PURE" shutdown
finish
