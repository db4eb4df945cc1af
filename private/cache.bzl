"""Finds the user's cache directory of crate_universe.

The environment variables are read untracked on purpose: another home directory is no reason to fetch again.
"""

visibility(["//..."])

# What the program's binaries, their builds and isolated cargo runs keep.
_DIRECTORIES = ["cargo_home", "target", "tool"]

def cache_root(ctx):
    """The directory that outlives output bases and is shared by all workspaces of a user. It is made if need be.

    Args:
        ctx: repository_ctx or module_ctx.

    Returns:
        A path, or None where the environment names no home, or one that cannot be made, as with service accounts.
    """
    base = cache_base(ctx.os.name, ctx.os.environ)
    if not base:
        return None
    root = ctx.path(base).get_child("crate_universe")
    mkdir = None if is_windows(ctx.os.name) else ctx.which("mkdir")
    if mkdir and ctx.execute([mkdir, "-p"] + [root.get_child(name) for name in _DIRECTORIES]).return_code:
        return None
    return root

def cache_base(os_name, environ):
    """The directory that holds the caches of all programs.

    Args:
        os_name: `ctx.os.name`.
        environ: dict of environment variables.

    Returns:
        An absolute path as string, or None.
    """
    if is_windows(os_name):
        return environ.get("LOCALAPPDATA") or None
    xdg = environ.get("XDG_CACHE_HOME", "")
    if xdg.startswith("/"):
        # The XDG specification says to ignore a relative path.
        return xdg
    home = environ.get("HOME", "")
    return home + "/.cache" if home.startswith("/") else None

def is_windows(os_name):
    """Whether this is Windows.

    Args:
        os_name: `ctx.os.name`.

    Returns:
        A bool.
    """
    return os_name.lower().startswith("windows")
