"""The rules of rules_rust that `cargo_package()` calls. The module extension loads none of them."""

load("@rules_rust//cargo:defs.bzl", _cargo_build_script = "cargo_build_script")
load(
    "@rules_rust//rust:defs.bzl",
    _rust_binary = "rust_binary",
    _rust_doc_test = "rust_doc_test",
    _rust_library = "rust_library",
    _rust_proc_macro = "rust_proc_macro",
    _rust_shared_library = "rust_shared_library",
    _rust_static_library = "rust_static_library",
    _rust_test = "rust_test",
)

visibility(["//..."])

cargo_build_script = _cargo_build_script
rust_binary = _rust_binary
rust_doc_test = _rust_doc_test
rust_library = _rust_library
rust_proc_macro = _rust_proc_macro
rust_shared_library = _rust_shared_library
rust_static_library = _rust_static_library
rust_test = _rust_test
