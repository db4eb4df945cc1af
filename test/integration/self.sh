#!/usr/bin/env bash
# The self-test as a user runs it, and what it is about: the ways to tell exec from target configurations.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small self)
SELF=@crate_universe//test/self
CONDITION=--@crate_universe//crate_universe/configuration:exec_condition
LEGACY=--experimental_exec_configuration_distinguisher=legacy
FEATURES=$REPOSITORY/test/integration/workspaces/parity/features

self_test() {
  bazel "$WORKSPACE" test "$SELF" --test_output=all "$@" 2>&1
}

# It needs no hub, no toolchain and no program, and names the versions and repositories that it was run with.
the_ways_agree() {
  capture self_test
  matches '^passed: all agree\.$' "$OUTPUT"
  matches '^Bazel: .' "$OUTPUT"
  matches '^crate_universe: 0\.[0-9]+\.[0-9]+, as @@crate_universe[~+]$' "$OUTPUT"
  matches '^rules_rust: 0\.[0-9]+\.[0-9]+, as @@rules_rust[~+]$' "$OUTPUT"
  matches '^in force: transition$' "$OUTPUT"
  lacks 'crates' "$(ls "$(bazel "$WORKSPACE" info output_base)/external")"
}

# Of these flags, one hides exec configurations from platform_suffix, the other makes a target configuration look like one.
what_differs_is_reported() {
  fails_with '^platform_suffix is wrong for: exec, exec_dbg, exec_of_dbg, exec_of_exec$' self_test "$LEGACY"
  matches 'Crates are built right' "$OUTPUT"
  fails_with '^platform_suffix is wrong for: target, target_dbg$' self_test --platform_suffix=exec
  matches 'Crates are built right' "$OUTPUT"
}

the_way_in_force_is_chosen() {
  capture self_test "$CONDITION=platform_suffix"
  matches '^in force: platform_suffix$' "$OUTPUT"
  fails_with 'crates would be built with the features of the other side' self_test "$CONDITION=platform_suffix" "$LEGACY"
  fails_with 'CU0932: .* has the unknown value `suffix`' self_test "$CONDITION=suffix"
}

# Features differ by configuration, also where platform_suffix cannot tell it; the last line shows that the program would.
crates_have_the_features_of_their_side() {
  local workspace
  scratch "$FEATURES" features
  workspace=$SCRATCH/work/features/workspace
  equals "$(cat "$FEATURES/target-exact.txt")" "$(bazel "$workspace" run "$LEGACY" //:app)"
  ! equals "$(cat "$FEATURES/target-exact.txt")" "$(bazel "$workspace" run "$LEGACY" "$CONDITION=platform_suffix" //:app)"
}

check the_ways_agree
check what_differs_is_reported
check the_way_in_force_is_chosen
check crates_have_the_features_of_their_side
finish
