"""Which names of files Bazel takes as names of targets."""

visibility(["//..."])

def is_target_name(name):
    """Whether a label can name a file.

    Args:
        name: name or path of the file. Bazel reads the bytes of letters beyond ASCII, each as one letter; but in some locales the letters
            themselves, of which no label takes those beyond Latin-1, or as question marks if the locale has no such letters.

    Returns:
        A bool.
    """

    # JSON writes control characters and backslashes with a backslash.
    beyond_latin_1 = [letter for letter in name.elems() if letter > "\377"]
    return not (beyond_latin_1 or ":" in name or "?" in name or "\177" in name or "\\" in json.encode(name.replace("\"", "")))
