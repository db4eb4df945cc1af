#!/usr/bin/env bash
# Writes the section of docs/remote.md that says what was measured.
#
# Takes:  results.tsv beside it, which the long form of the suite `remote` writes, a line for each workspace: folder, actions, those from the
#         cache in the clone elsewhere, equal files, files that differ for a known reason, seconds with workers, elsewhere and without; and
#         differences.tsv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

PAGE=../../docs/remote.md

section() {
  cat << END
| workspace | actions | local | cache hits elsewhere | equal files | other files | seconds remote | from the cache | local |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
$(sed -E 's/^\.\t/this repository\t/; s/\t/ | /g; s/.*/| & |/' results.tsv)

Two workers and Bazel shared two cores, so that the seconds say only that it works. *Elsewhere* is a clone at another path with another output
base. Files are all that the actions have written, compared by their digests with those of a local build. The others are these:

| files | reason |
|---|---|
$(sed -E '/^#/d; s/\|/\\|/g; s/^([^\t]*)\t(.*)/| `\1` | \2 |/' differences.tsv)
END
}

{
  sed '/^<!-- Written by/q' "$PAGE"
  section
  sed -n '/^<!-- The end of what is written/,$p' "$PAGE"
} > "$PAGE.new"
mv "$PAGE.new" "$PAGE"
