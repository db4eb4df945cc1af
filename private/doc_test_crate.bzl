"""The library of a doc test, with features, for releases of rules_rust whose doc tests have none."""

load(":rules_rust.bzl", "BuildInfo", "CrateInfo", "DepVariantInfo")

visibility(["//..."])

def _doc_test_crate_impl(ctx):
    crate = ctx.attr.crate[CrateInfo]
    scripts = [dep.build_info for dep in crate.deps.to_list() if dep.build_info]
    fields = {name: getattr(crate, name) for name in dir(crate) if name not in ["to_json", "to_proto"]}
    fields["deps"] = depset(
        [DepVariantInfo(
            build_info = _with_features(ctx, scripts[0] if scripts else None),
            cc_info = None,
            crate_group_info = None,
            crate_info = None,
            dep_info = None,
        )] + [dep for dep in crate.deps.to_list() if not dep.build_info],
    )
    return [CrateInfo(**fields)]

def _with_features(ctx, script):
    """What a build script gives to rustc, and the features as if it had set them."""
    features = ctx.actions.declare_file(ctx.label.name + ".features")
    lines = ["--cfg=feature=\"%s\"" % feature for feature in ctx.attr.crate_features]
    ctx.actions.write(features, "".join([line + "\n" for line in lines]))
    flags = features
    if script and script.flags:
        flags = ctx.actions.declare_file(ctx.label.name + ".flags")
        ctx.actions.run_shell(
            arguments = [features.path, script.flags.path, flags.path],
            command = "cat \"$1\" \"$2\" > \"$3\"",
            inputs = [features, script.flags],
            mnemonic = "DocTestFlags",
            outputs = [flags],
        )
    inputs = getattr(script, "compile_data", None) or depset()
    return BuildInfo(
        compile_data = depset([flags], transitive = [inputs]),
        dep_env = getattr(script, "dep_env", None),
        flags = flags,
        link_search_paths = getattr(script, "link_search_paths", None),
        linker_flags = getattr(script, "linker_flags", None),
        out_dir = getattr(script, "out_dir", None),
        rustc_env = getattr(script, "rustc_env", None),
    )

doc_test_crate = rule(
    implementation = _doc_test_crate_impl,
    doc = "A library as `rust_doc_test` before rules_rust 0.64 needs it to see items behind features.",
    attrs = {
        "crate": attr.label(doc = "The library.", mandatory = True, providers = [CrateInfo]),
        "crate_features": attr.string_list(doc = "The features of the library."),
    },
)
