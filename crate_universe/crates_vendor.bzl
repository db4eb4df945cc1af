"""`crates_vendor` alone.
"""

load("//private:crates_vendor.bzl", _crates_vendor = "crates_vendor")

crates_vendor = _crates_vendor
