# shellcheck shell=bash
# Sourced by what reads the list: what crates.txt and the lock say.
#
# A name is that of a package, or PACKAGE:BINARY for a tool.

LIST=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

# lines: part, name, features and reason of each.
lines() { grep -v '^#' "$LIST/crates.txt"; }

parts() { lines | cut -d ' ' -f 1 | LC_ALL=C sort -u; }

# names PART: the names of a part.
names() { lines | grep "^$1 " | cut -d ' ' -f 2 | LC_ALL=C sort; }

# libraries, tools: the lines that are of either.
libraries() { lines | grep -v '^[^ ]* [^ ]*:'; }
tools() { lines | grep '^[^ ]* [^ ]*:'; }

# inputs: what the results are of, the crates, features and annotations, as the start of a checksum.
inputs() {
  (lines | cut -d ' ' -f 1-3 && cat "$LIST"/workspace/{BUILD.bazel,Cargo.lock,MODULE.bazel}) | sha256sum | cut -c 1-12
}

# versions: each direct dependency and its version. The lock names it beside a dependency of which it has several.
versions() {
  awk '
    /^name = / { name = $3; gsub(/"/, "", name); direct = name == "popular" }
    /^version = / && name { version = $3; gsub(/"/, "", version); only[name] = version }
    /^ "/ && direct { gsub(/[",]/, ""); chosen[$1] = $2 }
    END { for (name in chosen) print name, chosen[name] ? chosen[name] : only[name] }
  ' "$LIST/workspace/Cargo.lock" | LC_ALL=C sort
}
