"""The package in its repository: which of its files are where, and the BUILD files.

As a rule its directory is the root of the repository. `private/spoke_files.bzl` says when it is not.
"""

load(":read_files.bzl", "find_build_files", "find_outside", "warn_of_nameless")
load(":source_tree.bzl", "MANY", "clean_tree", "link_tree", "survey", "watch_sources")
load(":spoke_files.bzl", "APART", "build_files", "outer_roots", "rule_names")
load(":text_file.bzl", "write_text_file")

visibility(["//..."])

def finish_package(rctx, text):
    """Makes a package of what is in the repository at hand.

    Args:
        rctx: repository_ctx.
        text: text of the BUILD file that the program wrote.
    """
    root = rctx.path(".")
    found = _survey(rctx, root, turns = False, within = str(root.realpath))
    clean_tree(rctx, found)
    directory = _apart(text, found)
    if directory:
        link_tree(rctx, root, directory + "/", found)
    _write(rctx, text, found, directory)

def show_package(rctx, text, source, *, around = None, boundary = None, ignored = [], skipped = [], watch = "no"):
    """Shows a package whose files are elsewhere.

    Args:
        rctx: repository_ctx.
        text: text of the BUILD file that the program wrote.
        source: path of the package's directory.
        around: path of a directory above it; if the package reads anything outside of its own, all of that is shown.
        boundary: path of a directory above it; what the package reads outside of its own, but within that, is shown.
        ignored: directories of the repository in which Bazel looks for nothing.
        skipped: names that are no sources.
        watch: whether Bazel looks for new entries, and for changes of the code, later.
    """

    # A link of a clone that leads out of it leads nowhere on other machines. Those of a user's own directories are theirs.
    within = str(around.realpath) if around else None
    found = _survey(rctx, source, skipped = skipped, watch = watch, within = within)
    if watch == "yes":
        watch_sources(rctx, source, found, skipped)
    package = str(source.realpath)
    limit = around or boundary
    outside = []
    if limit and package.startswith(str(limit.realpath) + "/"):
        outside = find_outside(
            rctx,
            package,
            str(limit.realpath),
            found.rust,
            roots = outer_roots(text),
            skipped = skipped,
            watch = watch,
        )
    directory = _apart(text, found)
    if outside:
        root = str(limit.realpath) if around else _common([package] + outside)
        directory = package[len(root) + 1:]
        for path in [root] if around else outside:
            _show_outside(rctx, path, path[len(root) + 1:], directory, skipped, watch, within)
    link_tree(rctx, source, directory + "/" if directory else "", found)
    _write(rctx, text, found, directory, around = bool(outside), ignored = ignored)

def _survey(rctx, root, watch = "no", **kwargs):
    found = survey(rctx, root, **kwargs)
    warn_of_nameless(rctx, found)
    kept = find_build_files(rctx, found, watch)
    if not kept:
        return struct(kept = [], **_fields(found))
    return struct(kept = kept, **_fields(survey(rctx, root, kept = kept, **kwargs)))

def _fields(value):
    return {name: getattr(value, name) for name in ["circles", "directories", "files", "hidden", "omitted", "outputs", "rust", "split", "top"]}

def _apart(text, found):
    """Where the package is, because a file has the name of a rule; else empty."""
    return APART if [name for name in rule_names(text) if name in found.top] else ""

def _show_outside(rctx, path, at, package, skipped, watch, within):
    """Shows a file or a directory outside of the package at its place in the repository, but for the package itself."""
    place = rctx.path(path)
    if not place.is_dir:
        rctx.symlink(place, at)
        return
    found = survey(rctx, place, skipped = skipped, within = within)
    if watch == "yes":
        watch_sources(rctx, place, found, skipped)
    below = at + "/" if at else ""
    if package.startswith(below):
        # A directory of ours, so that there is a place for the BUILD file.
        inside = package[len(below):]
        found.omitted[inside] = True
        for _ in range(MANY):
            inside = inside.rpartition("/")[0]
            if not inside:
                break
            found.split[inside] = True
    link_tree(rctx, place, below, found)

def _common(paths):
    """The deepest directory above all paths."""
    common = paths[0]
    for path in paths:
        for _ in range(MANY):
            if path.startswith(common + "/"):
                break
            common = common.rpartition("/")[0]
    return common

def _write(rctx, text, found, directory, around = False, ignored = []):
    unseen = found.hidden + [path for path in found.kept if "/" not in path]

    # Where something else lies around the package, that is what a path at the root means.
    named = [path for path in found.files if not rctx.path(path).exists] if directory else []
    files = build_files(text, directory = directory, files = named, top = found.top, unseen = unseen, around = around)
    for path, content in files.items():
        write_text_file(rctx, path, content)

    # Globs do not enter such a directory, but it is no package either, so a label of each file will do.
    below = directory + "/" if directory else ""
    ignored = ignored + [below + path.rpartition("/")[0] for path in found.kept if "/" in path]
    if ignored:
        write_text_file(rctx, ".bazelignore", "".join([path + "\n" for path in ignored]))
