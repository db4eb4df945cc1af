#!/usr/bin/env bash
# What decides over platforms beside the triples: rustflags of cargo's configuration, `rustc_cfgs`, target specs. All are
# followed without a command between, and a configuration above the workspace counts, too.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WORKSPACE=$(small configuration)
ONE=$WORKSPACE/members/one

deps_of_one() {
  bazel "$WORKSPACE" cquery 'deps(//members/one)' "$@" 2>&1
}

not_set() {
  printf '\n[target."cfg(wanted)".dependencies]\nfnv = "=1.0.7"\n' >> "$ONE/Cargo.toml"
  printf '\n[target."cfg(target_feature = \\"avx\\")".dependencies]\ncfg-if = "=1.0.0"\n' >> "$ONE/Cargo.toml"
  (cd "$WORKSPACE" && cargo update --quiet --workspace)
  capture deps_of_one
  lacks 'crates__fnv-' "$OUTPUT"
  matches 'nothing sets wanted' "$OUTPUT"
}

new_configuration() {
  mkdir "$WORKSPACE/.cargo"
  printf '[build]\nrustflags = ["--cfg", "wanted"]\n' > "$WORKSPACE/.cargo/config.toml"
  capture deps_of_one
  matches 'crates__fnv-' "$OUTPUT"
  lacks 'nothing sets' "$OUTPUT"
}

removed_configuration() {
  rm -r "$WORKSPACE/.cargo"
  lacks 'crates__fnv-' "$(deps_of_one)"
}

attribute() {
  sed -i 's/^    name = "crates",/&\n    rustc_cfgs = {"*": ["wanted"], "x86_64-unknown-linux-gnu": ["target_feature=\\"avx2\\""]},/' \
    "$WORKSPACE/MODULE.bazel"
  capture deps_of_one
  matches 'crates__fnv-' "$OUTPUT"
  matches 'crates__cfg-if-' "$OUTPUT"
}

# Its platform is told by constraint values, since it has no config label.
target_spec() {
  mkdir "$WORKSPACE/platforms"
  cat > "$WORKSPACE/platforms/board.json" << 'JSON'
{"arch": "riscv32", "data-layout": "e", "llvm-target": "riscv32", "os": "none", "target-pointer-width": 32, "vendor": "acme"}
JSON
  echo 'exports_files(["board.json"])' > "$WORKSPACE/platforms/BUILD.bazel"
  sed -i 's/^    name = "crates",/&\n    target_specs = ["\/\/platforms:board.json"],/' "$WORKSPACE/MODULE.bazel"
  printf '\n[target."cfg(target_vendor = \\"acme\\")".dependencies]\neither = "=1.13.0"\n' >> "$ONE/Cargo.toml"
  (cd "$WORKSPACE" && cargo update --quiet --workspace)
  matches 'either-1.13.0' "$(bazel "$WORKSPACE" query 'deps(//members/one)' 2>&1)"
  lacks 'crates__either-' "$(deps_of_one)"
  matches 'cpu:riscv32' "$(bazel "$WORKSPACE" query --output=build 'deps(@crates//cfg:all, 3)' 2>&1)"
}

check not_set
check new_configuration
check removed_configuration
check attribute
check target_spec
finish
