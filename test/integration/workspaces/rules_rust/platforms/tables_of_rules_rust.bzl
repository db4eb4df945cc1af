"""The tables of rules_rust's own file about triples, under names that can be loaded."""

def _tables_of_rules_rust_impl(rctx):
    text = rctx.read(Label("@rules_rust//rust/platform:triple_mappings.bzl"))
    text = text.replace("load(\"//rust/platform:", "load(\"@rules_rust//rust/platform:")
    rctx.file("BUILD.bazel")
    rctx.file("tables.bzl", text + """
CPUS = _CPU_ARCH_TO_BUILTIN_PLAT_SUFFIX
SYSTEMS = _SYSTEM_TO_BUILTIN_SYS_SUFFIX
""")

tables_of_rules_rust = repository_rule(_tables_of_rules_rust_impl)
