# shellcheck shell=bash
# The user's cache: folders that are made once, beside their place, and renamed into it when they are complete.
#
# Gives: CACHE, and cache_make, which may be called twice at once and killed at any moment.
# Never: changes a folder that has its name; a server may be running in it.

if [ -z "${XDG_CACHE_HOME:-}${HOME:-}" ]; then
  die 'neither HOME nor XDG_CACHE_HOME is set, so there is no cache to provision into: set one of them'
fi
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/crate_universe/bazel
CACHE_WAITED=

# Makes the folder $1 of the cache, unless it is there: the function $2 fills the new folder whose path it is given.
cache_make() {
  local entry=$1 fill=$2
  [ ! -d "$CACHE/$entry" ] || return 0
  mkdir -p "$CACHE" 2> /dev/null || die "$CACHE cannot be made: let XDG_CACHE_HOME name a folder that can be written"
  cache_lock
  if [ ! -d "$CACHE/$entry" ]; then
    NEW=$(mktemp -d "$CACHE/new.XXXXXX")
    trap 'rm -rf "$NEW"' EXIT
    chmod 755 "$NEW"
    "$fill" "$NEW"
    mv "$NEW" "$CACHE/$entry"
    trap - EXIT
  fi
  exec 9>&-
}

# One call at a time makes folders. Where there is no flock only buildifier is provisioned, and two calls at once do it twice.
cache_lock() {
  command -v flock > /dev/null || return 0
  exec 9> "$CACHE/lock"
  if ! flock -n 9; then
    [ -n "$CACHE_WAITED" ] || say 'waiting for another call that is provisioning'
    CACHE_WAITED=1
    flock 9
  fi
  # Whoever left these was killed: its children held the lock until they ended too.
  rm -rf "$CACHE"/new.*
}

# A short name for all of stdin.
cache_key() {
  local sum
  sum=$(sha256sum)
  printf '%s\n' "${sum:0:12}"
}
