"""Arguments that files written for rules_rust's crate_universe have, and that mean nothing here.

Such an argument is accepted, so that only labels have to change, and what it names is never run. One line says so.
"""

visibility(["//..."])

def ignored(call, arguments):
    """Prints one line about the arguments that were given.

    Args:
        call: what was called, as `crates_vendor(name = "vendor")`.
        arguments: dict of name to value; None is an argument that was not given.
    """
    given = ["`%s`" % name for name, value in arguments.items() if value != None]
    if given:
        # buildifier: disable=print
        print("%s: %s: accepted for compatibility with rules_rust, and ignored" % (call, ", ".join(given)))
