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
  local way part date inputs tools seconds built failed all now
  now=$(inputs)
  while IFS=$'\t' read -r way part date inputs tools seconds built failed; do
    case $part in all) all=$(libraries | wc -l) ;; *) all=$(names "$part" | wc -l) ;; esac
    [ "$inputs" = "$now" ] || date="$date, before the list or its lock changed"
    echo "| $way | $part | $date | $tools | $seconds | $built of $all | ${failed:-} |"
  done < <(results)
}

# Of the parts that both have run: what cargo builds and a way of Bazel does not.
only_by_cargo() {
  awk -F '\t' '
    { sub(/^stopped before /, "", $8) }
    NR == FNR { if ($1 == "cargo") not_by_cargo[$2] = " " $8 " "; next }
    $1 != "cargo" && $2 in not_by_cargo {
      count = split($8, failed, " ")
      for (i = 1; i <= count; i++) if (!index(not_by_cargo[$2], " " failed[i] " ")) print failed[i] " (" $1 ")"
    }
  ' results.tsv results.tsv
}

# listed: lines as one, or `nothing`.
listed() {
  local all
  all=$(paste -sd ',' | sed 's/,/, /g')
  echo "${all:-nothing}"
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

$(libraries | wc -l) widely used libraries and $(tools | wc -l) tools in one hub, $(grep -c '^name = ' workspace/Cargo.lock) packages in its lock. They were chosen by hand to cover
Cargo features and kinds of build scripts, with common features; no ranking is claimed. \`test/integration/popular.sh\` builds them, part by part: by their own labels,
those of tools by their binaries', the libraries as dependencies of one target, all as a tree of \`crates_vendor\`, and the same lock by cargo among the same tools. It takes hours and is not part of \`test/run\`.

## What was run

On Linux x86_64. The seconds are those of a shared two-core machine, from whatever was in its caches: they serve to plan a run, no more.

| way | part | date | with | seconds | built | not built |
|---|---|---|---|---|---|---|
$(runs)

Built by cargo and not by Bazel, in the parts that both have run: $(only_by_cargo | listed).
Not run: $(not_run | listed).

## Crates that need settings

The workspace of the suite has the annotations of this table.

$(table notes.tsv "| crate | what happens | fix |
|---|---|---|")

Not in the list, since they need what is not on every machine, or are not built by Bazel yet. These annotations follow from what the crates document;
they were not run here.

$(table needs.tsv "| crate | needs | fix |
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
