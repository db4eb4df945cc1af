#!/usr/bin/env bash
# Tests of tools/bazel: which Bazel it chooses, and what provisioning does short of downloading anything.
#
# Takes: nothing. The Bazels on PATH are small scripts that print what they were given; the launcher is a copy in a folder of its own.
# Gives: `ok NAME` or `FAILED NAME` for each test, the lines of platforms.sh, and at the end `launcher: N passed, M failed`.
# Never: asks the network for anything, except that platforms.sh has a real Bazel.
# shellcheck disable=SC2016,SC2317 # scripts in quotes are for other shells; the tests are called by name
set -uo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
REPOSITORY=$(cd "$HERE/../.." && pwd -P)
SCRATCH=$(cd "$(mktemp -d "${TMPDIR:-/tmp}/crate_universe.launcher.XXXXXX")" && pwd -P)
trap 'rm -rf "$SCRATCH"' EXIT
PASSED=0
FAILED=0
LAUNCHER=$SCRATCH/checkout/tools/bazel
BIN=$SCRATCH/bin

prepare() {
  local tool
  mkdir -p "$SCRATCH/checkout" "$BIN" "$SCRATCH/a" "$SCRATCH/b"
  cp -R "$REPOSITORY/tools" "$SCRATCH/checkout/tools"
  # Only these, so that no Bazel of the machine is found.
  for tool in awk bash cat chmod dirname env find flock head mkdir mktemp mv readlink rm sha256sum sleep tail; do
    ! command -v "$tool" > /dev/null || ln -s "$(command -v "$tool")" "$BIN/$tool"
  done
  # Where no Bazel is found, this machine is none that can be provisioned.
  printf '#!/bin/sh\necho Elsewhere\n' > "$BIN/uname"
  chmod +x "$BIN/uname"
  unset BAZEL_REAL BAZELISK_SKIP_WRAPPER CRATE_UNIVERSE_ASKS
}

# fake FILE VERSION: a Bazel that states the version, notes that it was asked, and prints what it was given.
fake() {
  mkdir -p "$(dirname "$1")"
  cat > "$1" << SCRIPT
#!/usr/bin/env bash
if [ "\${1:-}" = --version ]; then
  echo asked >> "$1.asked"
  [ -z "\${BAZELISK_SKIP_WRAPPER:-}" ] || echo skip >> "$1.asked"
  echo "bazel $2"
  exit
fi
echo "$1 in \$PWD"
printf '<%s>' "\$@"
echo " skip=\${BAZELISK_SKIP_WRAPPER:-}"
exit 37
SCRIPT
  chmod +x "$1"
}

# launch PATH ARGUMENTS...: runs the launcher; OUT, ERR and STATUS hold what it gave.
launch() {
  local path=$1
  shift
  STATUS=0
  OUT=$(PATH=$path:$BIN "$LAUNCHER" "$@" 2> "$SCRATCH/err") || STATUS=$?
  ERR=$(cat "$SCRATCH/err")
}

# equal WHAT GOT WANTED
equal() {
  [ "$2" = "$3" ] && return
  printf '  %s is: %s\n  wanted: %s\n' "$1" "$2" "$3"
  return 1
}

# contains WHAT TEXT PART
contains() {
  [[ $2 == *"$3"* ]] && return
  printf '  %s is: %s\n  wanted in it: %s\n' "$1" "$2" "$3"
  return 1
}

one_sentence() {
  equal 'the number of lines on stderr' "$(printf '%s\n' "$ERR" | grep -c .)" 1 && equal status "$STATUS" 1 && equal stdout "$OUT" ''
}

check() {
  local said
  rm -rf "${SCRATCH:?}"/{a,b,c}
  mkdir -p "$SCRATCH"/{a,b}
  if said=$("test_$1" 2>&1); then
    PASSED=$((PASSED + 1))
    echo "ok $1"
  else
    FAILED=$((FAILED + 1))
    printf 'FAILED %s\n%s\n' "$1" "$said"
  fi
}

test_bazel_real_wins() {
  fake "$SCRATCH/a/bazelisk" 8.0.0
  fake "$SCRATCH/c/real bazel" 6.0.0
  BAZEL_REAL="$SCRATCH/c/real bazel" launch "$SCRATCH/a" build //x 'two words'
  contains stdout "$OUT" "$SCRATCH/c/real bazel in " && contains stdout "$OUT" '<build><//x><two words> skip=' &&
    equal 'the number of questions' "$(cat "$SCRATCH/c/real bazel.asked" 2> /dev/null)" '' && equal status "$STATUS" 37
}

test_bazel_real_that_is_missing_is_named() {
  BAZEL_REAL=/nowhere/bazel launch "$SCRATCH/a" info
  one_sentence && contains stderr "$ERR" "BAZEL_REAL is '/nowhere/bazel'"
}

test_bazel_real_that_is_the_launcher_is_refused() {
  BAZEL_REAL=$LAUNCHER launch "$SCRATCH/a" info
  one_sentence && contains stderr "$ERR" 'BAZEL_REAL names this launcher itself'
}

test_bazelisk_is_preferred_and_told_to_skip_the_wrapper() {
  fake "$SCRATCH/a/bazel" 8.0.0
  fake "$SCRATCH/b/bazelisk" 8.0.0
  launch "$SCRATCH/a:$SCRATCH/b" build
  contains stdout "$OUT" "$SCRATCH/b/bazelisk in " && contains stdout "$OUT" 'skip=true'
}

test_bazel_is_told_to_skip_the_wrapper_when_asked() {
  fake "$SCRATCH/a/bazel" 7.7.1
  launch "$SCRATCH/a" build
  equal 'what was asked' "$(cat "$SCRATCH/a/bazel.asked")" $'asked\nskip' && contains stdout "$OUT" 'skip=true'
}

test_the_launcher_itself_is_left_out() {
  mkdir -p "$SCRATCH/c"
  ln -s "$LAUNCHER" "$SCRATCH/a/bazelisk"
  ln -s "$SCRATCH/a/bazelisk" "$SCRATCH/a/bazel"
  ln "$LAUNCHER" "$SCRATCH/b/bazel"
  fake "$SCRATCH/c/bazel" 9.0.0
  launch "$SCRATCH/a:$SCRATCH/b:$SCRATCH/checkout/tools:$SCRATCH/c" build
  contains stdout "$OUT" "$SCRATCH/c/bazel in "
}

test_the_launcher_works_through_a_link() {
  fake "$SCRATCH/b/bazel" 7.0.0
  ln -s "$LAUNCHER" "$SCRATCH/a/bazel"
  OUT=$(PATH=$SCRATCH/a:$SCRATCH/b:$BIN bazel build 2>&1)
  contains stdout "$OUT" "$SCRATCH/b/bazel in "
}

test_launchers_of_two_checkouts_do_not_ask_each_other_for_ever() {
  cp -R "$SCRATCH/checkout" "$SCRATCH/c"
  launch "$SCRATCH/c/tools:$SCRATCH/checkout/tools" build
  one_sentence && contains stderr "$ERR" "$SCRATCH/c/tools/bazel was passed over"
}

test_an_old_bazel_is_passed_over() {
  fake "$SCRATCH/a/bazel" 6.5.0
  fake "$SCRATCH/b/bazel" 10.1.0-pre
  launch "$SCRATCH/a:$SCRATCH/b" build
  contains stdout "$OUT" "$SCRATCH/b/bazel in "
}

test_an_old_bazel_alone_is_named() {
  fake "$SCRATCH/a/bazel" 6.5.0
  launch "$SCRATCH/a" build
  one_sentence && contains stderr "$ERR" "$SCRATCH/a/bazel is 6.5.0" && contains stderr "$ERR" 'install bazelisk'
}

test_a_bazel_that_does_not_run_is_passed_over() {
  printf '#!/nowhere/sh\n' > "$SCRATCH/a/bazel"
  chmod +x "$SCRATCH/a/bazel"
  printf 'not executable\n' > "$SCRATCH/b/bazel"
  launch "$SCRATCH/a:$SCRATCH/b" build
  one_sentence && contains stderr "$ERR" "$SCRATCH/a/bazel was passed over"
}

test_no_bazel_says_what_to_install() {
  launch "$SCRATCH/a" build
  one_sentence && contains stderr "$ERR" 'install bazelisk'
}

test_it_runs_where_it_is_called() {
  fake "$SCRATCH/a/bazel" 7.7.1
  mkdir -p "$SCRATCH/c/a workspace"
  cd "$SCRATCH/c/a workspace" || return
  launch "$SCRATCH/a" build
  contains stdout "$OUT" "in $SCRATCH/c/a workspace"
}

test_stdout_is_the_commands_alone() {
  fake "$SCRATCH/a/bazel" 7.7.1
  launch "$SCRATCH/a" query ''
  equal stdout "$OUT" "$SCRATCH/a/bazel in $PWD"$'\n''<query><> skip=true' && equal stderr "$ERR" '' && equal status "$STATUS" 37
}

test_sh_runs_a_command() {
  fake "$SCRATCH/a/bazel" 7.7.1
  launch "$SCRATCH/a" --sh bash -c 'echo "$0 $1"; exit 3' one 'two three'
  equal stdout "$OUT" 'one two three' && equal status "$STATUS" 3 || return
  launch "$SCRATCH/a" --sh
  one_sentence && contains stderr "$ERR" '--sh wants a command'
}

test_sh_takes_the_buildifier_of_path() {
  fake "$SCRATCH/a/bazel" 7.7.1
  fake "$SCRATCH/b/buildifier" 1
  launch "$SCRATCH/a:$SCRATCH/b" --sh buildifier -r .
  contains stdout "$OUT" "$SCRATCH/b/buildifier in " && contains stdout "$OUT" '<-r><.>'
}

# provisioning SCRIPT: runs bash with the parts of provisioning, a PATH without Debian's tools, and a cache of its own.
provisioning() {
  PATH=$BIN:$SCRATCH/a HOME=$SCRATCH/c XDG_CACHE_HOME=$SCRATCH/c CARGO_HOME=$SCRATCH/c PROVISION_TOOLS=$SCRATCH/checkout/tools/provision \
    bash -c 'set -euo pipefail; . "$PROVISION_TOOLS/provision.sh"; '"$1" 2>&1
}

test_a_missing_tool_is_named() {
  local said
  said=$(provisioning 'host_requires no-such-tool "apt-get install a-package"') && return 1
  equal said "$said" 'crate_universe: no-such-tool is missing: install it (`apt-get install a-package`) or install bazelisk, and call again' || return
  said=$(provisioning rust_find) && return 1
  contains said "$said" 'rustup is missing'
}

test_a_missing_toolchain_is_named() {
  local said
  printf '#!/bin/sh\nexit 1\n' > "$SCRATCH/a/rustup"
  chmod +x "$SCRATCH/a/rustup"
  said=$(provisioning rust_find) && return 1
  contains said "$said" 'rustup toolchain install'
}

test_mirrors_come_from_both_formats_of_sources() {
  mkdir -p "$SCRATCH/a/parts"
  printf '#!/bin/sh\necho "list=%s parts=%s"\n' "$SCRATCH/a/sources.list" "$SCRATCH/a/parts" > "$SCRATCH/a/apt-config"
  chmod +x "$SCRATCH/a/apt-config"
  cat > "$SCRATCH/a/sources.list" << 'SOURCES'
# deb http://comment.example/debian bookworm main
deb cdrom:[Debian]/ bookworm main
deb-src http://source.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/x.gpg] http://vendor.example/apt stable main
deb	http://one.example/debian/ bookworm main contrib
SOURCES
  cat > "$SCRATCH/a/parts/debian.sources" << 'SOURCES'
Types: deb deb-src
# a comment
URIs: https://two.example/debian
  https://three.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian

types: deb
uris: mirror+file:/etc/apt/mirrors/debian.list http://one.example/debian/
SOURCES
  printf 'deb http://disabled.example/debian bookworm main\n' > "$SCRATCH/a/parts/old.list.save"
  equal mirrors "$(provisioning host_mirrors | tr '\n' ' ')" 'http://one.example/debian/ https://two.example/debian https://three.example/debian mirror+file:/etc/apt/mirrors/debian.list http://vendor.example/apt ' &&
    equal mirror "$(CRATE_UNIVERSE_DEBIAN_MIRROR=http://mine.example/d provisioning host_mirrors)" http://mine.example/d
}

cache_entries() {
  (cd "$SCRATCH/c/crate_universe/bazel" && find . -mindepth 1 ! -name lock | sort | tr '\n' ' ')
}

test_an_entry_is_made_once_by_two_calls_at_once() {
  local script='fill() { echo made >> "$XDG_CACHE_HOME/made"; sleep 0.5; echo full > "$1/file"; }; cache_make entry fill; cat "$CACHE/entry/file"'
  mkdir -p "$SCRATCH/c"
  provisioning "$script" > "$SCRATCH/a/first" &
  provisioning "$script" > "$SCRATCH/a/second"
  wait
  equal first "$(tail -n 1 "$SCRATCH/a/first")" full && equal second "$(tail -n 1 "$SCRATCH/a/second")" full &&
    equal makers "$(cat "$SCRATCH/c/made")" made && equal cache "$(cache_entries)" './entry ./entry/file '
}

test_an_entry_that_fails_leaves_nothing() {
  local said
  said=$(provisioning 'fill() { echo half > "$1/file"; false; echo unreached > "$1/file"; }; cache_make entry fill; echo unreached') && return 1
  equal said "$said" '' && equal cache "$(cache_entries)" ''
}

test_an_entry_whose_maker_was_killed_is_made_again() {
  provisioning 'fill() { echo half > "$1/file"; kill -9 $$; }; cache_make entry fill' > /dev/null
  contains cache "$(cache_entries)" './new.' || return
  provisioning 'fill() { echo full > "$1/file"; }; cache_make entry fill' || return
  equal cache "$(cache_entries)" './entry ./entry/file '
}

prepare
while IFS= read -r name; do
  check "$name"
done < <(sed -n "s/^test_\([a-z_]*\)() {$/\1/p" "$HERE/launcher.sh")
platforms=0
"$HERE/platforms.sh" || platforms=1
echo "launcher: $PASSED passed, $FAILED failed"
[ "$FAILED$platforms" = 00 ]
