#!/usr/bin/env bash
# Writes docs/popular.md.
#
# Takes:  crates.txt, results.tsv, notes.tsv and needs.tsv beside it.
# Gives:  the page, which says of each crate which ways were run and what failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

. ./list.sh

PAGE=../../docs/popular.md

results() { [ ! -e results.tsv ] || cat results.tsv; }

# A row a way and part: what of it was run.
runs() {
  local way part date seconds built failed all
  while IFS=$'\t' read -r way part date seconds built failed; do
    case $part in all) all=$(libraries | wc -l) ;; *) all=$(names "$part" | wc -l) ;; esac
    echo "| $way | $part | $date | $seconds | $built of $all | ${failed:-} |"
  done < <(results)
}

# The ways and parts that no result is of.
not_run() {
  local way part
  for way in label vendored cargo; do
    for part in $(parts); do
      results | grep -q "^$way"$'\t'"$part"$'\t' || echo "$way of part $part"
    done
  done
  results | grep -q '^dependency' || echo 'dependency'
}

# table FILE HEAD: the lines of a file as rows.
table() {
  echo "$2"
  sed -E 's/\t/ | /g; s/.*/| & |/' "$1"
}

page() {
  cat << END
<!-- Written by test/popular/write_docs.sh from the files beside it: do not edit. -->
# Popular crates

$(libraries | wc -l) widely used libraries and $(tools | wc -l) tools in one hub, $(grep -c '^name = ' workspace/Cargo.lock) packages in its lock. They were chosen by hand for what they have of
Cargo's and of build scripts, with common features; no ranking is claimed. \`test/integration/popular.sh\` builds them, part by part: by their own labels,
those of tools by their binaries', the libraries as dependencies of one target, all as a tree of \`crates_vendor\`, and the same lock by cargo among the same tools. It is long, and no part of \`test/run\`.

## What was run

Bazel 7.7.1, rules_rust 0.54.1, Rust 1.95.0, Linux x86_64. The seconds are those of a shared two-core
machine, from whatever was in its caches: they serve to plan a run, no more.

| way | part | date | seconds | built | not built |
|---|---|---|---|---|---|
$(runs)

Not run: $(not_run | paste -sd ',' | sed 's/,/, /g').

## Crates that want something

The workspace of the suite has the annotations of this table.

$(table notes.tsv "| crate | what happens | cure |
|---|---|---|")

Not in the list, since they want what is not on every machine, or are not built by Bazel yet. These annotations follow from what the crates document;
they were not run here.

$(table needs.tsv "| crate | wants | cure |
|---|---|---|")

## The list

| part | crate | version | features | why |
|---|---|---|---|---|
$(list)
END
}

list() {
  local part name features why package version
  while read -r part name features why; do
    package=${name%:*}
    version=$(versions | sed -n "s/^$package //p")
    case $features in -) features='' ;; esac
    echo "| $part | $name | $version | ${features//,/, } | $why |"
  done < <(lines)
}

page > "$PAGE.new"
mv "$PAGE.new" "$PAGE"
