# Counts test functions in what `cargo test --no-fail-fast` prints; or, with `-v target=TARGET -v broken=0` (1: it failed), in the log of one Bazel test.
#
# Gives: lines `TARGET<tab>PASSED<tab>FAILED<tab>IGNORED`. TARGET is `unit:NAME`, `test:NAME` or `doc:NAME`, with underscores for dashes, as cargo names
#        programs; of a library and a binary of one name, the binary is `unit:NAME__bin`. A program that prints no result, since its harness is
#        its own or it broke, is one test.

BEGIN {
  OFS = "\t"
  if (target != "") seen[target] = 1
}

/^     Running unittests / { start("unit:" program()); next }
/^     Running / { start("test:" program()); next }
/^   Doc-tests / { start("doc:" $2); next }

# Of doc tests, each group has its result.
/^test result: .* passed; .* failed; .* ignored;/ {
  results++
  passed += $4
  failed += $6
  ignored += $8
}

/^error: (test|doctest) failed, to rerun pass / { broken = 1 }

END { stop() }

function start(name) {
  stop()
  target = name in seen ? name "__bin" : name
  seen[target] = 1
  results = broken = passed = failed = ignored = 0
}

function stop() {
  if (target == "") return
  if (broken && !failed) failed = 1
  else if (!results) passed = 1
  print target, passed + 0, failed + 0, ignored + 0
}

# program: the name in `(target/debug/deps/NAME-HASH)`.
function program(name) {
  name = $NF
  sub(/.*\//, "", name)
  sub(/-[0-9a-f]+\)$/, "", name)
  return name
}
