load("@crates//:defs.bzl", "all_crate_deps")
load("@rules_rs//rs:rust_library.bzl", "rust_library")

library = rust_library

def member(name):
	rust_library(
		name = name,
		deps = all_crate_deps(),
	)
	library(name = name + "2", deps = all_crate_deps())
