"""Credentials for downloads, from the user's netrc.

Bazel itself asks the credential helpers that the user has configured. Credentials are never written or printed. WORKSPACE files may load
this file, so it loads only files of @bazel_tools.
"""

load("@bazel_tools//tools/build_defs/repo:utils.bzl", "read_netrc", "read_user_netrc", "use_netrc")

visibility(["//..."])

def read_credentials(ctx):
    """The user's netrc, to be read once for all downloads.

    Args:
        ctx: repository_ctx or module_ctx.

    Returns:
        What `auth` takes.
    """
    named = ctx.os.environ.get("NETRC")
    return read_netrc(ctx, named) if named else read_user_netrc(ctx)

def auth(credentials, urls):
    """What the user's netrc says of the hosts of some URLs.

    Args:
        credentials: of `read_credentials`.
        urls: list of URLs.

    Returns:
        A dict for the attribute `auth` of `download`.
    """
    return use_netrc(credentials, urls, {})
