#!/usr/bin/env bash
# Makes the view inside the new mount namespace that view.sh has made, and becomes the command.
#
# Takes: ROOT CONFIG TRUST BUILDTOOLS PATH FOLDER COMMAND...; CONFIG is "" while the view's own parts are still being made.
# Gives: what the command gives.
# Never: is called but by view.sh; outside a namespace of its own it would cover the machine's /usr and /etc.
set -euo pipefail

main() {
  local root=$1 config=$2 trust=$3 buildtools=$4 path=$5 folder=$6
  shift 6
  case $(pwd -P)/ in
    /usr/local/*) ;;
    /usr/* | /etc/*) refuse "$folder is hidden from the provisioned Bazel, whose /usr and /etc are its own: put the workspace elsewhere" ;;
  esac
  # What the view keeps of the machine's /etc and /usr is put into the root before the root covers them.
  keep "$root" /etc/resolv.conf /etc/hosts /etc/passwd /etc/group /etc/nsswitch.conf /usr/local
  put "$trust/ca-certificates.crt" "$root/etc/ssl/certs/ca-certificates.crt"
  put "$trust/java" "$root/etc/ssl/certs/java"
  put "$config/bazelrc" "$root/etc/bazel/bazelrc"
  put "$buildtools/bin/buildifier" "$root/usr/bin/buildifier"
  put "$buildtools/bin/buildozer" "$root/usr/bin/buildozer"
  cover "$root"
  cd "$folder"
  export PATH=$path
  hash -r
  exec "$@"
}

keep() {
  local root=$1 path
  shift
  for path; do
    put "$path" "$root$path"
  done
}

# Lets the place $2 show the file or folder $1, where there is one.
put() {
  [ ! -e "$1" ] || mount --rbind "$1" "$2"
}

# /bin, /lib and their like are links into /usr, here as there, but for machines that have never merged them.
cover() {
  local root=$1 link
  for link in bin sbin lib lib64; do
    [ -L "/$link" ] || [ ! -d "/$link" ] || mount --rbind "$root/usr/$link" "/$link"
  done
  mount --rbind "$root/etc" /etc
  mount --rbind "$root/usr" /usr
}

refuse() {
  printf 'crate_universe: %s\n' "$1" >&2
  exit 1
}

main "$@"
