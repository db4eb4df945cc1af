#!/usr/bin/env bash
# A workspace that was written for rules_rust's crate_universe: with the repository's name replaced in its labels, and
# with whole labels replaced, it builds, and nothing of it is written to.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# migrated NAME SED: a copy whose MODULE.bazel is edited by the expression.
migrated() {
  local copy
  copy=$(scratch "$REPOSITORY/test/integration/workspaces/migration/module" "$1")
  sed -i "$2" "$copy/MODULE.bazel" "$copy/vendored/BUILD.bazel"
  echo "$copy"
}

builds() {
  matches '^42 1.5 unix$' "$(bazel_reads_only "$1" run //:app)"
  matches '^43 2.5$' "$(bazel_reads_only "$1" run //:named)"
}

repository_name_replaced() {
  builds "$(migrated by_name 's#@rules_rust//crate_universe:#@crate_universe//crate_universe:#')"
}

label_replaced() {
  builds "$(migrated by_label \
    's#@rules_rust//crate_universe:extension.bzl#@crate_universe//crate_universe:extensions.bzl#;s#@rules_rust//crate_universe:defs.bzl#@crate_universe//crate_universe:defs.bzl#')"
}

# A vendoring target with an empty lock, as upstream wants one: a run fills it, and leaves facts in its lockfile.
vendoring_target() {
  local copy=$SCRATCH/work/by_label
  bazel "$copy" run //vendored:crates_vendor -- --repin
  matches '^name = "shellharden"' "$(cat "$copy/vendored/Cargo.lock")"
  matches 'shellharden' "$(cat "$copy/vendored/cargo-bazel-lock.json")"
  matches '^3.5$' "$(bazel "$copy" run //user)"
  matches 'shellharden' "$(bazel "$copy" run @vendored//:shellharden__shellharden -- --version 2>&1)"
  matches 'regen|crates_vendor' "$(head -2 "$copy/vendored/crates/BUILD.bazel")"
}

# The run starts from the tree that rules_rust has written, whose hub the package of the target needs, and leaves nothing of it.
vendored_by_rules_rust() {
  local tree=$OLD/third_party/crates
  matches 'itoa-1.0.11' "$(bazel "$OLD" query 'labels(srcs, //third_party:deps)')"
  bazel_reads_only "$OLD" build @cvm//:itoa @cvm//itoa-1.0.11
  bazel "$OLD" run //third_party:crates_vendor
  lacks '@generated' "$(cat "$tree"/*.bazel "$tree"/*.bzl)"
  equals 'BUILD.bazel BUILD.itoa-1.0.14.bazel SHA256SUMS cfg crates.bzl defs.bzl' "$(cd "$tree" && echo *)"
  # What the macros return is used by name, and an extension that rules_rust wrote does not tell Bazel so.
  sed -i 's/^use_repo(vendored, "cvm")/use_repo(vendored, "cvm", "cvm__itoa-1.0.14")/' "$OLD/MODULE.bazel"
  capture bazel "$OLD" query 'labels(srcs, //third_party:deps)'
  matches 'cvm__itoa-1.0.14//:itoa$' "$OUTPUT"
  bazel "$OLD" build @cvm//:itoa @cvm//itoa @cvm//itoa-1.0.14
  bazel "$OLD" run //third_party:crates_vendor -- --check
}

# The tree is the user's, and its crates are built by name; the hub's repository is there for them.
wildcards_build_crates_only() {
  equals '//itoa-1.0.14: //itoa:' "$(built_by "$OLD" @cvm//... | tr '\n' ' ' | sed 's/ $//')"
  bazel "$OLD" query //third_party/crates/...
  equals '' "$(built_by "$OLD" //third_party/crates/... || true)"
}

# What other versions of rules_rust write; a path dependency is the one thing that only a run can cure.
other_generated_calls() {
  bazel "$OLD" query @earlier//:defs.bzl
  bazel "$OLD" query @made//:defs.bzl
  fails_with 'CU0925: crates/mirrored' bazel "$OLD" query @mirrored//:all
  matches 'help: run the crates_vendor target' "$OUTPUT"
}

OLD=$(scratch "$REPOSITORY/test/integration/workspaces/migration/old_tree" old_tree)
check repository_name_replaced
check label_replaced
check vendoring_target
check vendored_by_rules_rust
check wildcards_build_crates_only
check other_generated_calls
finish
