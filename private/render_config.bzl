"""Turns the tag `crate.render_config` into its entry of request.json.

The program defines what the values mean.
"""

load(":render_config_attrs.bzl", "RENDER_CONFIG_ATTRS")
load(":request.bzl", "to_json_value")

visibility(["//..."])

def render_config_from_tags(tags):
    """The entry of a request.

    Args:
        tags: list of one `crate.render_config`, or of none.

    Returns:
        A dict, or None.
    """
    if not tags:
        return None
    values = {name: to_json_value(getattr(tags[0], name)) for name in RENDER_CONFIG_ATTRS}
    return values | {"tag": {"class": "render_config", "index": 0}}
