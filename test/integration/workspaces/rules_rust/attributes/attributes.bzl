"""Which attributes the rules of the rules_rust at hand have."""

load("@rules_rust//:version.bzl", "VERSION")
load("//:tables.bzl", "NEWER_FIELDS")
load("//:version.bzl", "release")

# The field of the build script `build_script_use_cc_toolchain` is its attribute `use_cc_toolchain`.
_PREFIX = "build_script_"

def check_attributes():
    """Fails if a field is said to need another release than that whose rules have its attribute."""
    wrong = []
    for field, since in NEWER_FIELDS.items():
        of_script = field.startswith(_PREFIX)
        expected = release(since) <= release(VERSION)
        for target in ["script"] if of_script else ["library", "binary"]:
            attributes = _attributes(target)
            has = field in attributes or of_script and field[len(_PREFIX):] in attributes
            if has != expected:
                wrong.append("%s of :%s is said to be there since %s, and %s in %s" % (field, target, since, "is" if has else "is not", VERSION))
    if wrong:
        fail("\n".join(wrong))

    # buildifier: disable=print
    print("%d newer attributes are as rules_rust %s has them" % (len(NEWER_FIELDS), VERSION))

def _attributes(target):
    """Names of attributes; of a macro, those of the rules that it makes, less the program that it compiles."""
    names = {}
    for name, rule in native.existing_rules().items():
        if name == target or name.startswith(target + "-") or name.startswith(target + "_"):
            if rule["kind"] != "rust_binary" or target == "binary":
                names.update({attribute: None for attribute in rule})
    if "edition" not in names and "script" not in names:
        fail("no attribute of :%s is seen" % target)
    return names
