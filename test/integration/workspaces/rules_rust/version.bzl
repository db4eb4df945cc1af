"""Versions that compare as numbers."""

def release(version):
    """The first two numbers of a version.

    Args:
        version: string.

    Returns:
        A list of numbers.
    """
    return [int(number) for number in version.split(".")[:2]]
