# Reads Bazel's execution log as JSON.
#
# Gives: "spawn RUNNER MNEMONIC TARGET" and, for each file that the spawn has written, "output MNEMONIC PATH SHA256"; with tabs between.
BEGIN { OFS = "\t" }
function text(line) {
  sub(/^[^:]*: "/, "", line)
  sub(/",?$/, "", line)
  return line
}
/^  "mnemonic": / { mnemonic = text($0) }
/^  "runner": / { runner = text($0) }
/^  "targetLabel": / { target = text($0) }
/^  "actualOutputs": \[/ { outputs = 1; count = 0 }
/^  }?\],?$/ { outputs = 0 }
outputs && /^ *"path": / { path = text($0) }
outputs && /^ *"hash": / { paths[++count] = path; hashes[count] = text($0) }
/^}/ {
  print "spawn", runner, mnemonic, target
  # What a test prints has no path, and is there only if the test ran elsewhere.
  for (i = 1; i <= count; i++) if (paths[i] != "") print "output", mnemonic, paths[i], hashes[i]
  runner = mnemonic = target = ""
  count = 0
}
