"""Collects the hubs that modules declare, each with the tags that apply to it.

It fails if a tag names a hub that its module does not declare, or if two hubs have the same name.
"""

load(":errors.bzl", "message")

visibility(["//..."])

# Tag classes that are for hubs, by name. A tag without `repositories` is for all hubs of its module.
_FOR_HUBS = ["annotation", "annotation_select", "render_config", "spec", "splicing_config"]

# Of these a hub has at most one.
_SINGLE = ["render_config", "splicing_config"]

def collect_hubs(modules):
    """Collects all hubs; their names are unique across all modules, since names of repositories are.

    Args:
        modules: `module_ctx.modules`.

    Returns:
        A list of struct(name, tag, mod, tags): `tags` is a dict of tag class to the list of its tags for this hub.
    """
    seen = {}
    for mod in modules:
        own = {}
        for tag in mod.tags.from_cargo + mod.tags.from_specs:
            if tag.name in seen:
                other = seen[tag.name]
                fail(
                    message("CU0902", "two hubs are named `%s`, one in module %s and one in module %s" % (tag.name, name_of(other.mod), name_of(mod)), [
                        "help: give one of them another `name`",
                        "the tags:",
                    ]),
                    other.tag,
                    "and",
                    tag,
                )
            hub = struct(name = tag.name, tag = tag, mod = mod, tags = {kind: [] for kind in _FOR_HUBS})
            seen[tag.name] = hub
            own[tag.name] = hub
        for hub in own.values():
            _check_sharing(hub.tag, own, name_of(mod))
        for kind in _FOR_HUBS:
            for tag in getattr(mod.tags, kind):
                _assign_tag_to_hubs(kind, tag, own, name_of(mod))
    for hub in seen.values():
        # Of several specs of one name the last one counts. As in rules_rust, those that name their hubs come last.
        hub.tags["spec"] = sorted(hub.tags["spec"], key = lambda tag: bool(tag.repositories))
        for kind in _SINGLE:
            tags = hub.tags[kind]
            if len(tags) > 1:
                fail(
                    message("CU0920", "hub `%s` has %d crate.%s tags, but only one is allowed" % (hub.name, len(tags), kind), [
                        "help: keep one, or set `repositories` of each to the hub that it is for",
                        "the tags:",
                    ]),
                    tags[0],
                    "and",
                    tags[1],
                )

    # A hub that shares is made of the plan of the other one.
    return sorted(seen.values(), key = lambda hub: bool(shared_with(hub.tag)))

def shared_with(tag):
    """The hub that a hub shares with.

    Args:
        tag: a crate.from_cargo or crate.from_specs.

    Returns:
        Its name; empty if there is none.
    """
    return getattr(tag, "share_with", "")

def _check_sharing(tag, own, module):
    name = shared_with(tag)
    if not name:
        return
    if name not in own or name == tag.name:
        fail(
            message("CU0918", "hub `%s` cannot share with `%s`, which is not another hub of module %s" % (tag.name, name, module), [
                "its hubs: %s" % ", ".join(own),
                "help: set `share_with` to the name of another crate.from_cargo or crate.from_specs of the same module",
                "the tag:",
            ]),
            tag,
        )
    further = shared_with(own[name].tag)
    if further:
        fail(
            message("CU0929", "hub `%s` shares with `%s`, which itself shares with `%s`" % (tag.name, name, further), [
                "help: make all of them share with the same hub, which itself does not share",
                "the tags:",
            ]),
            tag,
            "and",
            own[name].tag,
        )

def _assign_tag_to_hubs(kind, tag, own, module):
    unknown = [name for name in tag.repositories if name not in own]
    if unknown or not own:
        fail(
            message("CU0918", "crate.%s is for a hub that module %s does not declare%s" % (kind, module, ": " + ", ".join(unknown) if unknown else ""), [
                "its hubs: %s" % (", ".join(own) or "none"),
                "help: set `repositories` to names of crate.from_cargo or crate.from_specs of the same module",
                "the tag:",
            ]),
            tag,
        )
    for name in tag.repositories or own:
        own[name].tags[kind].append(tag)

def name_of(mod):
    """The name of a module, as messages say it.

    Args:
        mod: a bazel_module.

    Returns:
        A string.
    """
    if not mod.name:
        return "<root>"
    return "%s@%s" % (mod.name, mod.version) if mod.version else mod.name
