# shellcheck shell=bash
# The long form of the suite `changes`, which sources it: nu with rules_rust's extension, with ours, and with ours and names by series.
#
# Gives:  docs/changes.md, and a test: ours never loads or configures more than rules_rust's.

PROJECT=nu
VERSION=0.115.1
WAYS=(theirs ours series)
PAGE=$REPOSITORY/docs/changes.md

# The folder of the rules_rust at hand.
rules_rust() {
  local name
  bazel "$1" query @rules_rust//crate_universe:Cargo.toml > "$SCRATCH/log/query" 2>&1
  name=$(bazel "$1" mod dump_repo_mapping '' | sed -n 's/.*"rules_rust":"\([^"]*\)".*/\1/p')
  echo "$(bazel "$1" info output_base)/external/$name"
}

# cargo_bazel WORKSPACE: the program of rules_rust's extension. The one of the lab's rules_rust cannot read manifests and locks of today. The
# newer one needs arguments and a setting that the extension does not give; it is built once.
cargo_bazel() {
  local home=$CACHE/cargo-bazel-0.18.0 program=$SCRATCH/cargo-bazel
  [ -x "$home/bin/cargo-bazel" ] ||
    cargo install --quiet cargo-bazel --version 0.18.0 --locked --root "$home" > "$SCRATCH/log/install" 2>&1 || return
  cat > "$program" <<PROGRAM
#!/bin/sh
verb=\$1
shift
case \$verb in
  splice)
    for argument; do
      case \$argument in
        */config.json) sed -i 's/"rendering": *{/&"generate_cargo_toml_env_vars": false,/' "\$argument" ;;
      esac
    done
    set -- --repository-name crates --nonhermetic-root-bazel-workspace-dir '$1' "\$@"
    ;;
  generate)
    set -- --nonhermetic-root-bazel-workspace-dir '$1' --paths-to-track '$SCRATCH/paths.json' \\
      --warnings-output-path '$SCRATCH/warnings.json' "\$@"
    ;;
esac
exec '$home/bin/cargo-bazel' "\$verb" "\$@"
PROGRAM
  chmod +x "$program"
  echo "$program"
}

# published WAY: the project as a Bazel workspace.
published() {
  local workspace=$SCRATCH/work/published_$1 unpacked
  cargo info --quiet --registry crates-io "$PROJECT@$VERSION" > "$SCRATCH/log/info" 2>&1
  unpacked=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -maxdepth 2 -name "$PROJECT-$VERSION" | head -n 1)
  cp -R "$unpacked" "$workspace"
  # The older extension refuses it; it says what the edition says already.
  sed -i '/^resolver = /d' "$workspace/Cargo.toml"
  module "$workspace/MODULE.bazel"
  case $1 in
    theirs) hub "$workspace/MODULE.bazel" theirs '' ;;
    ours) hub "$workspace/MODULE.bazel" ours '' ;;
    series) hub "$workspace/MODULE.bazel" ours "$SERIES" ;;
  esac
  touch "$workspace/BUILD.bazel"
  echo "$workspace"
}

# The labels of the hub for what the project depends on. The macros of a newer rules_rust do not load with an older one.
direct_labels() {
  awk '
    /^\[/ { if (name) print "@crates//:" name; name = "" }
    /^\[dependencies\.[^.]*\]$/ { name = substr($0, 15, length($0) - 15) }
    /^optional = true$/ { name = "" }
  ' "$1/Cargo.toml"
}

# Each makes one change of the workspace at hand. cargo resolves once, for all three ways.
the_first_build() { :; }
nothing() { :; }
a_comment_in_Cargo.toml() { echo '# A comment.' >> Cargo.toml; }
a_locked_package_becomes_a_dependency() {
  sed -i '0,/^\[dependencies\./s//[dependencies.itoa]\nversion = "1"\n\n&/' Cargo.toml
  cargo update --quiet --workspace
}
it_is_removed() {
  sed -i '/^\[dependencies.itoa\]$/,+2d' Cargo.toml
  cargo update --quiet --workspace
}
a_leaf_gets_another_compatible_version() { cargo update --quiet --package itoa --precise 1.0.16; }
a_package_that_many_need_does() { cargo update --quiet --package memchr --precise 2.8.2; }
a_new_package_becomes_a_dependency() {
  sed -i '0,/^\[dependencies\./s//[dependencies.shellwords]\nversion = "1"\n\n&/' Cargo.toml
  cargo update --quiet --workspace
}
CHANGES=(the_first_build nothing a_comment_in_Cargo.toml a_locked_package_becomes_a_dependency it_is_removed
  a_leaf_gets_another_compatible_version a_package_that_many_need_does a_new_package_becomes_a_dependency)

# measured WAY: a line for each change.
measured() {
  local change workspace program
  workspace=$(published "$1")
  [ "$1" != theirs ] || {
    program=$(cargo_bazel "$workspace") || return
    export CARGO_BAZEL_GENERATOR_URL=file://$program
  }
  direct_labels "$workspace" > "$SCRATCH/labels"
  for change in "${CHANGES[@]}"; do
    (cd "$workspace" && "$change") || return
    echo "$1 $change $(analysed "$workspace" --target_pattern_file="$SCRATCH/labels")"
  done
  bazel "$workspace" shutdown
}

measure() {
  local way
  for way in "${WAYS[@]}"; do
    (measured "$way") || return
  done > "$SCRATCH/counts"
  # The control: at first, thousands are analysed.
  equals "${#WAYS[@]}" "$(grep -cE ' the_first_build [0-9]{3,} [0-9]{5,}$' "$SCRATCH/counts")"
  equals $((${#WAYS[@]} * ${#CHANGES[@]})) "$(grep -cE ' [0-9]+ [0-9]+$' "$SCRATCH/counts")"
}

write_page() {
  local change way
  {
    cat <<'PAGE'
# What a change reaches

<!-- Written by `test/run --full changes`: do not edit. -->

PAGE
    printf 'What Bazel had to load and to analyse again before it could build, after each of these changes one after the other: packages, and\n'
    printf 'configured targets, which include files. `bazel build --nobuild` of all that %s %s depends on, with %s locked packages and 7 triples.\n' \
      "$PROJECT" "$VERSION" "$(grep -c '^\[\[package\]\]' "$SCRATCH/work/published_ours/Cargo.lock")"
    printf '%s, rules_rust %s.\n\n' "$(bazel "$SCRATCH/work/published_ours" --version)" \
      "$(sed -n 's/^VERSION = "\(.*\)"$/\1/p' "$(rules_rust "$SCRATCH/work/published_ours")/version.bzl")"
    printf '| change | rules_rust'"'"'s extension | crate_universe | with `{series}` in the names |\n|---|---:|---:|---:|\n'
    for change in "${CHANGES[@]}"; do
      printf '| %s |' "${change//_/ }"
      for way in "${WAYS[@]}"; do
        awk -v way="$way" -v change="$change" '$1 == way && $2 == change { printf " %d, %d |", $3, $4 }' "$SCRATCH/counts"
      done
      echo
    done
    cat <<'PAGE'

The labels of the hub for what the project depended on at first are built, so nothing of the project itself is in the numbers. rules_rust's
extension runs cargo-bazel 0.18.0, which reads manifests and locks of today.

The last column is a hub with `crate_repository_template = "{repository}__{name}-{series}"` ([hub.md](hub.md)): a compatible update changes no
name of a repository. Bazel analyses all repositories of an extension again as soon as one of them has another name, which a new package has
in any case.
PAGE
  } > "$PAGE"
}

# no_more_than_rules_rust CHANGE: neither of the two numbers is higher than rules_rust's.
no_more_than_rules_rust() {
  awk -v change="$1" '
    $2 == change && $1 == "theirs" { packages = $3; targets = $4 }
    $2 == change && $1 != "theirs" && ($3 > packages || $4 > targets) { print $0 " > " packages " " targets; more = 1 }
    END { exit more }
  ' "$SCRATCH/counts"
}

# reaches_nothing CHANGE
reaches_nothing() {
  equals 2 "$(grep -cE "^(ours|series) $1 0 0\$" "$SCRATCH/counts")"
}

failed=$FAILED
check measure
[ "$FAILED" -gt "$failed" ] || check write_page
check reaches_nothing nothing
check reaches_nothing a_comment_in_Cargo.toml
for change in "${CHANGES[@]:1}"; do
  check no_more_than_rules_rust "$change"
done
