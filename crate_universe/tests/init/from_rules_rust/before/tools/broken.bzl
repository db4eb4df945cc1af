load("@rules_rust//crate_universe:defs.bzl", "crate"
