"""Tests of private/text_file.bzl: what a text is before Bazel writes it."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:text_file.bzl", "json_bytes", "utf8_arguments")

# Letters as MODULE.bazel gives them up to Bazel 7. The same word in this file is what all other texts are: bytes.
_LETTERS = json.decode("\"gr\\u00fc\\u00df \\u5c71 \\ud83e\\udd80\"")

def _json_bytes_test_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, json.encode({"a": ["b"]}), json_bytes({"a": ["b"]}))
    asserts.equals(env, json.encode("größe 山 🦀"), json_bytes("größe 山 🦀"))
    asserts.equals(env, "\"gr\\u00fc\\u00df \\u5c71 \\ud83e\\udd80\"", json_bytes(_LETTERS))
    asserts.equals(env, "[\"ü\",\"gr\\u00fc\\u00df \\u5c71 \\ud83e\\udd80\",\"ß\"]", json_bytes(["ü", _LETTERS, "ß"]))
    return unittest.end(env)

json_bytes_test = unittest.make(_json_bytes_test_impl)

def _utf8_arguments_test_impl(ctx):
    env = unittest.begin(ctx)
    for version in ["", "7.0.0", "7.7.1", "6.5.0", "no_version"]:
        asserts.equals(env, {"legacy_utf8": False}, utf8_arguments(version))
    for version in ["8.0.0", "9.1.0rc1", "10.0.0-pre.20260101.1"]:
        asserts.equals(env, {}, utf8_arguments(version))
    return unittest.end(env)

utf8_arguments_test = unittest.make(_utf8_arguments_test_impl)

def text_file_test_suite(name):
    unittest.suite(name, json_bytes_test, utf8_arguments_test)
