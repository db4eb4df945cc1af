# shellcheck shell=bash
# The Debian packages of Bazel and rules_rust with all that they depend on, unpacked into one folder.
#
# Takes: the machine's apt, with a state of its own, so that the machine's stays as it is. Signatures and hashes are checked.
# Gives: ROOT, which view.sh uses as /usr and /etc.
# Never: runs a maintainer script; what those would have done and Bazel needs is done here.
# shellcheck disable=SC2034 # other files read what is set here

# The first suite that has the packages is taken. Testing comes first: it becomes a stable release, while unstable moves on.
readonly ROOT_SUITES='forky sid'
ROOT_PACKAGES='bazel-bootstrap bazel-rules-rust bazel-rules-shell bazel-skylib
  ?essential xz-utils bzip2 patch file zip mawk mount procps ca-certificates ca-certificates-java git curl pkg-config'
# Bazel's server needs only the runtime; the development kit is half of the download.
readonly ROOT_WITHOUT='^(openjdk-[0-9]+-jdk-headless|default-jdk-headless)$'
# Raised when this file changes what it puts into the folder.
readonly ROOT_EDITION=1

root_provision() {
  local key
  key=$(printf '%s\n' "$ROOT_EDITION" "$ROOT_SUITES" "$ROOT_PACKAGES" "$ROOT_WITHOUT" | cache_key)
  ROOT=$CACHE/root-$key
  cache_make "root-$key" root_fill
}

root_fill() {
  local new=$1 apt=$1/.apt start=$SECONDS
  say "$PROVISION_REASON; provisioning one from Debian's packages into $CACHE (once, about 1 GB)"
  root_apt_state "$apt"
  root_choose_suite "$apt"
  root_fetch "$apt"
  root_unpack "$apt/archives" "$new"
  root_finish "$new"
  rm -rf "$apt"
  say "unpacked after $((SECONDS - start)) s"
}

# An apt that knows no installed package and keeps everything in the folder $1. The machine's own settings, such as a
# proxy, still hold, but not its hooks, which clean up the machine's state.
root_apt_state() {
  local apt=$1
  mkdir -p "$apt"/{lists/partial,archives/partial,etc/none.d}
  : > "$apt/status"
  cat > "$apt/apt.conf" <<CONF
APT::Architecture "amd64";
#clear APT::Architectures;
APT::Architectures { "amd64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
#clear Acquire::IndexTargets::deb::DEP-11;
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::State::lists "$apt/lists";
Dir::State::extended_states "$apt/extended_states";
Dir::Cache "$apt";
Dir::Cache::archives "$apt/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "$apt/etc/sources.list";
Dir::Etc::sourceparts "$apt/etc/none.d";
Dir::Etc::preferences "$apt/etc/none";
Dir::Etc::preferencesparts "$apt/etc/none.d";
Acquire::Languages "none";
Acquire::Retries "3";
// A mirror that stands still is no reason to fail: the packages it has are still signed.
Acquire::Check-Valid-Until "false";
Debug::NoLocking "true";
CONF
}

# Finds the first mirror and suite that has every package; $1/uris lists what is to be fetched.
root_choose_suite() {
  local apt=$1 mirror suite keyring tried=
  keyring=$(host_keyring)
  for mirror in $(host_mirrors); do
    for suite in $ROOT_SUITES; do
      say "reading the package index of Debian $suite"
      printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$mirror" "$suite" > "$apt/etc/sources.list"
      # shellcheck disable=SC2086 # the packages are words
      if apt-get -c "$apt/apt.conf" update -qq >> "$apt/log" 2>&1 &&
        apt-get -c "$apt/apt.conf" install -y -qq --print-uris $ROOT_PACKAGES > "$apt/uris" 2>> "$apt/log"; then
        return
      fi
      tried="$tried $mirror ($suite)"
    done
  done
  tail -n 5 "$apt/log" >&2 2> /dev/null || true
  die "no Debian mirror has Bazel's packages (tried:${tried:- none, for apt\'s sources name none}): let CRATE_UNIVERSE_DEBIAN_MIRROR name one that has, or install bazelisk"
}

# Downloads what $1/uris lists: 'uri' file size hash, one package a line.
root_fetch() {
  local apt=$1
  awk -v without="$ROOT_WITHOUT" '{ name = $2; sub(/_.*/, "", name) } name !~ without { print name }' "$apt/uris" > "$apt/names"
  say "fetching $(awk -v without="$ROOT_WITHOUT" '
    { name = $2; sub(/_.*/, "", name) }
    name !~ without { count++; bytes += $3 }
    name ~ /^bazel-(bootstrap|rules-rust)$/ { split($2, part, "_"); named = named ", " name " " part[2] }
    END { printf "%d packages, %d MB%s", count, bytes / 1000000, named }' "$apt/uris")"
  if ! (cd "$apt/archives" && xargs -a "$apt/names" apt-get -c "$apt/apt.conf" download -qq >> "$apt/log" 2>&1); then
    tail -n 5 "$apt/log" >&2
    die "the download of Debian's packages failed: see to the network and call again"
  fi
}

# Unpacks the archives of the folder $1 into the folder $2.
root_unpack() {
  say 'unpacking'
  # base-files brings the links /bin -> usr/bin and its like, along which the others unpack.
  dpkg-deb -x "$1"/base-files_*.deb "$2"
  # shellcheck disable=SC2016 # the inner shell expands
  find "$1" -name '*.deb' ! -name 'base-files_*' -print0 | xargs -0 -n 16 -P 2 bash -c '
    set -euo pipefail
    for archive in "${@:2}"; do
      dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$1" --keep-directory-symlink --no-same-owner \
        --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale -f - || exit 255
    done' unpack "$2" || die "unpacking Debian's packages failed: see that the disk is not full and call again"
}

# What the maintainer scripts would have done, and the places where view.sh puts files of the machine.
root_finish() {
  local root=$1 file
  root_link "$root" sh dash
  root_link "$root" cc gcc
  root_link "$root" c++ g++
  root_link "$root" awk mawk
  root_link "$root" which which.debianutils
  root_link "$root" java ../lib/jvm/default-java/bin/java
  if [ ! -e "$root/usr/lib/jvm/default-java" ]; then
    file=$(find "$root/usr/lib/jvm" -maxdepth 1 -name 'java-*-openjdk-amd64' | sort -V | tail -n 1)
    ln -sfn "$(basename "$file")" "$root/usr/lib/jvm/default-java"
  fi
  ldconfig -r "$root" 2> /dev/null || true
  mkdir -p "$root"/etc/ssl/certs/java "$root"/etc/bazel "$root"/usr/local
  for file in resolv.conf hosts passwd group nsswitch.conf bazel/bazelrc ssl/certs/ca-certificates.crt; do
    rm -f "$root/etc/$file"
    : > "$root/etc/$file"
  done
  : > "$root/usr/bin/buildifier"
  : > "$root/usr/bin/buildozer"
}

# Gives the command $2 of the root $1 the name that alternatives would give it, unless it has it.
root_link() {
  [ -e "$1/usr/bin/$2" ] || [ -L "$1/usr/bin/$2" ] || ln -s "$3" "$1/usr/bin/$2"
}
