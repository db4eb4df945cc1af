"""A short hexadecimal digest of strings, for cache keys.

It needs no command, no file and no download, so it works wherever Starlark does. Do not use it to check integrity: Starlark's `hash()` is
not cryptographic.
"""

visibility(["//..."])

# Two independent polynomials over the lines: FNV's prime and 31, both modulo the Mersenne prime 2^61 - 1.
_PRIME = 1099511628211
_MODULUS = 2305843009213693951
_OFFSET = 14695981039346656037 % _MODULUS

def digest(texts):
    """A digest of a list of texts.

    Args:
        texts: list of strings; their order and their borders count.

    Returns:
        A string of hexadecimal digits, usable as a file name.
    """
    forward = _OFFSET
    backward = 1
    for text in texts:
        lines = text.split("\n")
        for line in ["%d" % len(lines)] + lines:
            forward = (forward * _PRIME + hash(line) + len(line)) % _MODULUS
            backward = (backward * 31 + hash(line[::-1]) + _PRIME) % _MODULUS
    return "%x%x" % (forward, backward)
