"""What WORKSPACE files load before they use crate_universe. It gives one macro and declares nothing: `crates_repository` makes
the program itself. It is here so that WORKSPACE files written for rules_rust's crate_universe need no other change.
"""

def crate_universe_dependencies(**_kwargs):
    """Does nothing: crate_universe has no repositories of its own to declare.

    Args:
        **_kwargs: what rules_rust's macro takes, as `rust_version` and `bootstrap`.
    """
    pass
