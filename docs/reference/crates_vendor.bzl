"""The rule `crates_vendor`.

[vendoring.md](../vendoring.md) explains its modes.

```python
load("@crate_universe//crate_universe:defs.bzl", "crates_vendor")
```
"""

load("//private:crates_vendor.bzl", _crates_vendor = "crates_vendor", _crates_vendor_rule = "crates_vendor_rule")

crates_vendor = _crates_vendor
crates_vendor_rule = _crates_vendor_rule
