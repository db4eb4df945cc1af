"""The repositories of packages (spokes), one for each package, whatever its source.

The program writes the BUILD file of each, and decides everything about the crate. WORKSPACE files may load this file, so it loads only files
of this repository and of @bazel_tools.
"""

load("@bazel_tools//tools/build_defs/repo:git_worker.bzl", "git_repo")
load("@bazel_tools//tools/build_defs/repo:utils.bzl", "patch")
load(":auth.bzl", "auth", "read_credentials")
load(":bazel_files.bzl", "ROOT_FILES")
load(":errors.bzl", "message")
load(":package_layout.bzl", "finish_package", "show_package")
load(":text_file.bzl", "write_text_file")

visibility(["//..."])

_BUILD_FILE_ATTRS = {
    "build_file": attr.label(allow_single_file = True, doc = "The BUILD file of the repository. Takes precedence over `build_file_content`."),
    "build_file_content": attr.string(doc = "The text of the BUILD file of the repository."),
}

_PATCH_ATTRS = {
    "patch_args": attr.string_list(doc = "Arguments of the patch tool; without `patch_tool`, only `-p` is supported."),
    "patch_tool": attr.string(doc = "The program that applies the patches; by default Bazel applies them itself."),
    "patches": attr.label_list(doc = "Patches to apply to the sources, in this order."),
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
        fail(message("CU0914", "repository `%s` needs `build_file` or `build_file_content`" % rctx.name))
    return rctx.attr.build_file_content

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
        auth = auth(read_credentials(rctx), urls),
        sha256 = rctx.attr.sha256,
        stripPrefix = rctx.attr.strip_prefix,
        type = rctx.attr.type,
    )
    if not done.success:
        fail(message("CU0921", "the archive of %s cannot be downloaded, or has the wrong checksum: see the warning above" % rctx.attr.strip_prefix, [
            "tried: %s" % url
            for url in urls
        ] + [
            "repository: %s" % rctx.name,
            "help: see the response of the server with `curl -v %s`" % urls[-1],
            "help: if the registry needs credentials, put them in .netrc or configure a credential helper, see docs/registries.md",
        ]))
    _patch(rctx)
    finish_package(rctx, build_file)

crate_archive = repository_rule(
    implementation = _crate_archive_impl,
    doc = "A package from a registry.",
    attrs = _BUILD_FILE_ATTRS | _PATCH_ATTRS | {
        "file": attr.label(allow_single_file = True, doc = "The archive as a file of a repository, instead of URLs."),
        "path": attr.string(doc = "The archive on this machine, instead of URLs: absolute, or relative to the root workspace."),
        "sha256": attr.string(doc = "The checksum, as in Cargo.lock."),
        "strip_prefix": attr.string(doc = "The directory of the archive that becomes the root of the repository."),
        "type": attr.string(default = "tar.gz", doc = "The type of the archive, since the URLs of registries often have no file extension."),
        "urls": attr.string_list(doc = "The URLs of the archive, tried in this order."),
    },
)

def _crate_aliases_impl(rctx):
    write_text_file(rctx, "BUILD.bazel", rctx.attr.build_file_content)

crate_aliases = repository_rule(
    implementation = _crate_aliases_impl,
    doc = "A package shared with another hub: aliases of the targets there.",
    attrs = {"build_file_content": attr.string(mandatory = True, doc = "The text of the BUILD file of the repository.")},
)

def _crate_git_checkout_impl(rctx):
    git_repo(rctx, str(rctx.path(".")))
    for name in [".git"] + ROOT_FILES:
        rctx.delete(name)

    # Empty: no build needs a target of it. The repositories of the packages find it by this file.
    write_text_file(rctx, "BUILD.bazel", "")

_GIT_ATTRS = {
    "branch": attr.string(doc = "Accepted, but unused: Cargo.lock names the commit."),
    "commit": attr.string(mandatory = True, doc = "The commit, as in Cargo.lock."),
    "init_submodules": attr.bool(default = True, doc = "Whether to check out submodules."),
    "recursive_init_submodules": attr.bool(default = True, doc = "Whether to check out submodules of submodules, as Cargo does."),
    "remote": attr.string(mandatory = True, doc = "The URL of the git repository."),
    "shallow_since": attr.string(doc = "A date not later than the commit, for servers that do not support fetching a single commit."),
    "strip_prefix": attr.string(doc = "The directory of the package in the git repository; empty for the root."),
    "tag": attr.string(doc = "Accepted, but unused: Cargo.lock names the commit."),
    "verbose": attr.bool(doc = "Whether to print the git commands."),
}

crate_git_checkout = repository_rule(
    implementation = _crate_git_checkout_impl,
    doc = "A commit of a git repository that several packages come from: it is cloned once for all of them.",
    attrs = _GIT_ATTRS,
)

def _crate_git_impl(rctx):
    build_file = _build_file(rctx)
    prefix = rctx.attr.strip_prefix.strip("/")
    if not prefix and rctx.attr.patches:
        # Patches are for files, not for links.
        _clone(rctx, rctx.path("."))
        _patch(rctx)
        finish_package(rctx, build_file)
        return
    if rctx.attr.checkout:
        checkout = rctx.path(_sibling(rctx, rctx.attr.checkout)).dirname
    else:
        checkout = rctx.path(".checkout")
        _clone(rctx, checkout)
    source = _in_checkout(rctx, checkout, prefix)
    if rctx.attr.patches:
        _patch_through_links(rctx, source)

    # Globs would find every file a second time, and patterns the BUILD files that are in there.
    show_package(rctx, build_file, source, around = checkout, ignored = [] if rctx.attr.checkout else [".checkout"])

def _clone(rctx, directory):
    git_repo(rctx, str(directory))
    rctx.delete(directory.get_child(".git"))

def _patch_through_links(rctx, source):
    """Patches a package that is deeper in its clone: patch tools work at the root of the repository only."""
    names = [entry.basename for entry in source.readdir(watch = "no")]
    for name in names:
        rctx.symlink(source.get_child(name), name)
    _patch(rctx)
    for name in names:
        # What a patch tool has put in the place of a link.
        entry = rctx.path(name)
        if entry.exists and not entry.is_dir and str(entry.realpath) == str(entry):
            write_text_file(rctx, source.get_child(name), rctx.read(entry, watch = "no"))
        rctx.delete(name)

def _in_checkout(rctx, checkout, prefix):
    """The directory of a package in a clone."""
    source = checkout.get_child(prefix) if prefix else checkout
    if not source.exists:
        fail(message("CU0912", "%s has no directory `%s` at commit %s" % (rctx.attr.remote, prefix, rctx.attr.commit), [
            "repository: %s" % rctx.name,
        ]))
    return source

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
        "checkout": attr.string(doc = "The name of the `crate_git_checkout` to use; without one, the package has its own clone. Packages with patches need their own."),
    },
)

def _crate_directory_impl(rctx):
    build_file = _build_file(rctx)
    source = rctx.path(rctx.attr.manifest).dirname if rctx.attr.manifest else _local(rctx, rctx.attr.path)
    if not source.exists:
        fail(message("CU0913", "the directory of a package does not exist: %s" % source, [
            "repository: %s" % rctx.name,
            "help: correct the `path` in the Cargo.toml that declares it, or run the crates_vendor target that writes it",
        ]))

    outputs = ["bazel-" + suffix for suffix in ["bin", "out", "testlogs", source.basename, rctx.workspace_root.basename]]
    show_package(
        rctx,
        build_file,
        source,
        # What somebody else ships is as much as there is of it.
        boundary = None if rctx.attr.manifest else _boundary(rctx, source),
        # Cargo's, git's and Bazel's own.
        skipped = ["target", ".git"] + outputs,
        watch = "yes",
    )

def _boundary(rctx, source):
    """The directory beyond which a path package reads nothing: the workspace, or one that holds it and the package."""
    boundary = rctx.workspace_root
    for _ in range(len(str(boundary))):
        if (str(source) + "/").startswith(str(boundary) + "/"):
            break
        boundary = boundary.dirname
        if not boundary or not boundary.dirname or not boundary.dirname.dirname:
            return None
    return boundary

def _local(rctx, path):
    absolute = path.startswith("/") or path.startswith("\\") or path[1:2] == ":"
    return rctx.path(path) if absolute else rctx.workspace_root.get_child(path)

crate_directory = repository_rule(
    implementation = _crate_directory_impl,
    doc = "A package from a directory: a path dependency, or a package of a vendored tree.",
    attrs = _BUILD_FILE_ATTRS | {
        "manifest": attr.label(allow_single_file = True, doc = "A file in the directory, instead of `path`."),
        "path": attr.string(doc = "The directory: absolute, or relative to the root workspace."),
    },
)
