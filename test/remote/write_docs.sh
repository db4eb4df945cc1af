#!/usr/bin/env bash
# Writes the section of docs/remote.md that says what was measured.
#
# Takes:  results.tsv beside it, which the long form of the suite `remote` writes: folder, date, actions, those that the clone elsewhere finds
#         in the cache, equal files, explained files, seconds with workers, elsewhere and without workers; and differences.tsv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

PAGE=../../docs/remote.md

reasons() {
  if ! grep -qv '^#' differences.tsv; then
    echo "No file differs."
    return
  fi
  echo "The other files:"
  echo
  echo "| path, as a regular expression | why it differs |"
  echo "|---|---|"
  sed -E '/^#/d; s/\|/\\|/g; s/^([^\t]*)\t(.*)/| `\1` | \2 |/' differences.tsv
}

section() {
  cat << END

| workspace | date | actions on workers | cache hits elsewhere | equal files | other files | seconds on workers | elsewhere | without workers |
|---|---|---:|---:|---:|---:|---:|---:|---:|
$(sed -E 's/^\.\t/this repository: `\/\/crate_universe`\t/; s/\t/ | /g; s/.*/| & |/' results.tsv)

No action ran outside of the workers. *Elsewhere* is a clone at another path with another output base. Files are all that actions have
written, compared by digest with those of a local build in the sandbox. Bazel, the service and both workers shared two cores with other
work, so that the seconds serve to plan a run, not to compare.

$(reasons)

END
}

{
  sed '/^<!-- Written by/q' "$PAGE"
  section
  sed -n '/^<!-- The end of what is written/,$p' "$PAGE"
} > "$PAGE.new"
mv "$PAGE.new" "$PAGE"
