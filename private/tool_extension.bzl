"""The module extension that declares the repository of the program, and one that knows where the main repository is.

Takes nothing, gives `@crate_universe_tool` and `@crate_universe_main`. It is an extension of its own, so that the program is
built once for the whole build and no hub has to exist for it.
"""

load(":main.bzl", "main_repository")
load(":tool.bzl", "tool_repository")

visibility(["//..."])

def _tool_impl(mctx):
    tool_repository(
        name = "crate_universe_tool",
        host_tools = Label("@rust_host_tools//:rust_host_tools"),
    )
    main_repository(name = "crate_universe_main")
    return mctx.extension_metadata(reproducible = True)

tool = module_extension(
    implementation = _tool_impl,
    doc = "Declares `@crate_universe_tool`, which holds the program, and `@crate_universe_main`.",
)
