"""Finds files that a package's Rust code reads, but that the globs of its BUILD file do not match or Bazel cannot name.

Cargo leaves sources where they are, so rustc and build scripts can read `../../NOTICE`. Nothing declares such files, so the code is searched
for them: for paths with `..` that lead out of the package, relative to the file or to the package, and, where the code climbs up by other
means, for any string that names something there. Paths that do not exist are ignored.
"""

load(":bazel_files.bzl", "PACKAGE_FILES")
load(":errors.bzl", "message")
load(":source_tree.bzl", "MANY", "survey")

visibility(["//..."])

# Where such paths are relative to the file that holds them, and to nothing else.
_RELATIVE_TO_FILE = ["include!(", "include_bytes!(", "include_str!(", "path=", "path ="]

# Directories at the root of a package whose code is in no rule.
_NO_RULES = ["benches", "examples", "tests"]

# How code climbs without `../`.
_CLIMBS = [".parent()", ".ancestors()", ".pop()", "\"..\"", "/..\""]

# Markers of placeholders in a string.
_UNKNOWN = ["{", "}", "*", "\\"]

# A string with one of these characters is not taken for the name of a file.
_NEVER = " \t'`(){}<>[]*?|,;:!#$%&=\\"

def find_outside(rctx, package, boundary, rust, roots = [], skipped = [], watch = "no"):
    """Looks for what a package reads outside of its directory.

    Args:
        rctx: repository_ctx.
        package: path of the package's directory, as a string without links.
        boundary: path of a directory above it; nothing beyond that counts.
        rust: dict of path below the package to path on disk: its Rust code.
        roots: paths of crate roots, relative to the package's directory.
        skipped: names that are no sources.
        watch: whether Bazel looks for changes of that code later.

    Returns:
        A list of paths on disk, as strings: files and directories.
    """
    found = {}
    for root in roots:
        _add(rctx, found, package, package, boundary, root, skipped)
    scanned = {}
    for at, path in rust.items():
        if at.partition("/")[0] not in _NO_RULES:
            _scan(rctx, found, path, at, package, boundary, skipped, watch)
    for _ in range(MANY):
        more = [path for path in found if path not in scanned]
        if not more:
            break
        for path in more:
            scanned[path] = True
            here = rctx.path(path)
            if here.is_dir:
                for below in survey(rctx, here, skipped = skipped, within = boundary).rust.values():
                    _scan(rctx, found, below, None, package, boundary, skipped, watch)
            elif path.endswith(".rs"):
                _scan(rctx, found, here, None, package, boundary, skipped, watch)
    return sorted([path for path in found if not _is_below_another(path, found)])

def find_build_files(rctx, found, watch = "no"):
    """The BUILD files of a package that its code names.

    Args:
        rctx: repository_ctx.
        found: what `survey` found.
        watch: whether Bazel looks for changes of the code later.

    Returns:
        A list of paths below the root.
    """
    if not found.build_files:
        return []
    named = {}
    for file in found.rust.values():
        text = rctx.read(file, watch = watch)
        for path in _texts(text) if "BUILD" in text else []:
            if path.rpartition("/")[2] in PACKAGE_FILES:
                named["/" + path.rpartition("./")[2]] = True

    # The one at the root is ours. A link to a directory shows the same file under another path.
    files = {path: str(found.omitted[path]) for path in found.build_files if path != "BUILD.bazel"}
    kept = [file for path, file in files.items() if [end for end in named if ("/" + path).endswith(end)]]
    return [path for path, file in files.items() if file in kept]

def warn_of_nameless(rctx, found):
    """Prints a line for each file that the code names, but no label can.

    Args:
        rctx: repository_ctx.
        found: what `survey` found.
    """
    if not found.nameless:
        return
    code = "\n".join([rctx.read(file, watch = "no") for file in found.rust.values()])
    for path in found.nameless:
        name = path.rpartition("/")[2]

        # In code a backslash or a tab is written with another backslash.
        if name in code or json.encode(name)[1:-1] in code:
            # buildifier: disable=print
            print(message("CU0927", "%s reads %s, a name that is not valid in a Bazel label: the file is left out" % (rctx.name, json.encode(path))))

def _scan(rctx, found, file, at, package, boundary, skipped, watch):
    text = rctx.read(file, watch = watch)
    directory = str(file.dirname)
    for relative, path in _paths(text):
        _add(rctx, found, directory, package, boundary, path, skipped)
        if not relative:
            _add(rctx, found, package, package, boundary, path, skipped)

    # Build scripts are at the top.
    if at and ("/" not in at or "CARGO_MANIFEST_DIR" in text) and [climb for climb in _CLIMBS if climb in text]:
        for path in _texts(text):
            # What is in the package is meant to be there.
            if rctx.path(package + "/" + path).exists:
                continue
            above = package
            for _ in range(MANY):
                if above == boundary:
                    break
                above = above.rpartition("/")[0]
                _add(rctx, found, above, package, boundary, path, skipped)

def _paths(text):
    """Paths with `../` in Rust code, each with whether it is relative to the file only."""
    paths = []
    previous = ""
    for line in text.split("\n"):
        line = line.strip()
        if "../" in line and not line.startswith("//"):
            before, _, behind = line.partition("../")
            for _ in range(MANY):
                macro_before, _, start = before.rpartition("\"")
                end, _, rest = behind.partition("\"")
                for brace in _UNKNOWN:
                    start = start.rpartition(brace)[2]
                    end = end.partition(brace)[0]
                macro_before = macro_before.rstrip("r#").rstrip() or previous
                relative = bool([macro for macro in _RELATIVE_TO_FILE if macro_before.endswith(macro)])

                # Macros such as include_dir! take a variable for the directory of the package.
                if start.startswith("$"):
                    start = start.partition("/")[2]

                # A text that begins with a slash is joined to another one.
                paths.append((relative, (start + "../" + end).lstrip("/")))
                before, climb, behind = rest.partition("../")
                if not climb:
                    break
        previous = line or previous
    return paths

def _texts(text):
    """Texts in Rust code that may be names of files."""
    found = {}
    for line in text.split("\n"):
        if not line.lstrip().startswith("//"):
            for text in line.split("\"")[1::2]:
                text = text.strip("/")
                if text.strip(".") and not [letter for letter in _NEVER.elems() if letter in text]:
                    found[text] = True
    return found.keys()

def _add(rctx, found, directory, package, boundary, path, skipped):
    """Adds a path, as it is seen from a directory, if it leads out of the package to something that is there."""
    parts = directory.split("/")
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part and part != ".":
            parts.append(part)
    outside = "/".join(parts)
    if not _is_candidate(rctx, outside, package, boundary, skipped):
        return
    place = rctx.path(outside)
    if not place.exists:
        # The path may end in the beginning of a name, with a placeholder behind it.
        outside = outside.rpartition("/")[0]
        if not _is_candidate(rctx, outside, package, boundary, skipped) or not rctx.path(outside).exists:
            return
    elif outside.endswith(".rs") and not place.is_dir:
        # Its modules lie beside it.
        above = outside.rpartition("/")[0]
        if _is_candidate(rctx, above, package, boundary, skipped):
            outside = above
        else:
            for entry in place.dirname.readdir(watch = "no"):
                if entry.basename.endswith(".rs"):
                    found[above + "/" + entry.basename] = True
    found[outside] = True

def _is_candidate(rctx, path, package, boundary, skipped):
    """Whether a path is outside of the package, not above it, and in no directory without sources."""
    if not path.startswith(boundary + "/") or (package + "/").startswith(path + "/") or path.startswith(package + "/"):
        return False
    above = boundary
    for part in path[len(boundary) + 1:].split("/"):
        # Deeper, `target` is what it says beside a manifest only.
        if part in skipped and (above == boundary or rctx.path(above + "/Cargo.toml").exists):
            return False
        above += "/" + part
    return True

def _is_below_another(path, others):
    above = path
    for _ in range(MANY):
        above = above.rpartition("/")[0]
        if not above or above in others:
            return bool(above)
    return False
