"""Shows a directory of sources in a repository: everything except what Bazel cannot handle.

- A BUILD file would exclude its directory from the globs of the package, and a `.bazelignore` at the root would exclude whatever it names.
- A name with a colon, a backslash or a control character is not valid in a label, and one such file breaks the whole package.
- A link that leads back to a directory above it, directly or through other links, makes globs endless. What it leads to is shown once: the
  link becomes a directory with links to the contents of its target. A link to itself is left out.

WORKSPACE files may load this file, so it loads only names of files.
"""

load(":bazel_files.bzl", "PACKAGE_FILES", "ROOT_FILES")
load(":target_names.bzl", "is_target_name")

visibility(["//..."])

# More directories than any crate has: Starlark has no unbounded loop.
MANY = 1000000

# How many links may follow one another on the way to a file.
_LINKS = 8

def survey(rctx, root, *, skipped = [], kept = [], turns = True, within = None):
    """Walks through a directory of sources.

    Args:
        rctx: repository_ctx.
        root: path of the directory.
        skipped: names at the root that are no sources.
        kept: BUILD files that are left where they are, by their paths below the root.
        turns: whether a link to a directory above it is walked through once; else it is left out.
        within: path of a directory; a link to a directory that is not below it is left out, and nothing behind it is looked at.

    Returns:
        struct(
            omitted = dict of path below the root to the path on disk: what is to be left out,
            split = dict of the directories below the root that hold something that is left out or turned,
            build_files, nameless = lists of paths below the root that are among `omitted`,
            rust = dict of path below the root to path on disk: files with Rust code,
            top = names of the files at the root,
            circles = paths below the root of links that lead back, out, or nowhere,
            outputs = dict of path below the root to path on disk: directories of cargo's output that are not at the root,
            directories = paths on disk of all directories,
            files = paths below the root of all files,
            hidden = paths below the root of the files in directories with a BUILD file that is left where it is,
        )
    """
    found = struct(
        build_files = [],
        circles = [],
        directories = [],
        files = [],
        hidden = [],
        nameless = [],
        omitted = {},
        outputs = {},
        rust = {},
        split = {},
        top = [],
    )
    hiding = [path.rpartition("/")[0] + "/" for path in kept]
    top = str(root.realpath)
    pending = [struct(at = "", real = top, behind = [], turned = False)]
    for _ in range(MANY):
        if not pending:
            break
        here = pending.pop()
        found.directories.append(here.real)
        for entry in rctx.path(here.real).readdir(watch = "no"):
            name = entry.basename
            at = here.at + "/" + name if here.at else name
            if entry.is_dir:
                is_sought = here.at or name not in skipped
                if is_sought and not is_target_name(name):
                    found.nameless.append(at)
                    is_sought = False
                verdict = _directory(entry, here, top, turns, within) if is_sought else None
                if is_sought and (not verdict or verdict.turned):
                    found.circles.append(at)
                if verdict:
                    if here.at and name == "target" and entry.get_child("CACHEDIR.TAG").exists:
                        found.outputs[at] = verdict.real
                    below = struct(at = at, real = verdict.real, behind = verdict.behind, turned = verdict.turned)
                    pending.append(below)
                    if verdict.turned and not here.turned:
                        _split(found.split, at)
                        found.split[at] = True
                    continue
            elif name in PACKAGE_FILES and at not in kept:
                found.build_files.append(at)
            elif not is_target_name(name):
                found.nameless.append(at)
            elif entry.exists and (here.at or name not in ROOT_FILES + skipped):
                found.files.append(at)
                if name.endswith(".rs"):
                    found.rust[at] = entry
                if not here.at:
                    found.top.append(name)
                if [directory for directory in hiding if at.startswith(directory)]:
                    found.hidden.append(at)
                continue
            elif not entry.exists:
                found.circles.append(at)
            found.omitted[at] = entry
            _split(found.split, at)
    return found

def _directory(entry, here, top, turns, within):
    """How to go on at a directory; None: it is left out."""
    real = str(entry.realpath)
    if within and not _is_within(real, within):
        return None
    is_link = real != here.real + "/" + entry.basename
    behind = here.behind + [here.real] if is_link else here.behind
    circle = [above for above in behind if _is_within(above, real)]
    if not (is_link and circle) and len(behind) <= _LINKS:
        return struct(real = real, behind = behind, turned = here.turned)
    if turns and is_link and not here.turned and _is_within(real, top):
        return struct(real = real, behind = behind, turned = True)
    return None

def _is_within(path, directory):
    return path == directory or path.startswith(directory.rstrip("/") + "/")

def _split(split, at):
    """Adds all directories above a path."""
    for _ in range(MANY):
        at = at.rpartition("/")[0]
        if not at or at in split:
            break
        split[at] = True

def link_tree(rctx, root, destination, found):
    """Shows a directory in the repository at hand. What holds nothing to leave out is one link, and Bazel follows what happens inside.

    Args:
        rctx: repository_ctx.
        root: path of the directory.
        destination: where its entries go, relative to the root of the repository; empty, or with a slash at the end.
        found: what `survey` found.
    """
    pending = [("", str(root.realpath))]
    for _ in range(MANY):
        if not pending:
            break
        at, real = pending.pop()
        for entry in rctx.path(real).readdir(watch = "no"):
            below = at + "/" + entry.basename if at else entry.basename
            if below in found.omitted:
                continue
            if below in found.split and entry.is_dir:
                pending.append((below, str(entry.realpath)))
            else:
                rctx.symlink(entry, destination + below)

def clean_tree(rctx, found):
    """Deletes what is to be left out of a directory that belongs to the repository at hand. Of a link, that is the link.

    Args:
        rctx: repository_ctx.
        found: what `survey` found with `turns = False`, and `within` that directory: nothing else may be deleted.
    """
    for path in found.omitted.values():
        rctx.delete(path)

def watch_sources(rctx, root, found, skipped):
    """Has Bazel fetch the repository again when a file in a directory is added, removed or changed.

    The listing of a directory is watched only at the root: Bazel fails for good where a directory is gone whose listing it watches. It takes
    a whole tree well, but neither one with cargo's output, which it would read, nor one with a circle. There, only BUILD files that
    come are seen, and none among cargo's output.

    Args:
        rctx: repository_ctx.
        root: path of the directory.
        found: what `survey` found.
        skipped: names at the root that are no sources.
    """
    entries = root.readdir(watch = "no")
    trouble = found.circles + found.outputs.keys()
    if not trouble and not [entry for entry in entries if entry.basename in skipped]:
        rctx.watch_tree(root)
        return
    outputs = found.outputs.values()
    root.readdir(watch = "yes")
    for entry in entries:
        if not entry.is_dir or entry.basename in skipped:
            continue
        if not [at for at in trouble if _is_within(at, entry.basename)]:
            rctx.watch_tree(entry)
            continue
        real = str(entry.realpath)
        for directory in found.directories:
            if _is_within(directory, real) and not [output for output in outputs if _is_within(directory, output)]:
                for name in PACKAGE_FILES:
                    rctx.watch(directory + "/" + name)
