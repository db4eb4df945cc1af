"""An alias rule of the user's."""

def marked_alias(name, actual, tags):
    native.alias(
        name = name,
        actual = actual,
        tags = tags + ["marked"],
    )
