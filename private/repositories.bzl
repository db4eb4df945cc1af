"""The repositories of packages: one spoke for each, whatever it comes from.

Each rule takes plain attributes and gives a repository whose BUILD file the program wrote. None of them decides anything
about crates. WORKSPACE files may load it, so it loads only files of this repository and of @bazel_tools.
"""

load("@bazel_tools//tools/build_defs/repo:git_worker.bzl", "git_repo")
load("@bazel_tools//tools/build_defs/repo:utils.bzl", "patch")
load(":auth.bzl", "auth")
load(":errors.bzl", "message")
load(":text_file.bzl", "write_text_file")

visibility(["//..."])

# Files that would make a package, or another repository, of a directory inside a crate.
_BOUNDARIES = [
    "BUILD",
    "BUILD.bazel",
    "MODULE.bazel",
    "REPO.bazel",
    "WORKSPACE",
    "WORKSPACE.bazel",
    "WORKSPACE.bzlmod",
]

# More directories than any crate has: Starlark has no unbounded loop.
_MANY = 1000000

_BUILD_FILE_ATTRS = {
    "build_file": attr.label(allow_single_file = True, doc = "The BUILD file of the repository. Wins over `build_file_content`."),
    "build_file_content": attr.string(doc = "The text of the BUILD file of the repository."),
}

_PATCH_ATTRS = {
    "patch_args": attr.string_list(doc = "Arguments of the patch tool; Bazel itself knows `-p` only."),
    "patch_tool": attr.string(doc = "The program that applies the patches; without one Bazel does."),
    "patches": attr.label_list(doc = "Patches of the sources, applied in this order."),
}

def _patch(rctx):
    """Applies the patches; each is watched."""
    for file in rctx.attr.patches:
        rctx.watch(rctx.path(file))
    patch(rctx)

def _build_file(rctx):
    """The text of the BUILD file; read before anything is fetched, so that Bazel's restarts cost nothing."""
    if rctx.attr.build_file:
        path = rctx.path(rctx.attr.build_file)
        return rctx.read(path, watch = "yes")
    if not rctx.attr.build_file_content:
        fail(message("CU0914", "repository %s has neither build_file nor build_file_content" % rctx.name))
    return rctx.attr.build_file_content

def _remove_boundaries(rctx, root):
    """Removes the BUILD files that a crate ships: they would cut their directories out of the globs of ours."""
    pending = [root]
    for _ in range(_MANY):
        if not pending:
            break
        directory = pending.pop()
        real = str(directory.realpath)
        for entry in directory.readdir(watch = "no"):
            if entry.is_dir:
                target = str(entry.realpath)
                if target == real + "/" + entry.basename:
                    pending.append(entry)
                elif (real + "/").startswith(target + "/"):
                    # A link to a directory above it: Bazel's globs fail at such a circle.
                    rctx.delete(entry)
            elif entry.basename in _BOUNDARIES:
                rctx.delete(entry)

def _crate_archive_impl(rctx):
    build_file = _build_file(rctx)
    urls = rctx.attr.urls
    file = rctx.attr.file and rctx.path(rctx.attr.file)
    if rctx.attr.path:
        file = _local(rctx, rctx.attr.path)
    if file:
        rctx.watch(file)
        urls = ["file://%s%s" % ("" if str(file).startswith("/") else "/", file)]
    done = rctx.download_and_extract(
        urls,
        allow_fail = True,
        auth = auth(rctx, urls),
        sha256 = rctx.attr.sha256,
        stripPrefix = rctx.attr.strip_prefix,
        type = rctx.attr.type,
    )
    if not done.success:
        fail(message("CU0921", "the archive of %s cannot be had: the warning above says why" % rctx.attr.strip_prefix, [
            "tried: %s" % url
            for url in urls
        ] + [
            "repository: %s" % rctx.name,
            "help: curl -v %s shows the answer" % urls[-1],
            "help: a registry that wants credentials gets them from the netrc or a credential helper, see docs/registries.md",
        ]))
    _patch(rctx)
    _remove_boundaries(rctx, rctx.path("."))
    write_text_file(rctx, "BUILD.bazel", build_file)

crate_archive = repository_rule(
    implementation = _crate_archive_impl,
    doc = "A package from a registry.",
    attrs = _BUILD_FILE_ATTRS | _PATCH_ATTRS | {
        "file": attr.label(allow_single_file = True, doc = "The archive as a file of a repository, instead of URLs."),
        "path": attr.string(doc = "The archive on this machine, instead of URLs: absolute, or relative to the root workspace."),
        "sha256": attr.string(doc = "The checksum, as in Cargo.lock."),
        "strip_prefix": attr.string(doc = "The directory of the archive that becomes the root."),
        "type": attr.string(default = "tar.gz", doc = "The type of the archive; the URLs of registries often do not end in one."),
        "urls": attr.string_list(doc = "Where the archive is, tried in this order."),
    },
)

def _crate_git_checkout_impl(rctx):
    git_repo(rctx, str(rctx.path(".")))
    rctx.delete(".git")
    _remove_boundaries(rctx, rctx.path("."))

    # Empty: no build needs a target of it. The repositories of the packages find it by this file.
    write_text_file(rctx, "BUILD.bazel", "")

_GIT_ATTRS = {
    "branch": attr.string(doc = "Unused by plans: Cargo.lock always names the commit."),
    "commit": attr.string(mandatory = True, doc = "The commit, as in Cargo.lock."),
    "init_submodules": attr.bool(default = True, doc = "Whether to check submodules out."),
    "recursive_init_submodules": attr.bool(default = True, doc = "Whether to check submodules of submodules out, as Cargo does."),
    "remote": attr.string(mandatory = True, doc = "The URL of the git repository."),
    "shallow_since": attr.string(doc = "A date not after the commit, for servers that refuse to fetch single commits."),
    "strip_prefix": attr.string(doc = "The directory of the package in the git repository; empty is its root."),
    "tag": attr.string(doc = "Unused by plans: Cargo.lock always names the commit."),
    "verbose": attr.bool(doc = "Whether git's steps are printed."),
}

crate_git_checkout = repository_rule(
    implementation = _crate_git_checkout_impl,
    doc = "A commit of a git repository that several packages are of: it is cloned once for all of them.",
    attrs = _GIT_ATTRS,
)

def _crate_git_impl(rctx):
    build_file = _build_file(rctx)
    prefix = rctx.attr.strip_prefix.strip("/")
    root = rctx.path(".")
    if rctx.attr.checkout:
        _link(rctx, _in_checkout(rctx, rctx.path(_sibling(rctx, rctx.attr.checkout)).dirname, prefix))
    else:
        checkout = rctx.path(".checkout") if prefix else root
        git_repo(rctx, str(checkout))
        rctx.delete(checkout.get_child(".git"))
        source = _in_checkout(rctx, checkout, prefix)
        _remove_boundaries(rctx, source)
        if prefix:
            _link(rctx, source)

            # A package of its own, so that the globs of ours do not find every file a second time.
            write_text_file(rctx, ".checkout/BUILD.bazel", "")
    _patch(rctx)
    write_text_file(rctx, "BUILD.bazel", build_file)

def _in_checkout(rctx, checkout, prefix):
    """The directory of a package in a clone."""
    source = checkout.get_child(prefix) if prefix else checkout
    if not source.exists:
        fail(message("CU0912", "%s has no directory `%s` at commit %s" % (rctx.attr.remote, prefix, rctx.attr.commit), [
            "repository: %s" % rctx.name,
        ]))
    return source

def _link(rctx, source):
    for entry in source.readdir(watch = "no"):
        if entry.basename not in _BOUNDARIES:
            rctx.symlink(entry, entry.basename)

def _sibling(rctx, name):
    """The BUILD file of a repository that the same extension, or WORKSPACE file, declares.

    No label of this file leads there: the names of an extension's repositories are known to that extension alone. In canonical
    names the extension comes first, and no part behind it has its separator.
    """
    start = max(rctx.name.rfind("~"), rctx.name.rfind("+")) + 1
    return Label("@@%s%s//:BUILD.bazel" % (rctx.name[:start], name))

crate_git = repository_rule(
    implementation = _crate_git_impl,
    doc = "A package from a git repository.",
    attrs = _BUILD_FILE_ATTRS | _PATCH_ATTRS | _GIT_ATTRS | {
        "checkout": attr.string(doc = "The `crate_git_checkout` beside it that has the clone; without one it has its own. Patches are for one of its own."),
    },
)

def _crate_directory_impl(rctx):
    build_file = _build_file(rctx)
    source = rctx.path(rctx.attr.manifest).dirname if rctx.attr.manifest else _local(rctx, rctx.attr.path)
    if not source.exists:
        fail(message("CU0913", "the directory of a package does not exist: %s" % source, [
            "repository: %s" % rctx.name,
            "help: mend the `path` in the Cargo.toml that names it, or run the crates_vendor target that writes it",
        ]))

    # A directory with a BUILD file at any depth is a directory here too, or it would be cut out of the globs of ours. Of all
    # others Bazel follows what is inside through the link.
    split = _above_build_files(source)
    pending = [source]
    for _ in range(_MANY):
        if not pending:
            break
        directory = pending.pop()

        # The listing is watched, so that a new entry is seen.
        for entry in directory.readdir(watch = "yes"):
            if directory == source and _is_foreign(entry.basename, source.basename) or entry.basename in _BOUNDARIES:
                continue
            if str(entry) in split:
                pending.append(entry)
            else:
                rctx.symlink(entry, str(entry)[len(str(source)) + 1:])
    write_text_file(rctx, "BUILD.bazel", build_file)

def _above_build_files(source):
    """The directories below a package's own that hold a BUILD file somewhere, as a dict of paths."""
    found = {}
    pending = [source]
    for _ in range(_MANY):
        if not pending:
            break
        directory = pending.pop()
        real = str(directory.realpath)
        for entry in directory.readdir(watch = "no"):
            if entry.basename in _BOUNDARIES and not entry.is_dir:
                above = directory
                for _ in range(_MANY):
                    if above == source or str(above) in found:
                        break
                    found[str(above)] = True
                    above = above.dirname
            elif directory == source and _is_foreign(entry.basename, source.basename):
                continue
            elif entry.is_dir and str(entry.realpath) == real + "/" + entry.basename:
                pending.append(entry)
    return found

def _local(rctx, path):
    absolute = path.startswith("/") or path.startswith("\\") or path[1:2] == ":"
    return rctx.path(path) if absolute else rctx.workspace_root.get_child(path)

def _is_foreign(name, directory):
    """Whether an entry is no source: cargo's, git's and Bazel's own, and the BUILD files that ours replaces."""
    outputs = ["bazel-" + suffix for suffix in ["bin", "out", "testlogs", directory]]
    return name in _BOUNDARIES + ["target", ".git"] + outputs

crate_directory = repository_rule(
    implementation = _crate_directory_impl,
    doc = "A package from a directory: a path dependency, or a folder of a vendored tree.",
    attrs = _BUILD_FILE_ATTRS | {
        "manifest": attr.label(allow_single_file = True, doc = "A file of a repository whose directory it is, instead of a path."),
        "path": attr.string(doc = "The directory: absolute, or relative to the root workspace."),
    },
)
