"""Prebuilt binaries of the program.

One entry for each host triple of a release: `"x86_64-unknown-linux-musl": struct(urls = ["https://..."], sha256 = "...")`.
It is data only. Without an entry for the host the program is built from source.
"""

visibility(["//..."])

PREBUILT = {}
