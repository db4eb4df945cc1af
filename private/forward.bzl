"""Handing on the providers of a crate under another label."""

load(":rules_rust.bzl", "CRATE_PROVIDERS", "CrateInfo")

visibility(["//..."])

def forward(actual, label, more = []):
    """What rules take from a crate. Of these providers a target hands on what it has.

    Args:
        actual: the target of the crate.
        label: the label that the crate gets. Rules look renames up by the owner's, and `aliases` holds the one that users write.
        more: other providers to hand on.

    Returns:
        A list of providers, without DefaultInfo.
    """
    return [
        _owned(actual[provider], label) if provider == CrateInfo else actual[provider]
        for provider in CRATE_PROVIDERS + [InstrumentedFilesInfo, OutputGroupInfo] + more
        if provider in actual
    ]

def _owned(crate_info, label):
    fields = {
        name: getattr(crate_info, name)
        for name in dir(crate_info)
        if name not in ["to_json", "to_proto"]
    }
    return CrateInfo(**(fields | {"owner": label}))
