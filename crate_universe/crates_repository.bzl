"""`crates_repository` alone. WORKSPACE files may load it.
"""

load("//private:crates_repository.bzl", _crates_repository = "crates_repository")

crates_repository = _crates_repository
