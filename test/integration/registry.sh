#!/usr/bin/env bash
# A registry of one's own, which wants credentials: what is built with whose, what is said without, what is written down,
# and what becomes of an index or an archive that is not what it should be. The registry is test/support/registry.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/leaks.sh"

EXAMPLE=$(scratch "$REPOSITORY/examples/private_registry" example)
TOKEN=token-$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
NETRC_FILE=$SCRATCH/secrets/netrc
HELPER=$SCRATCH/secrets/helper
FAULTS=$SCRATCH/faults
SERVER_LOG=$SCRATCH/log/server
REAL_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/crate_universe
USER_CACHE=$SCRATCH/cache
# Refusals are what is tested here: cargo need not wait and try again.
export CARGO_NET_RETRY=0
unset NETRC CARGO_REGISTRIES_ACME_TOKEN

prepare() {
  mkdir "$SCRATCH/secrets"
  printf 'machine localhost\nlogin cargo\npassword %s\n' "$TOKEN" > "$NETRC_FILE"
  printf '#!/bin/sh\ncat > /dev/null\necho \x27{"headers": {"Authorization": ["%s"]}}\x27\n' "$TOKEN" > "$HELPER"
  chmod +x "$HELPER"
  : > "$FAULTS"
  (cd "$REPOSITORY/test/support/registry" && cargo build --quiet --locked --target-dir "$CACHE/registry")
  serve 0
  PORT=$(sed -E 's#.*localhost:([0-9]+)/.*#\1#' "$SCRATCH/log/address")
  grep -rl localhost:8750 "$EXAMPLE" | xargs sed -i "s/localhost:8750/localhost:$PORT/"
  forget
}

# serve PORT: lets the registry serve what its packages are now.
serve() {
  REGISTRY_TOKEN=$TOKEN "$CACHE/registry/debug/registry" "$EXAMPLE/registry" "$1" "$FAULTS" \
    > "$SCRATCH/log/address" 2>> "$SERVER_LOG" < /dev/null &
  echo $! > "$SCRATCH/log/pid"
  for _ in $(seq 50); do
    [ ! -s "$SCRATCH/log/address" ] || return 0
    sleep 0.1
  done
  echo "the registry does not answer: $(tail -n 1 "$SERVER_LOG")"
  return 1
}

end_server() {
  local pid
  pid=$(cat "$SCRATCH/log/pid")
  kill "$pid" 2> "$SCRATCH/log/kill" || return 0
  # It is no child of a test's own shell.
  while kill -0 "$pid" 2> "$SCRATCH/log/kill"; do
    sleep 0.05
  done
}
trap 'end_door; end_server; remove_scratch' EXIT

end_door() {
  [ ! -e "$SCRATCH/log/door_pid" ] || kill "$(cat "$SCRATCH/log/door_pid")" 2> "$SCRATCH/log/kill" || return 0
}

# Nothing is known of the package any more: it has other bytes, so that no cache has them, and the user's caches are empty
# but for the program.
forget() {
  end_server
  echo "// $(head -c 8 /dev/urandom | od -An -tx1)" >> "$EXAMPLE/registry/acme-greeting/src/lib.rs"
  : > "$FAULTS"
  serve "$PORT"
  rm -rf "$USER_CACHE" "$SCRATCH/cargo_home"
  mkdir -p "$USER_CACHE/crate_universe"
  ln -s "$REAL_CACHE/tool" "$REAL_CACHE/target" "$USER_CACHE/crate_universe"
  rm "$EXAMPLE/Cargo.lock"
  own_cargo generate-lockfile --quiet
  : > "$SERVER_LOG"
}

# The user's own cargo, who has the token.
own_cargo() {
  (cd "$EXAMPLE" && CARGO_HOME=$SCRATCH/cargo_home CARGO_REGISTRIES_ACME_TOKEN=$TOKEN cargo "$@")
}

# download PATH FILE: a file of the registry.
download() {
  curl --silent --show-error --fail --netrc-file "$NETRC_FILE" --output "$2" "http://localhost:$PORT$1"
}

# A Bazel of a user with these caches, which must not write into the workspace.
registry_bazel() {
  bazel_reads_only "$EXAMPLE" "$1" "--repo_env=XDG_CACHE_HOME=$USER_CACHE" "${@:2}"
}

with_netrc() {
  NETRC=$NETRC_FILE registry_bazel "$@"
}

with_cargos_token() {
  CARGO_REGISTRIES_ACME_TOKEN=$TOKEN registry_bazel "$@"
}

with_both() {
  NETRC=$NETRC_FILE with_cargos_token "$@"
}

builds_with_a_netrc() {
  matches '^hello 42$' "$(with_both run //:app)"
  matches '^GET /index/config.json 200 token$' "$(cat "$SERVER_LOG")"
  matches '^GET /crates/.* 200 password$' "$(cat "$SERVER_LOG")"
}

# What cargo has learnt of the index serves later evaluations, too.
cargos_token_is_wanted_once() {
  : > "$SERVER_LOG"
  echo "# changed" >> "$EXAMPLE/Cargo.toml"
  matches '^hello 42$' "$(with_netrc run //:app)"
  lacks 'index' "$(cat "$SERVER_LOG")"
}

# Bazel keeps for a while what a helper has told, so this comes after what fails without.
builds_with_a_credential_helper() {
  forget
  matches '^hello 42$' "$(with_cargos_token run "--credential_helper=localhost=$HELPER" //:app)"
  lacks 'password' "$(cat "$SERVER_LOG")"
  matches '^GET /crates/.* 200 token$' "$(cat "$SERVER_LOG")"
}

# cargo's token is enough to resolve, and Bazel says what it lacks.
cargos_token_resolves() {
  forget
  capture with_cargos_token query @crates//:all
  matches 'acme-greeting' "$OUTPUT"
  matches '^GET /crates/.* 200 token$' "$(cat "$SERVER_LOG")"
  fails_with 'CU0921: the archive of acme-greeting-1.0.0 ' with_cargos_token build //:app
  matches "tried: http://localhost:$PORT/crates/acme-greeting/" "$OUTPUT"
  matches 'help: .*netrc' "$OUTPUT"
}

refused_without() {
  forget
  fails_with 'CU0[0-9]+: ' registry_bazel build //:app
  names_all
  matches 'CARGO_REGISTRIES_ACME_TOKEN|cargo login' "$OUTPUT"
}

# The last error is one, names the package and the address, and has a command.
names_all() {
  matches 'acme-greeting' "$OUTPUT"
  matches "localhost:$PORT" "$OUTPUT"
  matches 'help: ' "$OUTPUT"
  [ "$(grep -Ec '^(ERROR: .*|.*Error.* )?CU0[0-9]+: ' <<< "$OUTPUT")" -le 2 ]
}

# answers PATH FAULT: everything is as it was after a bad answer, and right again after a good one.
answers() {
  forget
  echo "$1 $2" > "$FAULTS"
  fails_with 'CU0[0-9]+: ' with_both build //:app
  names_all
}

recovers() {
  : > "$FAULTS"
  echo "# changed" >> "$EXAMPLE/Cargo.toml"
  matches '^hello 42$' "$(with_both run //:app)"
}

# Here cargo has the credentials, and what its home knows of the index is enough.
vendored() {
  local address
  forget
  mkdir "$EXAMPLE/third_party"
  cat > "$EXAMPLE/third_party/BUILD.bazel" << 'BUILD'
load("@crate_universe//crate_universe:defs.bzl", "crates_vendor")

crates_vendor(
    name = "crates_vendor",
    cargo_lockfile = "//:Cargo.lock",
    manifests = ["//:Cargo.toml"],
    mirrors = {"acme": ["https://mirror.test/dl/"]},
)
BUILD
  echo 'exports_files(["Cargo.lock", "Cargo.toml"])' >> "$EXAMPLE/BUILD.bazel"
  CARGO_HOME=$SCRATCH/cargo_home CARGO_REGISTRIES_ACME_TOKEN=$TOKEN \
    bazel "$EXAMPLE" run "--repo_env=XDG_CACHE_HOME=$USER_CACHE" //third_party:crates_vendor
  OUTPUT=$(cat "$EXAMPLE/third_party/crates/crates.bzl")
  matches "\"http://localhost:$PORT/crates/acme-greeting/acme-greeting-1.0.0.crate\"" "$OUTPUT"
  matches '"https://mirror.test/dl/acme-greeting/1.0.0/download",$' "$OUTPUT"
  address=$(sed -n 's/^pub const CRATES_IO_DOWNLOAD: &str = "\(.*\)";$/\1/p' "$REPOSITORY/crate_universe/src/registry.rs")
  [ -n "$address" ]
  matches "\"$address/itoa/" "$OUTPUT"
}

# A crate that no manifest declares, and no lock: cargo resolves it in a workspace apart.
a_spec_names_the_registry() {
  forget
  cat >> "$EXAMPLE/MODULE.bazel" << 'MODULE'
crate.spec(
    package = "acme-greeting",
    registry = "acme",
    repositories = ["tools"],
    version = "1",
)
crate.from_specs(name = "tools")
use_repo(crate, "tools")
MODULE
  with_both build @tools//:acme-greeting
  matches '^GET /crates/.* 200 password$' "$(cat "$SERVER_LOG")"
}

# Where cargo keeps its token, in the home of a user who wants no other for it.
credentials_of_the_users_home() {
  local home=$SCRATCH/secrets/home
  forget
  mkdir "$home"
  printf '[registries.acme]\ntoken = "%s"\n' "$TOKEN" > "$home/credentials.toml"
  fails_with 'CU0[0-9]+: ' with_netrc build //:app
  matches '^hello 42$' "$(CARGO_HOME=$home CARGO_BAZEL_ISOLATED=false with_netrc run //:app)"
  matches '^GET /index/config.json 200 token$' "$(cat "$SERVER_LOG")"
}

# A program that the workspace's own configuration names: cargo asks it in a home of its own, too.
credential_provider() {
  local provider=$SCRATCH/secrets/provider
  forget
  printf '#!/bin/sh\necho %s\n' "$TOKEN" > "$provider"
  chmod +x "$provider"
  cp "$EXAMPLE/.cargo/config.toml" "$SCRATCH/sparse.toml"
  sed -i "/^index = /a credential-provider = [\"cargo:token-from-stdout\", \"$provider\"]" "$EXAMPLE/.cargo/config.toml"
  matches '^hello 42$' "$(with_netrc run //:app)"
  matches '^GET /index/config.json 200 token$' "$(cat "$SERVER_LOG")"
  cp "$SCRATCH/sparse.toml" "$EXAMPLE/.cargo/config.toml"
}

# Behind https, Bazel reads where packages are: nobody who has a lock needs cargo's token.
https_wants_no_token_of_cargos() {
  local trust=$SCRATCH/trust door
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$SCRATCH/secrets/key.pem" -out "$SCRATCH/cert.pem"
  node "$REPOSITORY/test/support/tls.js" "$SCRATCH/secrets/key.pem" "$SCRATCH/cert.pem" "$PORT" > "$SCRATCH/log/door" &
  echo $! > "$SCRATCH/log/door_pid"
  until [ -s "$SCRATCH/log/door" ]; do sleep 0.1; done
  door=$(cat "$SCRATCH/log/door")
  cp "$EXAMPLE/.cargo/config.toml" "$SCRATCH/sparse.toml"
  sed -i "s#^index = .*#index = \"sparse+https://localhost:$door/index/\"#" "$EXAMPLE/.cargo/config.toml"
  # The certificate is one of those that Bazel's Java trusts.
  "$BAZEL" --sh sh -c 'cp /etc/ssl/certs/java/cacerts "$1" && chmod u+w "$1" && /usr/lib/jvm/default-java/bin/keytool \
    -importcert -noprompt -alias registry -file "$2" -keystore "$1" -storepass changeit' sh "$trust" "$SCRATCH/cert.pem"
  cp "$SCRATCH/bazelrc" "$SCRATCH/bazelrc.before"
  echo "startup --host_jvm_args=-Djavax.net.ssl.trustStore=$trust" >> "$SCRATCH/bazelrc"
  cat /etc/ssl/certs/ca-certificates.crt "$SCRATCH/cert.pem" > "$SCRATCH/bundle.pem"
  CARGO_HTTP_CAINFO=$SCRATCH/bundle.pem forget
  matches "^source = \"sparse\+https://localhost:$door/index/\"" "$(cat "$EXAMPLE/Cargo.lock")"
  matches '^hello 42$' "$(with_netrc run //:app)"
  matches '^GET /index/config.json 200 password$' "$(cat "$SERVER_LOG")"
  lacks 'token' "$(cat "$SERVER_LOG")"
  cp "$SCRATCH/bazelrc.before" "$SCRATCH/bazelrc"
  cp "$SCRATCH/sparse.toml" "$EXAMPLE/.cargo/config.toml"
}

# The same registry, with an index that is a git repository.
git_index() {
  local index=$SCRATCH/index
  sed -i 's/^crate.from_specs.*//; s/^use_repo(crate, "tools")//; /^crate.spec(/,$d' "$EXAMPLE/MODULE.bazel"
  forget
  mkdir -p "$index/ac/me"
  download /index/config.json "$index/config.json"
  download /index/ac/me/acme-greeting "$index/ac/me/acme-greeting"
  git -C "$index" init --quiet --initial-branch trunk
  git -C "$index" add --all
  git -C "$index" -c user.name=tests -c user.email=tests@localhost commit --quiet --message index
  cp "$EXAMPLE/.cargo/config.toml" "$SCRATCH/sparse.toml"
  sed -i "s#^index = .*#index = \"file://$index\"#" "$EXAMPLE/.cargo/config.toml"
  own_cargo generate-lockfile --quiet
  matches '^source = "registry\+file:' "$(cat "$EXAMPLE/Cargo.lock")"
  matches '^hello 42$' "$(with_both run //:app)"
  echo "# changed" >> "$EXAMPLE/Cargo.toml"
  matches '^hello 42$' "$(with_netrc run //:app)"
  cp "$SCRATCH/sparse.toml" "$EXAMPLE/.cargo/config.toml"
}

# Without a registry, what stands in its place is all there is.
local_registry() {
  local dir=$EXAMPLE/local
  forget
  mkdir -p "$dir/index/ac/me"
  download /index/ac/me/acme-greeting "$dir/index/ac/me/acme-greeting"
  download /crates/acme-greeting/acme-greeting-1.0.0.crate "$dir/acme-greeting-1.0.0.crate"
  printf '[source.own]\nregistry = "sparse+http://localhost:%s/index/"\nreplace-with = "here"\n[source.here]\nlocal-registry = "local"\n' \
    "$PORT" >> "$EXAMPLE/.cargo/config.toml"
  end_server
  matches '^hello 42$' "$(registry_bazel run //:app)"
  cp "$SCRATCH/sparse.toml" "$EXAMPLE/.cargo/config.toml"
  serve "$PORT"
}

directory() {
  forget
  own_cargo vendor --locked > "$SCRATCH/vendored.toml"
  cat "$SCRATCH/vendored.toml" >> "$EXAMPLE/.cargo/config.toml"
  end_server
  matches '^hello 42$' "$(registry_bazel run //:app)"
  matches "$EXAMPLE/vendor/acme-greeting/src/lib.rs" "$(registry_bazel query --output=location 'deps(@crates//:acme-greeting)' |
    sed -nE 's#^(.*/external/.*acme-greeting[^:]*)/BUILD.bazel:.*#\1#p' | head -n 1 | xargs -I{} realpath {}/src/lib.rs)"
  serve "$PORT"
}

# As cargo, which looks when it compiles the package.
edited_directory() {
  local file=$EXAMPLE/vendor/acme-greeting/src/lib.rs told
  cp "$file" "$SCRATCH/lib.rs"
  echo "// Edited." >> "$file"
  end_server
  lacks . "$(own_cargo check --locked --offline --target-dir "$SCRATCH/edited" --quiet 2> "$SCRATCH/log/edited" && echo built || true)"
  matches 'the listed checksum of .*lib.rs. has changed' "$(cat "$SCRATCH/log/edited")"
  echo "# changed" >> "$EXAMPLE/Cargo.toml"
  told=$(registry_bazel build //:app 2>&1 && echo built || true)
  matches 'src/lib.rs was changed' "$told"
  matches 'to write the directory again, run `cargo vendor`' "$told"
  lacks '^built' "$told"
  cp "$SCRATCH/lib.rs" "$file"
  matches '^hello 42$' "$(registry_bazel run //:app)"
  serve "$PORT"
}

# Everything that was written or printed, but for what the user wrote himself.
no_token_is_written() {
  grep -rlF "password $TOKEN" "$SCRATCH" | grep -qxF "$NETRC_FILE"
  lacks . "$(grep -rlaF "$TOKEN" "$SCRATCH" | grep -v "^$SCRATCH/secrets/")"
}

prepare > "$SCRATCH/log/prepare" 2>&1 || cat "$SCRATCH/log/prepare"
check builds_with_a_netrc
check names_no_machine "$EXAMPLE" with_both
check cargos_token_is_wanted_once
check cargos_token_resolves
check refused_without
for fault in 404 429 garbage half; do
  check answers /index/config.json "$fault"
  check answers /crates/ "$fault"
done
check recovers
check vendored
check a_spec_names_the_registry
check git_index
check local_registry
check https_wants_no_token_of_cargos
check credentials_of_the_users_home
check credential_provider
check builds_with_a_credential_helper
check directory
check edited_directory
check no_token_is_written
finish
