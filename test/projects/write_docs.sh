#!/usr/bin/env bash
# Writes docs/projects.md.
#
# Takes:  projects.txt, results.tsv and notes.tsv beside it.
# Gives:  the page, which says how many test functions of each project pass with cargo and with Bazel, and why any differ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./list.sh

PAGE=../../docs/projects.md

# sum WAY NAME doc|code COLUMN: of the doc tests or of all others of a project, a column of results.tsv; nothing if they were not run.
sum() {
  awk -F '\t' -v way="$1" -v name="$2" -v doc="$3" -v column="$4" '
    (way == "all" || $1 == way) && (name == "all" || $2 == name) { run = 1; if (($7 ~ /^doc:/) == (doc == "doc")) sum += $column }
    END { if (run) print sum + 0 }
  ' results.tsv
}

# percentage PART WHOLE
percentage() { awk -v part="$1" -v whole="$2" 'BEGIN { print whole ? int(part * 1000 / whole) / 10 " %" : "" }'; }

# failing NAME: what also fails with cargo.
failing() {
  local failed
  failed=$(($(sum cargo "$1" code 9) + $(sum cargo "$1" doc 9)))
  [ "$failed" -eq 0 ] || echo "$failed fail with cargo, too. "
}

row() {
  local name=$1 version=$2 kinds=$3 cargo bazel cargo_doc bazel_doc
  cargo=$(sum cargo "$name" code 8) bazel=$(sum bazel "$name" code 8)
  cargo_doc=$(sum cargo "$name" doc 8) bazel_doc=$(sum bazel "$name" doc 8)
  echo "| $name | $version | ${kinds//,/, } | $cargo | $bazel | $cargo_doc | $bazel_doc | $([ -z "$bazel" ] || percentage $((bazel + bazel_doc)) $((cargo + cargo_doc))) | $([ -z "$cargo" ] || failing "$name")$(notes "$name") |"
}

# notes NAME: each reason once, and the targets that it is for.
notes() {
  awk -F '\t' -v name="$1" '
    $1 == name { if (!($3 in targets)) order[++count] = $3; targets[$3] = targets[$3] (targets[$3] ? ", " : "") "`" $2 "`" }
    END { for (i = 1; i <= count; i++) printf "%s%s: %s.", (i > 1 ? " " : ""), targets[order[i]], order[i] }
  ' notes.tsv
}

page() {
  local name
  cat << PAGE
<!-- Written by test/projects/write_docs.sh from the files beside it: do not edit. -->
# Tests of published projects

$(names all | wc -l) widely used packages, as published, with their own tests. \`crate-universe init\` writes what Bazel needs, and nothing else is touched. Then \`bazel test //...\`
runs what \`cargo test\` runs. The numbers are of test functions that pass; a test program with a harness of its own that prints no counts is one.
\`test/run projects\` runs three of them, \`test/run --full projects\` runs all, and \`test/integration/projects.sh NAME\` runs one.

With $(tools cargo), and with $(tools bazel), on Linux x86_64.

| package | version | covers | cargo | Bazel | doc tests, cargo | doc tests, Bazel | of cargo's | differences |
|---|---|---|---|---|---|---|---|---|
$(lines | while read -r _ name version kinds; do row "$name" "$version" "$kinds"; done)

In all, of the projects that both have run:
$(total)
PAGE
}

tools() { awk -F '\t' -v way="$1" '$1 == way && !seen[$6]++ { print $6 }' results.tsv | paste -sd ';' | sed 's/;/; /g'; }

# total: sums over the projects that have results of both.
total() {
  awk -F '\t' '
    { kind = $7 ~ /^doc:/ ? "doc" : "code"; sum[$1, $2, kind] += $8; run[$1, $2] = 1; names[$2] = 1 }
    END {
      for (name in names) if ((("cargo", name) in run) && (("bazel", name) in run)) {
        count++
        for (i = 1; i <= 2; i++) { way = i == 1 ? "cargo" : "bazel"; code[way] += sum[way, name, "code"]; doc[way] += sum[way, name, "doc"] }
      }
      printf "%d of %d test functions and %d of %d doc tests, in %d projects.\n", code["bazel"], code["cargo"], doc["bazel"], doc["cargo"], count
    }
  ' results.tsv
}

page > "$PAGE.new"
mv "$PAGE.new" "$PAGE"
