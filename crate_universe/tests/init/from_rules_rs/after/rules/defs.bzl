load("@crates//:defs.bzl", "all_crate_deps")
load("@rules_rust//rust:defs.bzl", "rust_library")

library = rust_library

def member(name):
	rust_library(
		name = name,
		deps = all_crate_deps(),
		proc_macro_deps = all_crate_deps(proc_macro = True),
	)
	library(name = name + "2", deps = all_crate_deps())
