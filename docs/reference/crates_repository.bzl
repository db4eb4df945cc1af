"""The repository rule `crates_repository`.

[workspace.md](../workspace.md) explains how to use it.

```python
load("@crate_universe//crate_universe:defs.bzl", "crates_repository")
```
"""

load("//private:crates_repository.bzl", _crates_repository = "crates_repository", _crates_repository_rule = "crates_repository_rule")

crates_repository = _crates_repository
crates_repository_rule = _crates_repository_rule
