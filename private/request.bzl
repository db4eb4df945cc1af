"""The request to the program: request.json.

Takes what the user wrote, gives a dict to encode. Values go through as they are: defaults and all other rules are the
program's. It never reads a file.
"""

load(":errors.bzl", "message")

visibility(["//..."])

# The number that the program compares with its own.
_FORMAT = 1

# The names under which generated files load this module and others.
REPO_NAMES = {
    "crate_universe": "@crate_universe",
    "rules_license": "@rules_license",
    "rules_rust": "@rules_rust",
}

def label_string(label):
    """The one spelling of labels in requests: `@@repository//package:name`.

    Args:
        label: a Label.

    Returns:
        A string; the main repository is `@@`, whatever `str()` makes of it under WORKSPACE.
    """
    return "@@%s//%s:%s" % (label.repo_name, label.package, label.name)

def file_entry(label, path):
    """A file in a request.

    Args:
        label: its Label, or None.
        path: where the program finds it.

    Returns:
        A dict, or None without a label.
    """
    return {"label": label_string(label), "path": str(path)} if label else None

def platform_labels(labels):
    """Turns the user's `{config label: triple}` round.

    Args:
        labels: dict of Label (or string) to triple.

    Returns:
        struct(labels = dict of triple to label string, error = None or the text of an error).
    """
    result = {}
    for label, triple in labels.items():
        spelled = label if type(label) == "string" else label_string(label)
        if triple in result:
            return struct(labels = {}, error = message("CU0911", "platform_labels gives two config labels for %s" % triple, [
                result[triple],
                spelled,
                "help: keep one, or declare a selects.config_setting_group of both and name that",
            ]))
        result[triple] = spelled
    return struct(labels = result, error = None)

def make_request(*, hub, manifests, cargo_lockfile, cargo_config, supported_platform_triples, platform_labels, generate_binaries, generate_build_scripts, host_features, dev_features, isolated, cargo, rustc, cargo_home, rules_rust, rustc_cfgs, target_specs, annotations, unused_annotations, render_config, member_deps, specs, splicing_config, main, mirrors, lockfile, skip_cargo_lockfile_overwrite, strip_internal_dependencies_from_cargo_lockfile, environment = None, owner = None, vendor = None, facts_cache = None, may_download = False):
    """One request.

    Args:
        hub: name of the hub.
        manifests: list of `file_entry`.
        cargo_lockfile: `file_entry` or None.
        cargo_config: `file_entry` or None.
        supported_platform_triples: list of triples; empty is the program's default.
        platform_labels: dict of triple to label string.
        generate_binaries: bool.
        generate_build_scripts: bool.
        host_features: "target-exact", "union" or "variants".
        dev_features: bool.
        isolated: bool.
        cargo: path of cargo.
        rustc: path of rustc.
        cargo_home: path of CARGO_HOME when isolated; None is cargo's own.
        rules_rust: dict with `version` and `platforms`.
        rustc_cfgs: dict of triple, or "*", to a list of cfg values.
        target_specs: list of `file_entry`.
        annotations: list of entries as `private/annotation.bzl` makes them.
        unused_annotations: "error" or "warning".
        render_config: dict as `private/render_config.bzl` makes it, or None.
        member_deps: bool.
        specs: list of entries as `private/spec.bzl` makes them.
        splicing_config: an entry as `private/spec.bzl` makes it, or None.
        main: `file_entry` of `//:MODULE.bazel` of the main repository, or None where only manifests are named.
        lockfile: `file_entry` or None.
        skip_cargo_lockfile_overwrite: bool.
        strip_internal_dependencies_from_cargo_lockfile: bool.
        environment: dict of the variables that are set for the program; None lets it read its own.
        owner: name of the module that the hub belongs to, or None for the root module.
        mirrors: dict of registry to a list of addresses.
        vendor: dict with `mode`, `target`, `vendor_path`, `vendor_platforms` and `source_config`, or None.
        facts_cache: path of the directory of the facts cache, or None.
        may_download: whether the program may answer with `.crate` files to download.

    Returns:
        A dict of plain values for `json.encode`.
    """
    return {
        "annotations": annotations,
        "cargo": str(cargo),
        "cargo_config": cargo_config,
        "cargo_home": str(cargo_home) if cargo_home else None,
        "cargo_lockfile": cargo_lockfile,
        "crate_files": {},
        "dev_features": dev_features,
        "environment": environment,
        "facts_cache": str(facts_cache) if facts_cache else None,
        "format": _FORMAT,
        "generate_binaries": generate_binaries,
        "generate_build_scripts": generate_build_scripts,
        "host_features": host_features,
        "hub": hub,
        "isolated": isolated,
        "lockfile": lockfile,
        "main": main,
        "manifests": manifests,
        "may_download": may_download,
        "member_deps": member_deps,
        "mirrors": mirrors,
        "owner": owner,
        "platform_labels": platform_labels,
        "render_config": render_config,
        "repinned": False,
        "repo_names": REPO_NAMES,
        "rules_rust": rules_rust,
        "rustc": str(rustc),
        "rustc_cfgs": rustc_cfgs,
        "skip_cargo_lockfile_overwrite": skip_cargo_lockfile_overwrite,
        "specs": specs,
        "splicing_config": splicing_config,
        "strip_internal_dependencies_from_cargo_lockfile": strip_internal_dependencies_from_cargo_lockfile,
        "supported_platform_triples": supported_platform_triples,
        "target_specs": target_specs,
        "unused_annotations": unused_annotations,
        "vendor": vendor,
    }
