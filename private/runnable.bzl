"""The providers of a target for `bazel run`: the program itself under the target's name, in most cases with a request beside it.

There is no shell between Bazel and the program.
"""

visibility(["//..."])

def link_program(ctx, tool):
    """Declares the program under the target's name.

    Args:
        ctx: the rule's context.
        tool: File of the program.

    Returns:
        The File to run.
    """
    program = ctx.actions.declare_file(ctx.label.name + (".exe" if tool.extension == "exe" else ""))
    ctx.actions.symlink(output = program, target_file = tool, is_executable = True)
    return program

def run_command(label):
    """The variable that tells the program by which command the user runs it.

    Args:
        label: text of the target's label.

    Returns:
        dict of name to value.
    """
    return {"CRATE_UNIVERSE_COMMAND": "bazel run %s --" % label}

def runnable(ctx, *, tool, label, request, files):
    """The providers of a target that runs the program on a request.

    Args:
        ctx: the rule's context.
        tool: File of the program.
        label: text of the target's label, as users write it.
        request: dict.
        files: list of Files that the request names.

    Returns:
        A list of providers.
    """
    written = ctx.actions.declare_file(ctx.label.name + ".request.json")
    ctx.actions.write(written, json.encode_indent(request))
    return [
        DefaultInfo(executable = link_program(ctx, tool), runfiles = ctx.runfiles([written] + files)),
        RunEnvironmentInfo(environment = {"CRATE_UNIVERSE_REQUEST": written.short_path} | run_command(label)),
    ]
