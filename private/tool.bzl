"""Provides the program in a repository, as `crate-universe`.

It is downloaded from a given URL, or a prebuilt binary, or built by one `cargo build` for each version of its sources, from crates that
cargo has in its home, or that Bazel downloads. A build is kept in the user's cache directory and not repeated. WORKSPACE files may load
this file, so it loads only files of this repository.
"""

load(":cache.bzl", "cache_root", "is_windows")
load(":digest.bzl", "digest")
load(":errors.bzl", "message")
load(":host.bzl", "HOST_ATTRS", "host_labels", "host_paths", "link_host_tools")
load(":prebuilt.bzl", "PREBUILT")
load(":text_file.bzl", "write_text_file")
load(":tool_crates.bzl", "directory_source")
load(":versions.bzl", "numbers")

visibility(["//..."])

# An hour: a slow machine with a cold registry takes minutes, and Bazel's default of 600 seconds is near that.
_TIMEOUT = 3600

# What only a build needs.
_BUILD = "build"

def generator(rctx, cargo, rustc, program, rules_rust_version):
    """Puts the program into the repository.

    Args:
        rctx: repository_ctx of the calling rule.
        cargo: path of the host's cargo.
        rustc: path of the host's rustc.
        program: the path that it is to have, inside the repository.
        rules_rust_version: the version of rules_rust under MODULE.bazel, or an empty string.
    """
    exe = ".exe" if is_windows(rctx.os.name) else ""
    if _from_url(rctx, program):
        return
    version = _rustc_version(rctx, rustc)
    if not _from_prebuilt(rctx, program, version["host"]):
        _from_source(rctx, program, struct(cargo = cargo, rustc = rustc, triple = version["host"], version = version["text"]), exe, rules_rust_version)

def _from_url(rctx, program):
    url = rctx.getenv("CARGO_BAZEL_GENERATOR_URL")
    sha256 = rctx.getenv("CARGO_BAZEL_GENERATOR_SHA256") or ""
    if not url:
        if sha256:
            fail(message("CU0917", "CARGO_BAZEL_GENERATOR_SHA256 is set, but CARGO_BAZEL_GENERATOR_URL is not", [
                "help: set both, or neither",
            ]))
        return False
    rctx.report_progress("downloading %s" % url)
    rctx.download(url, program, sha256 = sha256, executable = True)
    if not _runs(rctx, program):
        fail(message("CU0906", "the binary of CARGO_BAZEL_GENERATOR_URL does not run here: %s" % url, [
            "`crate-universe --version` must succeed on this machine",
            "help: unset CARGO_BAZEL_GENERATOR_URL to build the program from source",
        ]))
    return True

def _from_prebuilt(rctx, program, host):
    prebuilt = PREBUILT.get(host)
    if not prebuilt:
        return False
    rctx.download(prebuilt.urls, program, sha256 = prebuilt.sha256, executable = True)

    # A host whose C library is older than the binary's builds its own.
    return _runs(rctx, program)

def _from_source(rctx, program, host, exe, rules_rust_version):
    # A label of the .bzl file's own repository is right under MODULE.bazel, WORKSPACE.bzlmod and WORKSPACE alike.
    manifest = rctx.path(Label("//crate_universe:Cargo.toml"))
    key = digest(_sources(rctx, manifest) + [host.version, _libc(rctx)])
    cache = cache_root(rctx)
    cached = cache.get_child("tool", key, "crate-universe" + exe) if cache else None
    target = None
    if not (cached and cached.exists and _runs(rctx, cached)):
        _check_msrv(rctx, manifest, host.cargo, rules_rust_version)
        root = cache or rctx.path(_BUILD)

        # By its real path: under external/ cargo would take it for another package in every output base.
        real = manifest.realpath
        target = root.get_child("target", digest([str(real.dirname)]))
        built = _build(rctx, real, target, host, exe)
        if cached:
            _install(rctx, built, cached)
        else:
            cached = built

    # A copy, not a link: an emptied cache must not break a fetched repository.
    _install(rctx, cached, program)
    if cache:
        # What could not be swept is swept another time.
        used = [cached.dirname] + ([target] if target else [])
        rctx.execute([program, "sweep", cache] + ["--used=%s" % folder for folder in used])
    rctx.delete(_BUILD)

def _sources(rctx, manifest):
    """Texts of all that makes the program, and watches on them."""
    package = manifest.dirname
    files = [manifest, package.get_child("Cargo.lock")]
    for file in files:
        rctx.watch(file)
    source = package.get_child("src")
    rctx.watch_tree(source)
    pending = [source]
    for _ in range(10000):
        if not pending:
            break
        for entry in pending.pop().readdir(watch = "no"):
            if entry.is_dir:
                pending.append(entry)
            elif entry.basename != "BUILD.bazel":
                files.append(entry)
    names = {str(file)[len(str(package)):]: file for file in files}
    return [name + "\n" + rctx.read(names[name], watch = "no") for name in sorted(names)]

def _build(rctx, manifest, target, host, exe):
    environment = {
        "CARGO_ENCODED_RUSTFLAGS": "",
        "CARGO_TARGET_DIR": str(target),
        "RUSTC": str(host.rustc),
        "RUSTFLAGS": "",
    }
    source = _crates(rctx, manifest, target, host, environment)
    rctx.report_progress("building crate-universe from source (once per version)")
    result = rctx.execute(
        [host.cargo, "build", "--release", "--locked", "--bin", "crate-universe", "--manifest-path", manifest] + source,
        environment = environment,
        quiet = False,
        timeout = _TIMEOUT,
    )
    if result.return_code:
        fail(message("CU0909", "cargo could not build crate-universe (exit code %d, see its output above)" % result.return_code, [
            "cargo: %s" % host.cargo,
            "help: cargo needs a C linker, and its crates from Bazel's downloader, crates.io or a filled CARGO_HOME (docs/offline.md)",
            "help: or set CARGO_BAZEL_GENERATOR_URL to a prebuilt binary",
        ]))

    # A `build.target` in the user's cargo configuration moves the output one level down.
    for directory in [target] + target.readdir(watch = "no"):
        built = directory.get_child("release", "crate-universe" + exe)
        if built.exists:
            return built
    fail(message("CU0910", "cargo succeeded, but crate-universe%s is missing from %s" % (exe, target)))

def _crates(rctx, manifest, target, host, environment):
    """Where cargo finds the crates, as arguments: its home, if it has all of them, else what Bazel downloads, else cargo's own network."""
    fetch = [host.cargo, "fetch", "--locked", "--offline", "--target", host.triple, "--manifest-path", manifest]
    if not rctx.execute(fetch, environment = environment).return_code:
        return ["--offline"]
    lockfile = manifest.dirname.get_child("Cargo.lock")
    return directory_source(rctx, lockfile, _BUILD + "/crates", target.get_child("crates", digest([rctx.read(lockfile, watch = "no")])))

def _install(rctx, program, destination):
    # The program publishes itself by a temporary file and a rename, so that no reader ever sees half of it.
    result = rctx.execute([program, "install", destination])
    if result.return_code or not destination.exists:
        fail(message("CU0910", "could not copy crate-universe to %s" % destination, [
            result.stderr.strip() or "exit code %d" % result.return_code,
        ]))

def _runs(rctx, program):
    return rctx.execute([program, "--version"]).return_code == 0

def _rustc_version(rctx, rustc):
    result = rctx.execute([rustc, "-vV"])
    host = [line[len("host:"):].strip() for line in result.stdout.splitlines() if line.startswith("host:")]
    if result.return_code or not host:
        fail(message("CU0907", "the host's rustc does not run: %s -vV" % rustc, [
            "exit code %d: %s" % (result.return_code, result.stderr.strip().split("\n")[0]),
        ]))
    return {"host": host[0], "text": result.stdout}

def _libc(rctx):
    """What tells one C library from another; empty where nothing does, as on macOS and Windows."""
    if not rctx.os.name.lower().startswith("linux"):
        return ""
    for name, argument in [("getconf", "GNU_LIBC_VERSION"), ("ldd", "--version")]:
        command = rctx.which(name)
        if command:
            # musl's ldd writes to stderr and ends with exit code 1.
            result = rctx.execute([command, argument])
            text = (result.stdout + result.stderr).strip()
            if text and (name == "ldd" or result.return_code == 0):
                return "\n".join(text.split("\n")[:2])
    return ""

def _check_msrv(rctx, manifest, cargo, rules_rust_version):
    result = rctx.execute([cargo, "--version"])
    if result.return_code:
        fail(message("CU0907", "the host's cargo does not run: %s --version" % cargo, [
            "exit code %d: %s" % (result.return_code, result.stderr.strip().split("\n")[0]),
        ]))
    needed = rust_version_of(rctx.read(manifest, watch = "no"))
    problem = msrv_problem(needed, result.stdout, rules_rust_version)
    if problem:
        fail(problem)

def rust_version_of(manifest):
    """The `rust-version` of a manifest.

    Args:
        manifest: text of Cargo.toml.

    Returns:
        The version as written, or an empty string.
    """
    for line in manifest.split("\n"):
        key, _, value = line.partition("=")
        if key.strip() == "rust-version":
            return value.partition("#")[0].strip().strip("\"'")
    return ""

def msrv_problem(needed, cargo_version, rules_rust_version):
    """Compares the host's cargo with the version that the program needs.

    Args:
        needed: `rust-version` of the program's manifest.
        cargo_version: what `cargo --version` printed.
        rules_rust_version: the version of rules_rust under MODULE.bazel, or an empty string.

    Returns:
        The text of an error, or None.
    """
    words = cargo_version.partition("\n")[0].split(" ")
    found = words[1].strip() if len(words) > 1 else ""
    want, have = numbers(needed), numbers(found)
    if not want or not have or have >= want:
        return None
    return message(
        "CU0908",
        "building crate_universe needs Rust %s or newer, but the host tools are Rust %s" % (needed, found),
        _newer_host_tools((want + [0, 0])[:3], rules_rust_version) + ["help: or set CARGO_BAZEL_GENERATOR_URL to a prebuilt binary"],
    )

def _newer_host_tools(version, rules_rust_version):
    """How to build the program with another Rust, as lines of a message."""
    full = ".".join([str(number) for number in version])
    if not rules_rust_version:
        return ["help: set `rust_version` or `host_tools` to a newer version (docs/workspace.md)"]
    extension = "rust_host_tools = use_extension(\"@rules_rust//rust:extensions.bzl\", \"rust_host_tools\")"
    if numbers(rules_rust_version) and numbers(rules_rust_version) < [0, 57]:
        lines = [extension, "rust_host_tools.host_tools(version = \"%s\")" % full]
    else:
        name = "rust_host_tools_" + full.replace(".", "_")
        lines = [
            extension,
            "rust_host_tools.host_tools(name = \"%s\", version = \"%s\")" % (name, full),
            "use_repo(rust_host_tools, \"%s\")" % name,
            "use_extension(\"@crate_universe//crate_universe:tool.bzl\", \"tool\").build(host_tools = \"@%s\")" % name,
        ]
    return ["help: add to MODULE.bazel:", ""] + ["    " + line for line in lines] + [""]

def _tool_repository_impl(rctx):
    labels = host_labels(rctx)
    host = host_paths(rctx, labels)
    program = rctx.path("crate-universe" + (".exe" if is_windows(rctx.os.name) else ""))
    generator(rctx, host.cargo, host.rustc, program, rctx.attr.rules_rust_version)
    build = "package(default_visibility = [\"//visibility:public\"])\n"
    if program.basename == "crate-universe":
        build += "\nexports_files([\"crate-universe\"])\n"
    else:
        build += _alias("crate-universe", program.basename)
    links = link_host_tools(rctx, labels)
    write_text_file(rctx, "BUILD.bazel", build + _alias("cargo", links.cargo) + _alias("rustc", links.rustc))

def _alias(name, actual):
    return "\nalias(\n    name = \"%s\",\n    actual = \"%s\",\n)\n" % (name, actual)

tool_repository = repository_rule(
    implementation = _tool_repository_impl,
    doc = "A repository with the program as `//:crate-universe`, and with `//:cargo` and `//:rustc` that it runs.",
    attrs = HOST_ATTRS | {
        "rules_rust_version": attr.string(doc = "The version of rules_rust, for error messages; empty under WORKSPACE."),
    },
    environ = ["CARGO_BAZEL_GENERATOR_URL", "CARGO_BAZEL_GENERATOR_SHA256"],
)
