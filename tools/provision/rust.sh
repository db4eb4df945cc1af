# shellcheck shell=bash
# The Rust toolchains of the machine's rustup, which stand in for those that rules_rust would download.
#
# Gives: RUST_STABLE and RUST_NIGHTLY, the folders of the toolchains (RUST_NIGHTLY may be ""), and repositories made of them.
# Never: installs a toolchain.
# shellcheck disable=SC2034 # other files read what is set here

# The toolchain that this project is built and tested with; `stable` stands in where it is not installed.
readonly RUST_PINNED=1.95.0
readonly RUST_HOST=x86_64-unknown-linux-gnu

rust_find() {
  # Where rustup puts itself, for a shell that has not read its profile.
  PATH=$PATH:${CARGO_HOME:-${HOME:-}/.cargo}/bin
  host_requires rustup 'apt-get install rustup'
  RUST_STABLE=$(rust_folder "$RUST_PINNED" || rust_folder stable) ||
    die "rustup has neither the Rust toolchain $RUST_PINNED nor stable: call \`rustup toolchain install $RUST_PINNED\` and call again"
  RUST_NIGHTLY=$(rust_folder nightly) || RUST_NIGHTLY=
}

# The folder of rustup's toolchain $1, or failure.
rust_folder() {
  local rustc
  rustc=$(RUSTUP_AUTO_INSTALL=0 RUST_BACKTRACE=0 rustup which --toolchain "$1" rustc 2> /dev/null) || return
  printf '%s\n' "${rustc%/bin/rustc}"
}

# Writes into $1 a repository as rules_rust's extension would make it from a download, of the toolchain in the folder $2.
rust_repository() {
  local part
  mkdir -p "$1"
  for part in bin lib libexec; do
    [ ! -d "$2/$part" ] || ln -s "$2/$part" "$1/$part"
  done
  : > "$1/REPO.bazel"
  printf 'workspace(name = "rust_tools")\n' > "$1/WORKSPACE.bazel"
  cp "$PROVISION/rust_tools.BUILD" "$1/BUILD.bazel"
}

# The canonical names of the repositories that the toolchain of channel $1 stands in for, in WORKSPACE, with Bazel 7's
# separator of names and with Bazel 8's.
rust_repository_names() {
  local tools=rust_linux_x86_64__${RUST_HOST}__${1}_tools sep
  printf '%s\n' "$tools"
  for sep in '~' '+'; do
    printf 'rules_rust%s%srust%s%s\n' "$sep" "$sep" "$sep" "$tools"
    [ "$1" != stable ] || printf 'rules_rust%s%srust_host_tools%srust_host_tools\n' "$sep" "$sep" "$sep"
  done
}
