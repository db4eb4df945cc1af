"""The `crate` module extension: Cargo workspaces become repositories.

Takes the tags of all modules; for each hub one request goes to the program, and the plan that comes back is carried out.
It never decides anything about crates, never writes outside its own directory, and the broken hub of another module
never breaks the root module's build.
"""

load("//private:cache.bzl", "cache_root", "is_windows")
load("//private:errors.bzl", "message")
load("//private:plan.bzl", "declare", "decode_plan", "repository_root", "watch", "watch_failed")
load("//private:repositories.bzl", "hub")
load("//private:request.bzl", "file_entry", "make_request", "platform_labels")
load("//private:rules_rust.bzl", "RULES_RUST")
load("//private:tags.bzl", "from_cargo")
load("//private:tool.bzl", "host_tool")

# An hour: cargo may have to download a whole registry's worth of crates first.
_TIMEOUT = 3600

def _crate_impl(mctx):
    if not hasattr(mctx, "watch"):
        fail(message("CU0901", "crate_universe needs Bazel 7.1 or newer", ["help: write a newer version into .bazelversion"]))
    direct, direct_dev = [], []
    for tag, mod in _hubs(mctx):
        outcome = _run(mctx, tag)
        if outcome.error:
            if mod.is_root:
                fail(outcome.error + "\n  hub `%s`:" % tag.name, tag)
            hub(name = tag.name, error = outcome.error)
            continue
        for warning in outcome.plan.get("warnings", []):
            # buildifier: disable=print
            print(warning)
        declare(outcome.plan)
        if mod.is_root:
            # Only the root's: Bazel compares the lists with the root's use_repo.
            (direct_dev if mctx.is_dev_dependency(tag) else direct).extend(outcome.plan.get("direct_deps", []))
    return mctx.extension_metadata(
        reproducible = True,
        root_module_direct_deps = direct,
        root_module_direct_dev_deps = direct_dev,
    )

def _hubs(mctx):
    """All tags with their modules; hub names are unique over all modules, since repositories are."""
    seen = {}
    hubs = []
    for mod in mctx.modules:
        for tag in mod.tags.from_cargo:
            if tag.name in seen:
                other_tag, other_mod = seen[tag.name]
                fail(
                    message("CU0902", "two hubs are named `%s`, one in module %s and one in module %s" % (tag.name, _name(other_mod), _name(mod)), [
                        "help: give one of them another `name`",
                        "the tags:",
                    ]),
                    other_tag,
                    "and",
                    tag,
                )
            seen[tag.name] = (tag, mod)
            hubs.append((tag, mod))
    return hubs

def _name(mod):
    if not mod.name:
        return "<root>"
    return "%s@%s" % (mod.name, mod.version) if mod.version else mod.name

def _run(mctx, tag):
    """One run of the program: struct(plan, error), one of them None."""
    labels = platform_labels(tag.platform_labels)
    if labels.error:
        return struct(plan = None, error = labels.error)
    files = {label: _path(mctx, label) for label in tag.manifests + tag.target_specs + [tag.cargo_lockfile, tag.cargo_config] if label}
    host_tools = _host_tools(tag)
    cache = cache_root(mctx)
    request = make_request(
        hub = tag.name,
        manifests = [file_entry(label, files[label]) for label in tag.manifests],
        cargo_lockfile = file_entry(tag.cargo_lockfile, files.get(tag.cargo_lockfile)),
        cargo_config = file_entry(tag.cargo_config, files.get(tag.cargo_config)),
        supported_platform_triples = tag.supported_platform_triples,
        platform_labels = labels.labels,
        generate_binaries = tag.generate_binaries,
        generate_build_scripts = tag.generate_build_scripts,
        host_features = tag.host_features,
        dev_features = tag.dev_features,
        isolated = tag.isolated,
        cargo = host_tool(mctx, host_tools, "cargo"),
        rustc = host_tool(mctx, host_tools, "rustc"),
        # A home for isolated cargo that outlives this evaluation, else every evaluation would download the registry.
        cargo_home = (cache.get_child("cargo_home") if cache else mctx.path(".cargo_home")) if tag.isolated else None,
        rules_rust = RULES_RUST,
        facts_cache = cache,
        may_download = True,
        rustc_cfgs = tag.rustc_cfgs,
        target_specs = [file_entry(label, files[label]) for label in tag.target_specs],
    )
    roots = _roots(mctx, files)
    outcome = _generate(mctx, tag.name, request, roots)
    if outcome.plan and outcome.plan["missing"]:
        crate_files = _download(mctx, tag.name, outcome.plan["missing"])
        outcome = _generate(mctx, tag.name, request | {"crate_files": crate_files, "may_download": False}, roots)
    return outcome

def _download(mctx, name, missing):
    """Downloads `.crate` files side by side; Bazel keeps them in its repository cache, where the spokes find them again.

    One that cannot be had is left out: the program then asks cargo, whose message is the better one.
    """
    mctx.report_progress("downloading %d crates of @%s to read their manifests" % (len(missing), name))
    pending = {
        crate["sha256"]: mctx.download(
            crate["url"],
            output = "crate_files/%s.crate" % crate["sha256"],
            sha256 = crate["sha256"],
            allow_fail = True,
            block = False,
        )
        for crate in missing
    }
    return {
        sha256: str(mctx.path("crate_files/%s.crate" % sha256))
        for sha256, download in pending.items()
        if download.wait().success
    }

def _generate(mctx, name, request, roots):
    exe = ".exe" if is_windows(mctx.os.name) else ""
    program = mctx.path(Label("@crate_universe_tool//:crate-universe" + exe))
    mctx.file(name + "/request.json", json.encode(request), executable = False)
    mctx.report_progress("resolving the crates of @%s" % name)
    result = mctx.execute(
        [program, "generate", "--request", mctx.path(name + "/request.json"), "--output-dir", mctx.path(name)],
        timeout = _TIMEOUT,
    )
    output = mctx.path(name + "/plan.json")
    if result.return_code or not output.exists:
        error = result.stderr.strip() or message(
            "CU0905",
            "crate-universe ended with exit code %d and neither a plan nor a message" % result.return_code,
        )
        directories = [str(mctx.path(manifest["path"]).dirname) for manifest in request["manifests"]]
        watch_failed(mctx, error, roots, directories)
        return struct(plan = None, error = error)
    decoded = decode_plan(mctx.read(output, watch = "no"))
    if decoded.plan:
        watch(mctx, decoded.plan, roots)
    return decoded

def _path(mctx, label):
    """The path of a file that the user named, watched before the program runs, so that a mended file is always seen."""
    path = mctx.path(label)
    mctx.watch(path)
    return path

def _roots(mctx, files):
    roots = {}
    for label, path in files.items():
        root = repository_root(label, str(path).replace("\\", "/"))
        roots[root] = str(mctx.path(root).realpath).replace("\\", "/")
    return roots.items()

def _host_tools(tag):
    """A label in the repository with cargo and rustc."""
    name = tag.host_tools_repo
    if not name:
        return tag.host_tools

    # Other repositories of the same extension differ from the default one in the last part of the canonical name only.
    default = Label("@rust_host_tools//:rust_host_tools").repo_name
    return Label("@@%s//:%s" % (default[:-len("rust_host_tools")] + name, name))

crate = module_extension(
    implementation = _crate_impl,
    doc = "Turns Cargo workspaces into repositories. See the tag class for a snippet.",
    tag_classes = {"from_cargo": from_cargo},
)
