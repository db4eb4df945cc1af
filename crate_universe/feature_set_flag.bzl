"""The flags of hubs that choose the feature sets of members. Generated BUILD files load it. docs/feature_sets.md is for users."""

load("//private:configuration.bzl", "condition_flag")

def feature_set_flag(name, sets):
    """A flag for the command line, `.bazelrc` and transitions.

    Args:
        name: `<member>_features`.
        sets: the values that it may have. The first one is the default.
    """
    condition_flag(
        name = name,
        build_setting_default = sets[0],
        scope = "universal",
        values = sets,
    )
