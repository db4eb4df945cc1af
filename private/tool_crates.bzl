"""The crates that the program is built from, by Bazel's downloader.

A build of the program then needs no other network than whatever else Bazel fetches: Bazel's repository cache, mirrors, proxies and
credentials count. WORKSPACE files may load this file, so it loads only files of this repository.
"""

load(":digest.bzl", "digest")
load(":errors.bzl", "message")
load(":text_file.bzl", "write_text_file")

visibility(["//..."])

_CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"
_URL = "https://static.crates.io/crates/{name}/{version}/download"

def locked_crates(lockfile):
    """The packages of crates.io in the program's own Cargo.lock.

    Args:
        lockfile: text of Cargo.lock, as cargo writes it.

    Returns:
        A list of struct(name, version, checksum), in the order of the file.
    """
    crates = []
    for entry in lockfile.split("\n[[package]]\n")[1:]:
        fields = {}
        for line in entry.split("\n"):
            key, separator, value = line.partition(" = ")
            if separator:
                fields[key] = value.strip("\"")
        if fields.get("source") == _CRATES_IO:
            crates.append(struct(name = fields["name"], version = fields["version"], checksum = fields["checksum"]))
    return crates

def directory_source(rctx, lockfile, directory, kept):
    """Makes a directory source for cargo of the packages in the program's Cargo.lock.

    Args:
        rctx: repository_ctx.
        lockfile: path of Cargo.lock.
        directory: where it is made, relative to the repository.
        kept: path in the user's cache to which it moves, if the machine can. Cargo compiles a crate again if its path has changed, and the
            path of a repository is another in each output base.

    Returns:
        The arguments with which cargo takes the packages from there; an empty list if Bazel could not download them.
    """
    source = kept
    if not kept.exists:
        unpacked = _unpacked(rctx, lockfile, directory)
        if not unpacked:
            return []
        source = _move(rctx, unpacked, kept)
    return [
        "--offline",
        "--config=source.crates-io.replace-with=\"crate_universe_tool\"",
        "--config=source.crate_universe_tool.directory=%s" % json.encode(str(source)),
    ]

def _unpacked(rctx, lockfile, directory):
    """The path of a directory with all packages, or None if they could not be downloaded."""
    rctx.report_progress("downloading the crates that crate-universe is built from")
    downloads = _download(rctx, lockfile, directory)
    if downloads.failed:
        return None
    for crate, file in downloads.files:
        folder = "%s/source/%s-%s" % (directory, crate.name, crate.version)
        rctx.extract(file, folder, "%s-%s" % (crate.name, crate.version))

        # Bazel has compared the archive with this checksum. That of each file cargo would compare once more.
        write_text_file(rctx, folder + "/.cargo-checksum.json", json.encode({"files": {}, "package": crate.checksum}))
    return rctx.path(directory + "/source")

def _move(rctx, source, kept):
    """Moves a directory in one step, so that nobody sees half of it.

    Returns:
        Where it is now: it stays where it is if this machine has no such command.
    """
    mkdir, mv = rctx.which("mkdir"), rctx.which("mv")
    if not mkdir or not mv:
        return source

    # The user's cache may be on another disk, and then the first step is a copy.
    beside = kept.dirname.get_child("%s.%s" % (kept.basename, digest([str(source)])))

    # What an ended build has left there is a part of it.
    rctx.delete(beside)
    if rctx.execute([mkdir, "-p", kept.dirname]).return_code or rctx.execute([mv, source, beside]).return_code:
        return source
    if kept.exists:
        # Another build came first.
        rctx.delete(beside)
        return kept
    return beside if rctx.execute([mv, beside, kept]).return_code else kept

def _download(rctx, lockfile, directory):
    """Downloads the packages side by side.

    Returns:
        struct(files = list of (crate, file), failed = a crate that could not be downloaded, or None).
    """
    files = []
    pending = []
    for crate in locked_crates(rctx.read(lockfile, watch = "no")):
        # Bazel knows by the name how to unpack it.
        file = "%s/%s-%s.tar.gz" % (directory, crate.name, crate.version)
        download = rctx.download(
            _URL.format(name = crate.name, version = crate.version),
            file,
            allow_fail = True,
            # If the first one fails, so would all others, and each is tried for a while.
            block = not files,
            sha256 = crate.checksum,
        )
        if files:
            pending.append((crate, download))
        elif not download.success:
            return struct(files = [], failed = crate)
        files.append((crate, file))
    failed = [crate for crate, download in pending if not download.wait().success]
    return struct(files = files, failed = failed[0] if failed else None)

def _tool_crates_impl(rctx):
    if not rctx.getenv("CARGO_BAZEL_GENERATOR_URL"):
        lockfile = rctx.path(Label("//crate_universe:Cargo.lock"))
        rctx.watch(lockfile)
        failed = _download(rctx, lockfile, "archives").failed
        if failed:
            fail(message("CU0938", "%s %s, which crate-universe is built from, cannot be downloaded: see the warning above" % (failed.name, failed.version), [
                "help: set CARGO_BAZEL_GENERATOR_URL to a prebuilt binary, which needs no crates (docs/offline.md)",
            ]))
        rctx.delete("archives")
    write_text_file(rctx, "BUILD.bazel", "")

tool_crates = repository_rule(
    implementation = _tool_crates_impl,
    doc = """An empty repository, for which the crates of the program are downloaded.

`bazel fetch --all` thus puts them into Bazel's repository cache, even on a machine that has built the program before.""",
    environ = ["CARGO_BAZEL_GENERATOR_URL"],
)
