"""Which names of files Bazel takes as names of targets."""

visibility(["//..."])

def is_target_name(name):
    """Whether a label can name a file.

    Args:
        name: name or path of the file. In a locale that has no such letters, Bazel reads letters beyond ASCII as question marks.

    Returns:
        A bool.
    """

    # JSON writes control characters and backslashes with a backslash.
    return not (":" in name or "?" in name or "\177" in name or "\\" in json.encode(name.replace("\"", "")))
