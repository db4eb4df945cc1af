"""Where cargo and rustc of the host are.

A label of another module would be looked up among the names of the root module in what WORKSPACE loads, so rules_rust is
found by a name that the user may change.
"""

load(":cache.bzl", "is_windows")
load(":errors.bzl", "message")

visibility(["//..."])

# The repositories of rules_rust's `rust_register_toolchains()`.
_TEMPLATE = "@rust_{system}_{arch}__{triple}__{channel}_tools//:bin/{tool}"

HOST_ATTRS = {
    "host_tools": attr.label(doc = "A label in the root package of a repository with `bin/cargo` and `bin/rustc`. It takes precedence over `rust_version` and the templates."),
    "rules_rust": attr.string(default = "rules_rust", doc = "The apparent name of rules_rust in the root module, or in WORKSPACE."),
    "rust_toolchain_cargo_template": attr.string(doc = "The label of cargo in a toolchain repository that WORKSPACE declares: `{tool}`, `{system}`, `{arch}`, `{triple}`, `{vendor}`, `{abi}`, `{channel}`, `{version}`, `{iso_date}` and `{cfg}` are replaced. Default: the names that `rust_register_toolchains()` uses, `%s`." % _TEMPLATE),
    "rust_toolchain_rustc_template": attr.string(doc = "The same for rustc."),
    "rust_version": attr.string(doc = "The version of the toolchain repository: `1.95.0`, or `nightly/DATE`. If neither this nor a template is set, and rules_rust is a module, its `rust_host_tools` are used."),
}

def host_labels(rctx):
    """The labels of the host's cargo and rustc.

    Args:
        rctx: repository_ctx of a rule with HOST_ATTRS.

    Returns:
        struct(cargo = Label, rustc = Label).
    """
    attr = rctx.attr
    tools = attr.host_tools
    if not tools and not (attr.rust_version or attr.rust_toolchain_cargo_template or attr.rust_toolchain_rustc_template):
        tools = _of_module(attr.rules_rust)
    if tools:
        return labels_in(tools, rctx.os.name)
    exe = _exe(rctx.os.name)
    return struct(
        cargo = _of_toolchain(rctx, "rust_toolchain_cargo_template", "cargo" + exe),
        rustc = _of_toolchain(rctx, "rust_toolchain_rustc_template", "rustc" + exe),
    )

def labels_in(repository, os_name):
    """The labels of cargo and rustc in a repository.

    They are files, which repository rules and module extensions read whether or not a BUILD file exports them.

    Args:
        repository: Label in its root package.
        os_name: `ctx.os.name`.

    Returns:
        struct(cargo = Label, rustc = Label).
    """
    return struct(
        cargo = repository.same_package_label("bin/cargo" + _exe(os_name)),
        rustc = repository.same_package_label("bin/rustc" + _exe(os_name)),
    )

def host_paths(ctx, labels):
    """The paths of cargo and rustc.

    Args:
        ctx: repository_ctx or module_ctx.
        labels: struct(cargo = Label, rustc = Label).

    Returns:
        struct(cargo = path, rustc = path).
    """
    found = struct(cargo = ctx.path(labels.cargo), rustc = ctx.path(labels.rustc))
    for label, path in [(labels.cargo, found.cargo), (labels.rustc, found.rustc)]:
        if not path.exists:
            fail(message("CU0923", "the repository of the host tools has no %s: %s" % (label.name, label), [
                "help: set `host_tools` to a repository created by the extension `rust_host_tools` of rules_rust, or to one with bin/cargo and bin/rustc",
            ]))
    return found

# Where the host's tools are within a repository of ours. No crate can have such a name.
_LINKS = ".host"

def link_host_tools(rctx, labels):
    """Links the folders of cargo and rustc into the repository, so that its targets can name them.

    The files are visible to no target in the repositories that rules_rust makes. They are linked with their folders, because
    rustc finds its libraries from where it is.

    Args:
        rctx: repository_ctx.
        labels: struct(cargo = Label, rustc = Label).

    Returns:
        struct(cargo = string, rustc = string), relative labels in the root package of the repository.
    """
    paths = host_paths(rctx, labels)
    rctx.symlink(paths.cargo.dirname, _LINKS + "/cargo")
    rctx.symlink(paths.rustc.dirname, _LINKS + "/rustc")
    return struct(
        cargo = ":%s/cargo/%s" % (_LINKS, paths.cargo.basename),
        rustc = ":%s/rustc/%s" % (_LINKS, paths.rustc.basename),
    )

def _exe(os_name):
    return ".exe" if is_windows(os_name) else ""

def _of_module(name):
    """A label in the repository of rules_rust's extension rust_host_tools, which the root module need not name."""
    rules_rust = Label("@%s//:version.bzl" % name).repo_name
    separator = rules_rust[-1:]
    if separator not in ["~", "+"]:
        return None
    return Label("@@{0}{1}rust_host_tools{1}rust_host_tools//:rust_host_tools".format(rules_rust, separator))

def _of_toolchain(rctx, attribute, tool):
    text = getattr(rctx.attr, attribute) or _TEMPLATE
    values = template_values(rctx.os.name, rctx.os.arch, rctx.attr.rust_version or "stable") | {"tool": tool}
    for key, value in values.items():
        text = text.replace("{%s}" % key, value)
    if "{" in text:
        fail(message("CU0922", "`%s` contains an unknown key: %s" % (attribute, getattr(rctx.attr, attribute)), [
            "known keys: %s" % ", ".join(["{%s}" % key for key in sorted(values)]),
            "help: correct it in crates_repository(name = \"%s\")" % rctx.name,
        ]))
    return Label(text)

def template_values(os_name, os_arch, rust_version):
    """What the keys of a template stand for on one machine.

    Args:
        os_name: `rctx.os.name`.
        os_arch: `rctx.os.arch`.
        rust_version: a version, a channel, or a channel with a date.

    Returns:
        dict of key to text.
    """
    channel, _, date = rust_version.partition("/")
    arch, system = _arch(os_arch), _system(os_name)
    return {
        "abi": system.abi,
        "arch": arch,
        "cfg": "exec",
        "channel": channel if channel in ["nightly", "beta"] else "stable",
        "iso_date": date,
        "system": system.name,
        "triple": host_triple(os_name, os_arch),
        "vendor": system.vendor,
        # That of a nightly is its date, as for rules_rust.
        "version": date or channel,
    }

def host_triple(os_name, os_arch):
    """The triple of a machine, as rules_rust names it.

    Args:
        os_name: `rctx.os.name`.
        os_arch: `rctx.os.arch`.

    Returns:
        A string.
    """
    system = _system(os_name)
    return "-".join([part for part in [_arch(os_arch), system.vendor, system.name, system.abi] if part])

def _arch(os_arch):
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(os_arch, os_arch)

def _system(os_name):
    if os_name.lower().startswith("mac"):
        return struct(vendor = "apple", name = "darwin", abi = "")
    if is_windows(os_name):
        return struct(vendor = "pc", name = "windows", abi = "msvc")
    return struct(vendor = "unknown", name = "linux", abi = "gnu")
