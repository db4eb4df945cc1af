# shellcheck shell=bash
# The Rust toolchains that rules_rust would download, as archives of the same names and layout.
#
# rules_rust makes its repositories from these archives itself, so that their BUILD files, targets and visibilities are its
# own. An archive holds links to the files that rustup has installed: it is packed in a moment, and unpacked for nothing by
# each workspace.
#
# Gives: RUST, a folder with `archives`, which rules_rust's copy downloads from (rules_rust.sh).
# Never: installs a toolchain for the user: the one for Bazel has a rustup home of its own in the cache.
# shellcheck disable=SC2034 # other files read what is set here

# The toolchain that this project is built and tested with.
readonly RUST_PINNED=1.95.0
readonly RUST_HOST=x86_64-unknown-linux-gnu
# What the toolchain repositories of rules_rust are made from. Only rust-analyzer needs the sources of the standard library.
readonly RUST_COMPONENTS='cargo clippy-preview llvm-tools-preview rust-src rust-std rustc rustfmt-preview'

rust_find() {
  # Where rustup puts itself, for a shell that has not read its profile.
  PATH=$PATH:${CARGO_HOME:-${HOME:-}/.cargo}/bin
  host_requires rustup 'apt-get install rustup'
  # rules_rust formats with a nightly rustfmt unless it is told otherwise, so that every toolchain has one.
  RUST_NIGHTLY=$(rust_folder nightly) && [ -e "$RUST_NIGHTLY/bin/rustfmt" ] ||
    die "rustup has no nightly toolchain with rustfmt: call \`rustup toolchain install nightly --profile minimal --component rustfmt\` and call again"
}

# The folder of the user's toolchain $1, or failure.
rust_folder() {
  local rustc
  rustc=$(RUSTUP_AUTO_INSTALL=0 RUST_BACKTRACE=0 rustup which --toolchain "$1" rustc 2> /dev/null) || return
  printf '%s\n' "${rustc%/bin/rustc}"
}

rust_provision() {
  local key
  key=$({
    cat "$PROVISION/rust.sh"
    printf '%s\n' "$RUST_NIGHTLY" "$(rust_date)"
  } | cache_key)
  RUST=$CACHE/rust-$key
  cache_make "rust-$key" rust_fill
}

rust_fill() {
  local new=$1
  say "installing Rust $RUST_PINNED for Bazel"
  RUSTUP_HOME=$new/rustup rustup toolchain install "$RUST_PINNED" --profile minimal --component clippy,llvm-tools,rust-src,rustfmt \
    --no-self-update > "$new/log" 2>&1 || {
    tail -n 5 "$new/log" >&2
    die "rustup could not install the Rust toolchain $RUST_PINNED: see to the network and call again"
  }
  rust_archives "$new" "$new/rustup/toolchains/$RUST_PINNED-$RUST_HOST" "$RUST_PINNED" "$new/archives"
  rust_archives "$new" "$RUST_NIGHTLY" nightly "$new/archives/$(rust_date)"
}

# The day of the user's nightly.
rust_date() {
  sed -n 's/^date = "\(.*\)"$/\1/p;T;q' "$RUST_NIGHTLY/lib/rustlib/multirust-channel-manifest.toml"
}

# Packs the toolchain in the folder $2, whose version is $3, into the folder $4. $1 is the folder that will be $RUST.
rust_archives() {
  local new=$1 folder=$2 version=$3 archives=$4 component name
  mkdir -p "$archives"
  for component in $RUST_COMPONENTS; do
    name=${component%-preview}-$version
    # Sources are those of all hosts.
    [ "$component" = rust-src ] || name=$name-$RUST_HOST
    rust_archive "$folder" "${folder/#"$new"/"$RUST"}" "$component" "$name" "$archives"
  done
}

# Prints what the archive of the component $2 of the toolchain in the folder $1 links to. rustup lists the files of a component
# as its archive does. There are thousands of sources, which are linked to by folder.
rust_files() {
  local folder=$1 component=$2
  case $component in
    rust-src) (cd "$folder" && find lib/rustlib/src/rust -mindepth 1 -maxdepth 1 2> /dev/null | LC_ALL=C sort) ;;
    *) sed -n 's/^file://p' "$folder/lib/rustlib/manifest-$component-$RUST_HOST" 2> /dev/null ;;
  esac
}

# Packs the component $3 of the toolchain in the folder $1, which is to be found in $2, as $5/$4.tar.xz.
rust_archive() {
  local folder=$1 final=$2 component=$3 name=$4 archives=$5 tree parts file
  tree=$archives/tree
  case $component in
    rust-std) parts=$tree/$name/$component-$RUST_HOST ;;
    *) parts=$tree/$name/$component ;;
  esac
  mkdir -p "$parts"
  : > "$parts/manifest.in"
  while IFS= read -r file; do
    mkdir -p "$(dirname "$parts/$file")"
    # As many steps up as lead out of any folder: Bazel takes an absolute link for one within the archive.
    ln -s "../../../../../../../../../../../../../../../../../../../..$final/$file" "$parts/$file"
  done < <(rust_files "$folder" "$component")
  tar -C "$tree" --sort=name --mtime=@0 --owner=0 --group=0 -cJf "$archives/$name.tar.xz" "$name"
  rm -rf "$tree"
}
