"""A variable in a file of environment variables, as rules_rust reads it.

WORKSPACE files may load it, so it loads nothing.
"""

visibility(["//..."])

def environment_line(name, value):
    """The text of a variable.

    A backslash at the end of a line joins the next line to it, and two of them are one. rules_rust skips empty lines, so a newline at
    the end of a value would join the next variable to it: there is none.

    Args:
        name: the name.
        value: the value.

    Returns:
        A string without a newline at its end.
    """
    lines = [line + "\\" * (len(line) - len(line.rstrip("\\"))) for line in value.rstrip("\n").split("\n")]
    return name + "=" + "\\\n".join(lines)
