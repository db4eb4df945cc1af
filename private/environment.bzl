"""The environment variables that users set for this module: those that are passed to the program, and those that Starlark obeys.

All are read with `getenv`, so that Bazel evaluates again when one of them changes. The program defines what the values of its own mean.
"""

load(":errors.bzl", "message")

visibility(["//..."])

# They change what is resolved, for every module.
_ALWAYS = ["CARGO_BAZEL_DEBUG", "CARGO_BAZEL_ISOLATED"]

# They let the program write into the source tree, which belongs to the root module.
_REPIN = ["CARGO_BAZEL_REPIN", "CARGO_BAZEL_REPIN_ONLY", "REPIN"]

# An hour: cargo may have to download a whole registry's worth of crates first.
_TIMEOUT = 3600

def environment(ctx, may_write):
    """The variables for the program.

    Args:
        ctx: module_ctx or repository_ctx.
        may_write: whether a lock may be updated.

    Returns:
        A dict of those that are set.
    """
    values = {name: ctx.getenv(name) for name in _ALWAYS + (_REPIN if may_write else [])}
    return {name: value for name, value in values.items() if value != None}

def is_quiet(ctx):
    """Whether the output of the program is kept back.

    Args:
        ctx: module_ctx or repository_ctx.

    Returns:
        A bool.
    """
    return (ctx.getenv("CARGO_BAZEL_DEBUG") or "0").lower() in ["0", "false", "no", "off"]

def timeout(ctx):
    """How long one run of the program may take.

    Args:
        ctx: module_ctx or repository_ctx.

    Returns:
        Seconds.
    """
    value = ctx.getenv("CARGO_BAZEL_TIMEOUT") or str(_TIMEOUT)
    if not value.isdigit() or int(value) == 0:
        fail(message("CU0930", "CARGO_BAZEL_TIMEOUT must be a whole number of seconds, not `%s`" % value, [
            "help: set it to a number such as 1200, or unset it to use the default of %d seconds" % _TIMEOUT,
        ]))
    return int(value)
