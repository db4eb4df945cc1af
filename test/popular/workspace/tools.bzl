"""Written by ../write.sh from ../crates.txt: do not edit."""

load("@crate_universe//crate_universe:defs.bzl", "crate")

TOOLS = {
    "bat": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "bindgen-cli": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "cbindgen": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "du-dust": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "fd-find": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "grex": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "hexyl": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "hyperfine": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "just": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "ripgrep": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "sd": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "tokei": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "wasm-bindgen-cli": crate.spec(
        artifact = "bin",
        version = "*",
    ),
    "zoxide": crate.spec(
        artifact = "bin",
        version = "*",
    ),
}
