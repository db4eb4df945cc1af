# shellcheck shell=bash
# Sourced by what reads the list: what projects.txt says, and where the source of a project comes from.

PROJECTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
RUST=1.95.0

# lines: form, package, version and kinds of each project.
lines() { grep -v '^#' "$PROJECTS/projects.txt"; }

# names FORM: the packages of the short form, or all of them.
names() {
  case $1 in short) lines | grep '^short ' ;; *) lines ;; esac | cut -d ' ' -f 2
}

# field NAME NUMBER: one field of a project's line.
field() { lines | awk -v name="$1" -v number="$2" '$2 == name { print $number }'; }

version() { field "$1" 3; }

# own_lock NAME: the file of the lock that stands in for one that is not published.
own_lock() { echo "$PROJECTS/locks/$1-$(version "$1").lock"; }

# inputs NAME: what cargo's results of a project are of, as the start of a checksum. A published version never changes.
inputs() {
  local lock
  lock=$(own_lock "$1")
  (echo "$1 $(version "$1") $RUST" && if [ -e "$lock" ]; then cat "$lock"; fi) | sha256sum | cut -c 1-12
}

# unpacked NAME: the folder where cargo has unpacked the published archive, below CARGO_HOME in a folder named after the registry.
unpacked() {
  local folder
  for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$1-$(version "$1")"; do
    [ ! -e "$folder/Cargo.toml" ] || {
      echo "$folder"
      return
    }
  done
  return 1
}

# fetch NAME FOLDER: makes FOLDER the project as published, with a Cargo.lock. `cargo info` is the one command that downloads and unpacks a
# package without resolving or building anything.
fetch() {
  local lock source
  mkdir -p "$2"
  (cd "$2" && cargo "+$RUST" info --quiet --registry crates-io "$1@$(version "$1")") > "$2.info" 2>&1 || {
    cat "$2.info"
    return 1
  }
  source=$(unpacked "$1")
  (cd "$source" && tar -c --exclude=./.cargo-ok .) | tar -x -C "$2"
  lock=$(own_lock "$1")
  [ ! -e "$lock" ] || cp "$lock" "$2/Cargo.lock"
}
