"""One call of the program: a request goes in, a plan comes out.

Takes a repository_ctx or module_ctx, the program and a request; runs it, downloads what it lacks, and runs it again. It
declares nothing and watches nothing.
"""

load(":auth.bzl", "auth")
load(":environment.bzl", "is_quiet", "timeout")
load(":errors.bzl", "message")
load(":plan.bzl", "decode_plan")

visibility(["//..."])

def run(ctx, *, program, request, directory):
    """Runs the program for a request, and again with the files that it lacked: configs of registries, then `.crate` files.

    Args:
        ctx: repository_ctx or module_ctx.
        program: path of the program.
        request: dict for request.json.
        directory: where its files go, relative to the directory of ctx.

    Returns:
        struct(plan = the decoded plan or None, error = None or the text of an error, tags = list of the dicts with `class`
        and `index` that name the tags at fault, names = list of the names that users of the hub may ask for, curable = whether
        it is the workspace that is at fault, and no tag, asked = whether a variable asked for a repin of this hub, where
        there is an error, told = list of texts to print).
    """
    outcome = _once(ctx, program, request, directory)
    told = outcome.told
    crate_files = {}
    for last in [False, True]:
        if not outcome.plan or not outcome.plan["missing"]:
            break
        missing = outcome.plan["missing"]
        found = _download(ctx, request["hub"], directory, missing)
        crate_files.update(found)

        # What cannot be had once is not asked for twice.
        may_download = not last and len(found) == len(missing)
        again = {"crate_files": crate_files, "may_download": may_download, "repinned": True}
        outcome = _once(ctx, program, request | again, directory)
        told = told + outcome.told
    return _outcome(
        plan = outcome.plan,
        error = outcome.error,
        tags = outcome.tags,
        names = outcome.names,
        curable = outcome.curable,
        asked = outcome.asked,
        told = told,
    )

def _once(ctx, program, request, directory):
    seconds = timeout(ctx)
    ctx.file(directory + "/request.json", json.encode(request), executable = False)
    ctx.report_progress("resolving the crates of @%s" % request["hub"])
    result = ctx.execute(
        [program, "generate", "--request", ctx.path(directory + "/request.json"), "--output-dir", ctx.path(directory)],
        quiet = is_quiet(ctx),
        timeout = seconds,
    )
    output = ctx.path(directory + "/plan.json")
    if not result.return_code and output.exists:
        decoded = decode_plan(ctx.read(output, watch = "no"))
        return _outcome(plan = decoded.plan, error = decoded.error, told = decoded.plan["warnings"] if decoded.plan else [])
    failure = ctx.path(directory + "/failure.json")
    if failure.exists:
        said = json.decode(ctx.read(failure, watch = "no"))
        return _outcome(
            error = said["message"],
            tags = said["tags"],
            names = said["names"],
            curable = said["curable"],
            asked = said["asked"],
            told = said["warnings"],
        )
    if "Timed out" in result.stderr:
        return _outcome(error = message("CU0931", "crate-universe ran longer than %d seconds" % seconds, [
            "help: set CARGO_BAZEL_TIMEOUT to more seconds",
        ]))
    return _outcome(error = result.stderr.strip() or message(
        "CU0905",
        "crate-universe ended with exit code %d and neither a plan nor a message" % result.return_code,
    ))

def _outcome(plan = None, error = None, tags = [], names = [], curable = False, asked = False, told = []):
    return struct(plan = plan, error = error, tags = tags, names = names, curable = curable, asked = asked, told = told)

def _download(ctx, name, directory, missing):
    """Downloads files side by side; Bazel keeps `.crate` files in its repository cache, where the spokes find them again.

    One that cannot be had is left out: the program then asks cargo, whose message is the better one.
    """
    ctx.report_progress("downloading %d files of @%s to read manifests" % (len(missing), name))
    pending = {}
    for number, file in enumerate(missing):
        output = "%s/%s" % (directory, file["sha256"] + ".crate" if file["sha256"] else "%d.json" % number)
        download = ctx.download(
            file["urls"],
            output = output,
            sha256 = file["sha256"],
            allow_fail = True,
            auth = auth(ctx, file["urls"]),
            block = False,
        )
        pending[file["key"]] = (output, download)
    return {
        key: str(ctx.path(output))
        for key, (output, download) in pending.items()
        if download.wait().success
    }
