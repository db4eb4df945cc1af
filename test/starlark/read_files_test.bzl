"""Tests of private/read_files.bzl: what the code of a package reads."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//private:read_files.bzl", "find_build_files", "find_outside")

def _tree(files, **more):
    """A repository_ctx whose machine has nothing but these files."""
    directories = {path.rpartition("/")[0]: True for path in files}
    return struct(
        path = lambda path: struct(
            dirname = path.rpartition("/")[0],
            exists = path in files or path in directories,
            is_dir = path in directories,
        ),
        read = lambda path, **_: files[getattr(path, "path", path)],
        **more
    )

def _outside(files, package, rust, skipped):
    rust = {at: struct(dirname = (package + "/" + at).rpartition("/")[0], path = package + "/" + at) for at in rust}
    return find_outside(_tree(files), package, "/ws", rust, skipped = skipped)

def _find_outside_test_impl(ctx):
    env = unittest.begin(ctx)
    files = {
        "/ws/README.md": "",
        "/ws/assets/logo.svg": "",
        "/ws/more/a.txt": "",
        "/ws/notice.txt": "",
        "/ws/proto/target/a.txt": "",
        "/ws/rust/Cargo.toml": "",
        "/ws/rust/says/examples/it.rs": "include_str!(\"../../../README.md\")",
        "/ws/rust/says/src/lib.rs": """
include_str!("../../../notice.txt");
include_str!("../../../proto/target/a.txt");
include_str!("../../target/made.txt");
include_str!("../../../target/made.txt");
include_dir!("$CARGO_MANIFEST_DIR/../../assets/logo.svg");
const MORE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..", "/more/a.txt");
""",
        "/ws/rust/target/made.txt": "",
        "/ws/target/made.txt": "",
    }
    rust = ["examples/it.rs", "src/lib.rs"]
    asserts.equals(env, ["/ws/assets/logo.svg", "/ws/more/a.txt", "/ws/notice.txt", "/ws/proto/target/a.txt"], _outside(files, "/ws/rust/says", rust, ["target"]))
    return unittest.end(env)

_find_outside_test = unittest.make(_find_outside_test_impl)

def _find_build_files_test_impl(ctx):
    env = unittest.begin(ctx)
    omitted = {
        "BUILD": "/ws/BUILD",
        "BUILD.bazel": "/ws/BUILD.bazel",
        "link/BUILD": "/ws/templates/BUILD",
        "other/BUILD": "/ws/other/BUILD",
        "templates/BUILD": "/ws/templates/BUILD",
    }
    found = struct(build_files = omitted.keys(), omitted = omitted, rust = {"src/lib.rs": "/ws/src/lib.rs"})
    rctx = _tree({"/ws/src/lib.rs": "include_str!(\"../templates/BUILD\")"})
    asserts.equals(env, ["link/BUILD", "templates/BUILD"], find_build_files(rctx, found))
    return unittest.end(env)

_find_build_files_test = unittest.make(_find_build_files_test_impl)

def read_files_test_suite(name):
    unittest.suite(name, _find_build_files_test, _find_outside_test)
