"""The `crate` module extension: turns Cargo workspaces into repositories.

For each hub it sends one request to the program, and carries out the plan that comes back. It decides nothing about crates. An error in
a hub of another module does not break the root module's build.
"""

load("//private:annotation.bzl", "annotations_from_tags")
load("//private:annotation_fields.bzl", "ANNOTATION_ATTRS", "SELECT_ATTRS")
load("//private:cache.bzl", "cache_root", "is_windows")
load("//private:environment.bzl", "environment")
load("//private:errors.bzl", "message")
load("//private:host.bzl", "host_paths", "labels_in")
load("//private:hub_repository.bzl", "broken_crate", "hub")
load("//private:hub_values.bzl", "hub_values")
load("//private:hubs.bzl", "collect_hubs", "name_of", "shared_with")
load("//private:main.bzl", "MAIN", "main_path", "main_root")
load("//private:plan.bzl", "declare", "repository_root", "watch")
load("//private:program.bzl", "failure_of", "run")
load("//private:render_config.bzl", "render_config_from_tags")
load("//private:repin.bzl", "repin_target")
load("//private:request.bzl", "file_entry", "label_string", "make_request", "package_problem", "platform_labels")
load("//private:rules_rust.bzl", "RULES_RUST")
load("//private:spec.bzl", "specs_from_tags", "splicing_config_from_string", "splicing_config_from_tags")
load("//private:tags.bzl", "TAG_CLASSES")
load("//private:versions.bzl", "rules_rust_problem")

def _crate_impl(mctx):
    if not hasattr(mctx, "watch"):
        fail(message("CU0901", "crate_universe needs Bazel 7.1 or newer", ["help: set a newer version in .bazelversion"]))
    problem = rules_rust_problem(RULES_RUST["version"])
    if problem:
        fail(problem)
    reproducible = True
    declared = {}
    broken = []
    plans = {}
    for hub_request in collect_hubs(mctx.modules):
        outcome = _run(mctx, hub_request, plans.get(shared_with(hub_request.tag)))
        for text in outcome.messages:
            # buildifier: disable=print
            print(text)
        if outcome.failure:
            broken.append(_declare_broken_hub(hub_request, outcome))
            declared[hub_request.name] = True
        else:
            plans[hub_request.name] = {"hub": hub_request.name, "plan": str(mctx.path(hub_request.name + "/plan.json"))}
            declared.update({name: True for name in declare(outcome.plan, outcome.repin, outcome.host_tools, main_root(mctx))})
            reproducible = reproducible and outcome.plan.get("reproducible", True)
    for hub_error, repositories in broken:
        for name in repositories:
            # Its name is only likely to be that of one of the hub's, so whoever has it already keeps it.
            if name not in declared:
                declared[name] = True
                broken_crate(name = name, error = hub_error)

    # No lists of direct dependencies: a module may import spokes and the hubs of other modules, which only it knows.
    return mctx.extension_metadata(reproducible = reproducible)

def _declare_broken_hub(hub_request, outcome):
    """Declares a hub that could not be made: without a hub there would be no `:repin` to cure it.

    What is wrong with the tags of the root module, no repin can cure: that fails here.

    Returns:
        The error, and the names of repositories that fail with it.
    """
    failure = outcome.failure
    is_root = hub_request.mod.is_root
    if is_root and not failure["curable"]:
        fail(failure["message"] + "\n  hub `%s`:" % hub_request.name, *(outcome.tags or [hub_request.tag]))
    error = failure["message"] + "\n  hub `%s`" % hub_request.name

    # Commands that only load labels, such as queries, would not see it. What is broken elsewhere is one line.
    # buildifier: disable=print
    print("targets that need @%s will fail: %s" % (hub_request.name, error if is_root else "%s (in module %s)" % (error.partition("\n")[0], name_of(hub_request.mod))))
    hub(
        name = hub_request.name,
        aliases = failure["aliases"],
        error = error,
        feature_sets = list(getattr(hub_request.tag, "feature_sets", {})),
        host_tools = outcome.host_tools,
        modules = failure["modules"],
        repin = outcome.repin,
    )
    return error, failure["repositories"]

def _run(mctx, hub_request, share_with):
    """What the program makes of a hub, in one run or two: see `_outcome`. `share_with`: the entry of another hub, or None."""
    tag = hub_request.tag
    labels = platform_labels(tag.platform_labels)
    host_tools = _host_tools(tag)
    if labels.error:
        return _outcome(failure = failure_of(labels.error), host_tools = host_tools)
    files = {}
    values = hub_values(tag, lambda labels: [_entry(mctx, label, files, hub_request, tag) for label in labels])
    exe = ".exe" if is_windows(mctx.os.name) else ""
    owner = None if hub_request.mod.is_root else name_of(hub_request.mod)
    cache = cache_root(mctx)
    request = make_request(
        hub = tag.name,
        values = values,
        platform_labels = labels.labels,
        tools = host_paths(mctx, labels_in(host_tools, mctx.os.name)),
        # A home for isolated cargo that outlives this evaluation, else every evaluation would download the registry.
        cargo_home = cache.get_child("cargo_home") if cache else mctx.path(".cargo_home"),
        rules_rust = RULES_RUST,
        annotations = annotations_from_tags(
            lambda label, annotated: _entry(mctx, label, files, hub_request, annotated),
            lambda label, annotated: _patch(mctx, label, files, hub_request, annotated),
            hub_request.tags["annotation"],
            hub_request.tags["annotation_select"],
            ANNOTATION_ATTRS,
            SELECT_ATTRS,
        ),
        specs = specs_from_tags(hub_request.tags["spec"]),
        splicing_config = splicing_config_from_tags(hub_request.tags["splicing_config"]) or splicing_config_from_string(tag.splicing_config),
        render_config = render_config_from_tags(hub_request.tags["render_config"]),
        main = file_entry(MAIN, main_path(mctx)),
        share_with = share_with,
        environment = environment(mctx, hub_request.mod.is_root),
        owner = owner,
        facts_cache = cache,
        may_download = True,
    )
    roots = _roots(mctx, files)
    program = mctx.path(Label("@crate_universe_tool//:crate-universe" + exe))
    outcome = run(mctx, program = program, request = request, directory = hub_request.name)
    watch(mctx, outcome.plan or outcome.failure, roots)
    return _outcome(
        plan = outcome.plan,
        failure = outcome.failure,
        # Bazel prints the places of tags that are given to fail().
        tags = [hub_request.tags[tag["class"]][tag["index"]] for tag in outcome.failure["tags"]] if outcome.failure else [],
        repin = repin_target(request, owner = owner),
        messages = outcome.messages,
        host_tools = host_tools,
    )

def _outcome(host_tools, plan = None, failure = None, tags = [], repin = "", messages = []):
    """What came of a hub.

    Args:
        host_tools: Label in the repository with the cargo and rustc that `:repin` runs.
        plan: the decoded plan, or None.
        failure: what failure.json says, or None.
        tags: those at fault.
        repin: text of the hub's target `:repin`.
        messages: list of texts to print.

    Returns:
        A struct of them.
    """
    return struct(host_tools = host_tools, plan = plan, failure = failure, tags = tags, repin = repin, messages = messages)

def _entry(mctx, label, files, hub_request, tag):
    """The entry of a file that the user named, watched before the program runs, so that a mended file is always seen."""
    problem = hub_request.mod.is_root and package_problem(mctx, mctx.path(main_path(mctx)).dirname, label)
    if problem:
        fail(problem + "\n  hub `%s`:" % hub_request.name, tag)
    files[label] = mctx.path(label)
    mctx.watch(files[label])
    return file_entry(label, files[label])

def _patch(mctx, label, files, hub_request, tag):
    """The entry of a patch in the main repository: to look for one elsewhere would fetch that repository for each evaluation."""
    if not hub_request.mod.is_root or label.repo_name:
        return label_string(label)
    return _entry(mctx, label, files, hub_request, tag)

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
    doc = "Turns Cargo workspaces and specs into repositories. See the tag classes for examples.",
    tag_classes = TAG_CLASSES,
)
