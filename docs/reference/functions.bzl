"""Functions for the arguments of rules.

They return the values of `annotations`, `packages`, `render_config` and `splicing_config` of [crates_vendor](crates_vendor.md) and
[crates_repository](crates_repository.md).

```python
load("@crate_universe//crate_universe:defs.bzl", "crate", "render_config", "splicing_config")
```
"""

load("//crate_universe:defs.bzl", _crate = "crate", _render_config = "render_config", _splicing_config = "splicing_config")

crate = _crate
render_config = _render_config
splicing_config = _splicing_config
