"""A summary for a merge request, a comment or a job page: what the drafts do well, what they lack, findings.

It stays under the 65,536 characters that a comment may have; what has no room is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from replylint.outputs import Style
from replylint.outputs._places import in_file, inside, relative, told
from replylint.outputs._tally import counted, credited, headline, judged_by
from replylint.report import Finding, Location, Report, Run, Severity

ROOM = 60_000
"""So many characters; a comment on GitHub holds a little more."""

ROWS = 100
"""So many drafts are in the table, which never takes the room of all findings."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$&])")


def render(run: Run, style: Style) -> Iterator[str]:
    """A heading, a table of the drafts, and their findings, the gravest first."""
    footer = _escaped(judged_by(run))
    room = ROOM - len(footer) - 1
    for block, findings in _blocks(run):
        room -= sum(len(line) + 1 for line in block)
        if room < 0:
            left = sum(1 for _ in run.findings) - findings
            yield f"{left} more finding{'s' * (left != 1)} {'have' if left != 1 else 'has'} no room here."
            yield ""
            break
        yield from block
    if footer:
        yield footer


def _blocks(run: Run) -> Iterator[tuple[list[str], int]]:
    """What can be left out only as a whole, each with the number of findings before it."""
    yield [f"## replylint: {headline(run)}", ""], 0
    for problem in run.problems:
        yield [f"- **could not be read** {_escaped(problem.message)}"], 0
    if run.problems:
        yield [""], 0
    table = [report for report in run.reports if not report.skipped]
    if table:
        yield ["| draft | does well | lacks | findings |", "|---|---|---|---|"], 0
        for report in table[:ROWS]:
            yield [_row(report)], 0
        more = len(table) - ROWS
        yield [f"| … and {more} more | | | |", ""] if more > 0 else [""], 0
    told = 0
    for report in run.reports:
        heading = [f"### {_place(report.location)}", ""] if report.findings else []
        for finding in sorted(report.findings, key=lambda f: list(Severity).index(f.severity)):
            yield [*heading, *_finding(finding)], told
            heading, told = [], told + 1
        if report.findings:
            yield [""], told


def _row(report: Report) -> str:
    well = ", ".join(map(_escaped, credited(report.credits, "present"))) or "–"
    lacks = ", ".join(map(_escaped, credited(report.credits, "partial", "missing"))) or "–"
    place = _place(report.location)
    return f"| {place} | {well} | {lacks} | {counted(report.findings) or 'none'} |"


def _finding(finding: Finding) -> list[str]:
    line = f"line {finding.span.line}"
    if not in_file(finding.location):
        line += f" of the {finding.location.part} part"
    lines = [f"- **{finding.severity}** {_code(finding.rule)} ({line}): {_escaped(told(finding))}"]
    lines += [f"  - {_code(finding.excerpt)}"]
    lines += [f"  - Say: {_escaped(suggestion.text)}" for suggestion in finding.suggestions]
    return lines


def _place(location: Location) -> str:
    # A table would take a bar for the end of the cell, in code as well.
    path = _code(relative(location.path).replace("|", "¦"))
    place = inside(location)
    return f"{path} {_escaped(place)}" if place else path


def _escaped(text: str) -> str:
    """The words as they are: no markup, no table cells, and nobody is mentioned."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return plain.replace("@", "@<!-- -->")


def _code(text: str) -> str:
    """The words in a code span, with a fence of more backticks than they hold."""
    words = " ".join(text.split())
    fence = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}" if words else ""
