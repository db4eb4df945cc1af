# shellcheck shell=bash
# The machine itself: what it is, which tools it has, which Debian mirrors its apt uses.
#
# Gives: one sentence on stderr and exit code 1 where something is missing; nothing is guessed and nothing skipped.
# Never: changes anything on it.
# shellcheck disable=SC2016,SC2034 # awk has its own $, and other files read what is set here

say() {
  printf 'crate_universe: %s\n' "$1" >&2
}

die() {
  say "$1"
  exit 1
}

# Leaves unless this is a Debian machine on amd64.
host_is_debian() {
  local why=
  if [ "$(uname -s)" != Linux ] || [ ! -e /etc/debian_version ]; then
    why='this is not a Debian machine'
  elif [ "$(uname -m)" != x86_64 ]; then
    why="this machine is $(uname -m), not amd64"
  fi
  [ -z "$why" ] && return
  die "$PROVISION_REASON, and $why, so none can be provisioned: install bazelisk, for example by \`npm install -g @bazel/bazelisk\`"
}

# The tools that provisioning and every later call need, each with the package that brings it.
host_requires_tools() {
  local pair
  # mount, pivot_root and ldconfig live where a plain user's PATH does not look.
  PATH=$PATH:/usr/sbin:/sbin
  for pair in apt-get:apt dpkg-deb:dpkg awk:mawk tar:tar xz:xz-utils xargs:findutils sha256sum:coreutils \
    flock:util-linux unshare:util-linux mount:mount ldconfig:libc-bin; do
    host_requires "${pair%%:*}" "apt-get install ${pair#*:}"
  done
}

host_requires() {
  command -v "$1" > /dev/null || die "$1 is missing: install it (\`$2\`) or install bazelisk, and call again"
}

# Sets UNSHARE to the options with which this kernel gives this user a mount namespace of its own.
host_unshare() {
  local options
  for options in -m -rm; do
    if unshare "$options" true 2> /dev/null; then
      UNSHARE=$options
      return
    fi
  done
  die "the kernel gives this user no private mount namespace (\`unshare -rm true\` fails), which a Bazel from Debian's packages needs: install bazelisk, for example by \`npm install -g @bazel/bazelisk\`"
}

# The archive mirrors of the machine's own apt, most likely first. The other archives of its sources come last: a mirror may
# have any path, and a suite that it does not carry is found out when it is asked for.
host_mirrors() {
  local list='' parts=''
  if [ -n "${CRATE_UNIVERSE_DEBIAN_MIRROR:-}" ]; then
    printf '%s\n' "$CRATE_UNIVERSE_DEBIAN_MIRROR"
    return
  fi
  eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  {
    find "$list" "$parts" -maxdepth 1 -name '*.list' -exec awk "$HOST_ONE_LINE_URIS" {} + 2> /dev/null || true
    find "$list" "$parts" -maxdepth 1 -name '*.sources' -exec awk -v RS= "$HOST_DEB822_URIS" {} + 2> /dev/null || true
  } | awk '
    !/^(https?|mirror)[:+]/ || seen[$0]++ { next }
    /\/debian(\.list)?\/?$/ { print; next }
    { others = others $0 "\n" }
    END { printf "%s", others }'
}

# deb [options] URI suite components
readonly HOST_ONE_LINE_URIS='
  $1 == "deb" {
    sub(/^[ \t]*deb[ \t]+(\[[^]]*\][ \t]*)?/, "")
    print $1
  }'

# Stanzas of "Field: value"; a line that begins with a blank goes on with the field before it.
readonly HOST_DEB822_URIS='
  {
    types = uris = enabled = field = ""
    count = split($0, lines, "\n")
    for (i = 1; i <= count; i++) {
      line = lines[i]
      if (line ~ /^#/) continue
      if (line ~ /^[^ \t]/) {
        field = tolower(substr(line, 1, index(line, ":") - 1))
        line = substr(line, index(line, ":") + 1)
      }
      if (field == "types") types = types " " line
      if (field == "uris") uris = uris " " line
      if (field == "enabled") enabled = enabled line
    }
    if (types !~ /(^|[ \t])deb([ \t]|$)/ || tolower(enabled) ~ /^[ \t]*(no|false|0|off|without|disable)[ \t]*$/) next
    count = split(uris, each)
    for (i = 1; i <= count; i++) print each[i]
  }'

# The keyring that Debian's archive is signed with.
host_keyring() {
  local file
  for file in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    if [ -e "$file" ]; then
      printf '%s\n' "$file"
      return
    fi
  done
  die 'the keyring of the Debian archive is missing: install it (`apt-get install debian-archive-keyring`) or install bazelisk, and call again'
}
