"""Stands in for the extension of the buildozer module, with the buildozer that tools/bazel has provisioned."""

def _buildozer_impl(rctx):
    rctx.file("BUILD.bazel", "exports_files([\"buildozer.exe\"])\n")
    rctx.symlink("%{buildozer}", "buildozer.exe")

_buildozer = repository_rule(implementation = _buildozer_impl)

def _buildozer_binary_impl(_mctx):
    _buildozer(name = "buildozer_binary")

buildozer_binary = module_extension(implementation = _buildozer_binary_impl)
