"""Runs the program on a request and returns its plan or its failure.

If the program lacks files, they are downloaded and it runs again. This file declares no repositories and watches no files.
"""

load(":auth.bzl", "auth", "read_credentials")
load(":environment.bzl", "is_quiet", "timeout")
load(":errors.bzl", "message")
load(":plan.bzl", "decode_plan")
load(":text_file.bzl", "json_bytes", "write_text_file")

visibility(["//..."])

# The failure if there is no failure.json.
_NOTHING_KNOWN = {
    "aliases": [],
    "asked": False,
    "curable": False,
    "message": "",
    "modules": [],
    "repositories": [],
    "tags": [],
    "warnings": [],
    "watch": [],
}

def failure_of(text):
    """A failure with only a message.

    Args:
        text: the text of an error.

    Returns:
        A dict as in failure.json.
    """
    return _NOTHING_KNOWN | {"message": text}

def run(ctx, *, program, request, directory):
    """Runs the program for a request, and again with the files that it lacked: first configs of registries, then `.crate` files.

    Args:
        ctx: repository_ctx or module_ctx.
        program: path of the program.
        request: dict for request.json.
        directory: where its files go, relative to the directory of ctx.

    Returns:
        struct(plan = the decoded plan or None, failure = None or what failure.json says, messages = list of texts to print).
    """
    outcome = _run_program_once(ctx, program, request, directory)
    messages = outcome.messages
    crate_files = {}
    for last in [False, False, True]:
        if not outcome.plan or not outcome.plan["missing"]:
            break
        missing = outcome.plan["missing"]
        found = _download(ctx, request["hub"], directory, missing)
        crate_files.update(found)

        # A failed download is not retried.
        may_download = not last and len(found) == len(missing)
        again = {"crate_files": crate_files, "may_download": may_download, "repinned": True}
        outcome = _run_program_once(ctx, program, request | again, directory)
        messages = messages + outcome.messages
    return _outcome(plan = outcome.plan, failure = outcome.failure, messages = messages)

def _run_program_once(ctx, program, request, directory):
    seconds = timeout(ctx)
    write_text_file(ctx, directory + "/request.json", json_bytes(request))
    ctx.report_progress("resolving the crates of @%s" % request["hub"])
    result = ctx.execute(
        [program, "generate", "--request", ctx.path(directory + "/request.json"), "--output-dir", ctx.path(directory)],
        quiet = is_quiet(ctx),
        timeout = seconds,
    )
    output = ctx.path(directory + "/plan.json")
    if not result.return_code and output.exists:
        decoded = decode_plan(ctx.read(output, watch = "no"))
        if decoded.error:
            return _outcome(failure = failure_of(decoded.error))
        return _outcome(plan = decoded.plan, messages = decoded.plan["warnings"])
    written = ctx.path(directory + "/failure.json")
    if written.exists:
        failure = json.decode(ctx.read(written, watch = "no"))
        return _outcome(failure = failure, messages = failure["warnings"])
    if "Timed out" in result.stderr:
        return _outcome(failure = failure_of(message("CU0931", "crate-universe did not finish within %d seconds" % seconds, [
            "help: set CARGO_BAZEL_TIMEOUT to a larger number of seconds",
        ])))
    return _outcome(failure = failure_of(result.stderr.strip() or message(
        "CU0905",
        "crate-universe exited with code %d, without a plan and without an error message" % result.return_code,
    )))

def _outcome(plan = None, failure = None, messages = []):
    return struct(plan = plan, failure = failure, messages = messages)

def _download(ctx, name, directory, missing):
    """Downloads files side by side; Bazel keeps `.crate` files in its repository cache, where the spokes find them again.

    A failed download is left out: the program then runs cargo, whose error message is better.
    """
    ctx.report_progress("downloading %d files of @%s to read manifests" % (len(missing), name))
    credentials = read_credentials(ctx)
    pending = {}
    for number, file in enumerate(missing):
        output = "%s/%s" % (directory, file["sha256"] + ".crate" if file["sha256"] else "%d.json" % number)
        download = ctx.download(
            file["urls"],
            output = output,
            sha256 = file["sha256"],
            allow_fail = True,
            auth = auth(credentials, file["urls"]),
            block = False,
        )
        pending[file["key"]] = (output, download)
    return {
        key: str(ctx.path(output))
        for key, (output, download) in pending.items()
        if download.wait().success
    }
