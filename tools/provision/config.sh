# shellcheck shell=bash
# Bazel's configuration: the system bazelrc, and the modules and repositories that it puts in the place of downloads.
#
# Takes: ROOT, BUILDTOOLS and RUST.
# Gives: CONFIG, a folder with bazelrc, registry/ and modules/.
# Never: hides a module that the workspace overrides, or a repository that a module extension or repository rule makes.

# Modules that bazel_tools and rules_rust name, that Debian lacks, and of which nothing is loaded on Linux.
readonly CONFIG_EMPTY_MODULES='apple_support aspect_rules_js protobuf zlib'

config_provision() {
  local key
  key=$({
    cat "$PROVISION"/{config,rules_rust}.sh "$PROVISION"/{apple_constraints.BUILD,buildozer_binary.bzl}
    printf '%s\n' "$ROOT" "$BUILDTOOLS" "$RUST"
  } | cache_key)
  CONFIG=$CACHE/config-$key
  cache_make "config-$key" config_fill
}

config_fill() {
  local new=$1
  say 'writing the configuration of Bazel'
  mkdir -p "$new/registry/modules" "$new/modules/rules_rust"
  printf '{}\n' > "$new/registry/bazel_registry.json"
  rules_rust_fill "$new/modules/rules_rust"
  config_modules "$new/modules"
  {
    config_bazelrc_startup
    config_bazelrc_modules "$new/modules"
    config_bazelrc_repositories "$new/modules"
  } > "$new/bazelrc"
}

# The modules of Debian's packages, one "name folder" a line.
config_debian_modules() {
  local file name
  for file in "$ROOT"/usr/share/bazel/{tools,rules}/*/MODULE.bazel; do
    file=${file#"$ROOT"}
    name=$(awk -F '"' '/^ *name = / { print $2; exit }' "$ROOT$file")
    [ "$name" = rules_rust ] || printf '%s %s\n' "$name" "${file%/MODULE.bazel}"
  done
  printf '%s %s\n' rules_rust "$CONFIG/modules/rules_rust"
}

config_modules() {
  local modules=$1 name
  for name in $CONFIG_EMPTY_MODULES buildozer; do
    mkdir -p "$modules/$name"
    : > "$modules/$name/BUILD.bazel"
    printf 'module(name = "%s", version = "0")\n' "$name" > "$modules/$name/MODULE.bazel"
  done
  # The platform settings of rules_rust name these, so that a select over them must load.
  mkdir "$modules/apple_support/constraints"
  cp "$PROVISION/apple_constraints.BUILD" "$modules/apple_support/constraints/BUILD.bazel"
  # An override of a module that nothing names is an error. buildozer, which bazel_tools always names, names them all.
  for name in $CONFIG_EMPTY_MODULES $(config_debian_modules | cut -d ' ' -f 1); do
    printf 'bazel_dep(name = "%s")\n' "$name"
  done >> "$modules/buildozer/MODULE.bazel"
  # `bazel mod tidy` runs the buildozer of this extension.
  sed "s|%{buildozer}|$BUILDTOOLS/bin/buildozer|" "$PROVISION/buildozer_binary.bzl" > "$modules/buildozer/buildozer_binary.bzl"
}

config_bazelrc_startup() {
  cat << RC
# The system bazelrc of the Bazel that crate_universe's tools/bazel has provisioned.
startup --install_base=/usr/share/bazel
startup --trust_install_base
startup --server_javabase=/usr/lib/jvm/default-java
# Debian's build can neither write nor read MODULE.bazel.lock: it would write "{}" over a good one.
common --lockfile_mode=off
RC
}

# Whatever version of a module is asked for, Debian's is taken. Any other module is looked for in an empty registry and fails
# at once, with its name.
config_bazelrc_modules() {
  local name folder
  printf 'common "--registry=file://%s/registry"\n' "$CONFIG"
  while read -r name folder; do
    printf 'common "--override_module=%s=%s"\n' "$name" "$folder"
  done < <(config_debian_modules)
  for name in $CONFIG_EMPTY_MODULES buildozer; do
    printf 'common "--override_module=%s=%s/modules/%s"\n' "$name" "$CONFIG" "$name"
  done
}

# The same modules under the names that WORKSPACE files give them.
config_bazelrc_repositories() {
  local name folder
  while read -r name folder; do
    printf 'common "--override_repository=%s=%s"\n' "$name" "$folder"
  done < <(config_debian_modules)
  printf 'common "--override_repository=build_bazel_apple_support=%s/modules/apple_support"\n' "$CONFIG"
}
