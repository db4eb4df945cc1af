# Compares what remote workers have written with what this machine has.
#
# Takes: differences.tsv (pattern of a path, reason), and two logs of spawns.awk, the remote one first.
# Gives: "equal N", "explained PATH" with a tab and the reason and "different PATH"; and "different" for a file that only one of the two has.
BEGIN { FS = "\t" }
FNR == 1 { file++ }
file == 1 && !/^#/ { pattern[++rows] = $1; reason[rows] = $2 }
file == 2 && $1 == "output" { remote[$3] = $4 }
file == 3 && $1 == "output" { seen[$3] = 1; compare($3, $4) }
END {
  for (path in remote) if (!(path in seen)) compare(path, "")
  print "equal " equal + 0
}
function compare(path, hash,    i) {
  if (remote[path] == hash) {
    equal++
    return
  }
  for (i = 1; i <= rows; i++) if (path ~ pattern[i]) {
    print "explained " path "\t" reason[i]
    return
  }
  print "different " path
}
