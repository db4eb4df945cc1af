#!/usr/bin/env bash
# The verdicts of test/support/build_language.txt, by which the program takes or leaves what packages add to their BUILD files,
# are Bazel's own: each text is a package of one workspace, and Bazel says which packages it can load.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

TABLE=$REPOSITORY/test/support/build_language.txt

bazel_gives_the_verdicts_of_the_table() {
  local workspace=$SCRATCH/work/texts verdict text name number=0 wrong=0 status=0
  mkdir -p "$workspace"
  touch "$workspace/MODULE.bazel" "$workspace/BUILD.bazel"
  cat > "$workspace/defs.bzl" <<'BZL'
one = 1
two = 2

def f(*_args, **_kwargs):
    return None
BZL
  : > "$SCRATCH/log/packages"
  while IFS= read -r text; do
    verdict=${text%% *}
    text=${text#* }
    number=$((number + 1))
    mkdir "$workspace/p$number"
    text=${text//␤/$'\n'}
    text=${text//␉/$'\t'}
    printf '%s' "${text//␍/$'\r'}" > "$workspace/p$number/BUILD.bazel"
    printf '%s p%s %s\n' "$verdict" "$number" "${text//$'\n'/␤}" >> "$SCRATCH/log/packages"
  done < <(grep -E '^(ok|no) ' "$TABLE")
  [ "$number" -gt 100 ]
  # It gives a part of the answer, which has an exit code of its own, and says of each package that it cannot load.
  bazel "$workspace" query --keep_going '//...' > "$SCRATCH/log/query" 2>&1 || status=$?
  [ "$status" = 3 ]
  grep -oE 'package contains errors: p[0-9]+$' "$SCRATCH/log/query" | sed 's/.* //' | sort -u > "$SCRATCH/log/refused"
  [ -s "$SCRATCH/log/refused" ]
  while read -r verdict name text; do
    if grep -qx "$name" "$SCRATCH/log/refused"; then
      [ "$verdict" = no ] || { wrong=$((wrong + 1)); echo "Bazel refuses: $text"; }
    else
      [ "$verdict" = ok ] || { wrong=$((wrong + 1)); echo "Bazel takes: $text"; }
    fi
  done < "$SCRATCH/log/packages"
  [ "$wrong" = 0 ]
}

check bazel_gives_the_verdicts_of_the_table
finish
