# shellcheck shell=bash
# buildifier and buildozer from npm, whose packages hold plain executables for every platform.
#
# Gives: BUILDTOOLS, a folder whose bin/ holds the two for this machine.
# Never: runs an install script of a package.

readonly BUILDTOOLS_VERSION=8.2.1

buildtools_find() {
  BUILDTOOLS=$CACHE/buildtools-$BUILDTOOLS_VERSION-$(buildtools_platform)
  [ -d "$BUILDTOOLS" ] || host_requires npm 'apt-get install npm'
}

buildtools_provision() {
  cache_make "${BUILDTOOLS##*/}" buildtools_fill
}

# This machine as the packages name it in their executables.
buildtools_platform() {
  local os cpu
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) die "buildifier and buildozer are not provisioned on $(uname -s): install them and put them on PATH" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) cpu=amd64 ;;
    aarch64 | arm64) cpu=arm64 ;;
    *) die "npm has no buildifier for $(uname -m): install buildifier and buildozer and put them on PATH" ;;
  esac
  printf '%s_%s\n' "$os" "$cpu"
}

buildtools_fill() {
  local new=$1 platform tool bundle=/etc/ssl/certs/ca-certificates.crt
  platform=$(buildtools_platform)
  say "fetching buildifier and buildozer $BUILDTOOLS_VERSION"
  # Node trusts its own list only, and a machine may be reached through an authority of its own.
  if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -s "$bundle" ]; then
    export NODE_EXTRA_CA_CERTS=$bundle
  fi
  if ! npm install --prefix "$new/.npm" --no-audit --no-fund --ignore-scripts --no-save \
    "@bazel/buildifier@$BUILDTOOLS_VERSION" "@bazel/buildozer@$BUILDTOOLS_VERSION" > "$new/log" 2>&1 < /dev/null; then
    tail -n 5 "$new/log" >&2
    die 'npm could not fetch buildifier and buildozer: see to the network or npm'\''s settings and call again'
  fi
  mkdir "$new/bin"
  for tool in buildifier buildozer; do
    cp "$new/.npm/node_modules/@bazel/$tool/$tool-$platform" "$new/bin/$tool"
    chmod 755 "$new/bin/$tool"
  done
  rm -rf "$new/.npm" "$new/log"
}
