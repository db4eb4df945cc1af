#!/usr/bin/env bash
# Writes docs/reliability.md.
#
# Takes:  <suite>.tsv beside it, which the long form of a suite writes: test, what, tries, failures, date and seconds, a line a test.
# Gives:  the page, which says of each test how often it was tried and how often it failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

PAGE=../../docs/reliability.md

# suite NAME: a section with the results of one suite.
suite() {
  echo "## \`test/run --full $1\`"
  echo
  if [ ! -s "$1.tsv" ]; then
    echo "Not run yet."
    return
  fi
  echo "| test | what | tried | failed | date | seconds |"
  echo "|---|---|---:|---:|---|---:|"
  sed -E 's/\t/ | /g; s/.*/| & |/' "$1.tsv"
}

page() {
  cat << END
<!-- Written by test/reliability/write_docs.sh from the files beside it: do not edit. -->
# Reliability

What happens when a run is killed, when the disk is full, when the network fails, when several runs meet, and when an input is hostile. The tests run the
real program against real folders, real cargo and real sockets; \`test/run\` runs a short form of each, \`test/run --full\` the long one, whose
counts are here. [SECURITY.md](../SECURITY.md) says what is promised. Linux x86_64, Rust 1.95.0. The seconds serve to plan a
run, not to compare: they are those of one run, whatever else the machine did.

$(suite faults)

$(suite hostile)
END
}

page > "$PAGE.new"
mv "$PAGE.new" "$PAGE"
