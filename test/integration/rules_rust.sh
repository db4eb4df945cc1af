#!/usr/bin/env bash
# What the program says of releases of rules_rust, beside the rules and the tables of the rules_rust at hand: which attributes its
# rules have, and which constraint values stand for a triple.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(scratch "$REPOSITORY/test/integration/workspaces/rules_rust" rules_rust)

attributes() {
  capture bazel "$WORKSPACE" query //attributes:all
  matches 'newer attributes are as rules_rust' "$OUTPUT"
}

constraint_values() {
  capture bazel "$WORKSPACE" query //platforms:all
  matches 'triples have the constraint values of rules_rust' "$OUTPUT"
}

check attributes
check constraint_values
finish
