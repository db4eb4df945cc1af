"""Tests of private/host.bzl: what the keys of a toolchain's template stand for on machines that the suites never run on."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:host.bzl", "host_triple", "template_values")

# The names of the repositories that rules_rust's rust_register_toolchains() declares.
_DEFAULT = "rust_{system}_{arch}__{triple}__{channel}_tools"

def _name(os_name, os_arch, rust_version = "stable"):
    return _DEFAULT.format(**template_values(os_name, os_arch, rust_version))

def _default_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "rust_linux_x86_64__x86_64-unknown-linux-gnu__stable_tools", _name("linux", "amd64"))
    asserts.equals(env, "rust_linux_aarch64__aarch64-unknown-linux-gnu__stable_tools", _name("linux", "aarch64", "1.95.0"))
    asserts.equals(env, "rust_darwin_aarch64__aarch64-apple-darwin__stable_tools", _name("mac os x", "aarch64"))
    asserts.equals(env, "rust_windows_x86_64__x86_64-pc-windows-msvc__nightly_tools", _name("windows 11", "amd64", "nightly/2026-05-20"))
    asserts.equals(env, "rust_darwin_x86_64__x86_64-apple-darwin__beta_tools", _name("mac os x", "x86_64", "beta/2026-05-20"))
    return unittest.end(env)

_default_test = unittest.make(_default_test_impl)

def _keys_test_impl(ctx):
    env = unittest.begin(ctx)
    values = template_values("windows 11", "arm64", "nightly/2026-05-20")
    wanted = {
        "abi": "msvc",
        "arch": "aarch64",
        "cfg": "exec",
        "channel": "nightly",
        "iso_date": "2026-05-20",
        "system": "windows",
        "triple": "aarch64-pc-windows-msvc",
        "vendor": "pc",
        # As rules_rust has it.
        "version": "2026-05-20",
    }
    asserts.equals(env, wanted, values)
    asserts.equals(env, "1.95.0", template_values("linux", "amd64", "1.95.0")["version"])
    asserts.equals(env, "x86_64-apple-darwin", host_triple("mac os x", "x86_64"))
    return unittest.end(env)

_keys_test = unittest.make(_keys_test_impl)

def host_test_suite(name):
    unittest.suite(name, _default_test, _keys_test)
