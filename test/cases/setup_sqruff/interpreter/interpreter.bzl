"""A toolchain that gives a make variable."""

def _interpreter_impl(_ctx):
    return [platform_common.TemplateVariableInfo({"INTERPRETER": "/usr/bin/interpreter"})]

interpreter = rule(
    doc = "Gives $(INTERPRETER).",
    implementation = _interpreter_impl,
)
