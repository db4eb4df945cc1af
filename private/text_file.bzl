"""Writes the text of a file unchanged.

Bazel holds the texts of files, paths and attributes byte by byte. Up to Bazel 7, `ctx.file()` takes each byte for a character and encodes it
once more, so that `ö` becomes two characters, unless `legacy_utf8 = False` is set. From Bazel 8 on it never does, and the parameter is
to be removed. Only strings in MODULE.bazel are held character by character, up to Bazel 7.
"""

visibility(["//..."])

def write_text_file(ctx, path, text):
    """Writes a file that nobody executes.

    Args:
        ctx: repository_ctx or module_ctx.
        path: a string or path.
        text: the text, whatever letters it has, byte by byte.
    """
    ctx.file(path, text, executable = False, **utf8_arguments(native.bazel_version))

def utf8_arguments(bazel_version):
    """The extra arguments that `ctx.file()` needs in a version of Bazel.

    Args:
        bazel_version: a string; empty for a custom build of Bazel, which accepts the parameter in all versions so far.

    Returns:
        A dict of arguments.
    """
    major = bazel_version.split(".")[0]
    return {} if major.isdigit() and int(major) >= 8 else {"legacy_utf8": False}

def json_bytes(value):
    """A value as JSON whose texts are held byte by byte, be they letters of MODULE.bazel or bytes of anything else.

    Args:
        value: whatever `json.encode()` takes.

    Returns:
        A string for `write_text_file()`.
    """
    text = json.encode(value)

    # Java's hash of a text of one letter is the letter's number.
    numbers = [hash(letter) for letter in text.elems()]
    if max(numbers) < 0x80:
        return text
    written = []
    behind = 0
    for place, letter in enumerate(text.elems()):
        if behind:
            behind -= 1
        elif numbers[place] >= 0x80:
            behind = _bytes_behind(numbers, place)
            if not behind:
                letter = "\\u" + ("000%x" % numbers[place])[-4:]
        written.append(letter)
    return "".join(written)

def _bytes_behind(numbers, place):
    """How many bytes of UTF-8 belong to the one at a place; 0 if no letter begins there."""
    for count, low, high in [(1, 0xc2, 0xdf), (2, 0xe0, 0xef), (3, 0xf0, 0xf4)]:
        if low <= numbers[place] and numbers[place] <= high:
            following = numbers[place + 1:place + 1 + count]
            if len(following) == count and min(following) >= 0x80 and max(following) <= 0xbf:
                return count
    return 0
