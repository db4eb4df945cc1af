"""The report of the self-test, and the script that prints it."""

_COLUMNS = ["configuration", "expected", "transition", "platform_suffix", "in_force", "output_directory"]
_WAYS = ["transition", "platform_suffix"]

def make_report(versions, in_force, observations):
    """The report of what was observed.

    Args:
        versions: dict of name to text.
        in_force: the way that hubs use.
        observations: list of struct(name, expected, seen), where `seen` has a field for each way and `output_directory`.

    Returns:
        struct(lines = list of strings, passed = bool).
    """
    rows = [
        [case.name, case.expected] + [getattr(case.seen, column) for column in _COLUMNS[2:]]
        for case in observations
    ]
    wrong = {
        way: [case.name for case in observations if getattr(case.seen, way) != case.expected]
        for way in _WAYS + ["in_force"]
    }

    lines = ["crate_universe: how this Bazel tells exec from target configurations", ""]
    lines.extend(["%s: %s" % item for item in versions.items()])
    lines.append("in force: %s" % in_force)
    lines.append("")
    lines.extend(_table([_COLUMNS] + rows))
    lines.append("")
    for way in _WAYS:
        if wrong[way]:
            lines.append("%s is wrong for: %s" % (way, ", ".join(wrong[way])))
    if wrong["in_force"]:
        lines.append("FAILED: crates would be built with the features of the other side.")
        lines.append("help: set `host_features` of your hubs to `union`, which uses neither way, and send this report")
    elif wrong["transition"] or wrong["platform_suffix"]:
        lines.append("FAILED: the ways differ. Crates are built right, since the one in force is right; please send this report.")
    else:
        lines.append("passed: all agree.")
    return struct(lines = lines, passed = not any(wrong.values()))

def _table(rows):
    widths = [max([len(row[place]) for row in rows]) for place in range(len(rows[0]))]
    return [
        "  ".join([cell + " " * (widths[place] - len(cell)) for place, cell in enumerate(row)]).rstrip()
        for row in rows
    ]

def make_script(report, windows):
    """A program that prints a report and ends as the test shall.

    Args:
        report: as `make_report` makes it.
        windows: whether it is for Windows, where it is a batch file.

    Returns:
        The text of a file.
    """
    code = 0 if report.passed else 1
    if windows:
        return "\r\n".join(["@echo off"] + ["echo(" + _batch(line) for line in report.lines] + ["exit /b %d" % code, ""])
    return "\n".join(["#!/bin/sh", "cat <<'END_OF_REPORT'"] + report.lines + ["END_OF_REPORT", "exit %d" % code, ""])

def _batch(line):
    for character in ["^", "&", "|", "<", ">"]:
        line = line.replace(character, "^" + character)
    return line.replace("%", "%%")
