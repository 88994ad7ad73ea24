"""GitHub annotations: findings as notes in the diff of a pull request.

GitHub shows ten errors, ten warnings and ten notices of a step, so the gravest come first and the others
are listed in the log. The command line also writes the ``markdown`` summary to ``$GITHUB_STEP_SUMMARY``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from replylint.outputs import Style
from replylint.outputs._places import in_file, message, relative
from replylint.outputs._tally import headline
from replylint.report import Finding, Run, Severity

SHOWN = 10
"""So many annotations of a kind are shown per step."""

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "notice"}


def render(run: Run, style: Style) -> Iterator[str]:
    """The annotations by severity, the findings that have no room, and a total."""
    rest: list[str] = []
    more: list[str] = []
    for kind in _KINDS.values():
        notes = list(_notes(run, kind))
        yield from (annotation for annotation, _ in notes[:SHOWN])
        rest += [line for _, line in notes[SHOWN:]]
        if len(notes) > SHOWN:
            more.append(f"{len(notes) - SHOWN} {kind}{'s' * (len(notes) > SHOWN + 1)}")
    if rest:
        yield f"::group::replylint: {', '.join(more)} more than GitHub shows as annotations"
        yield from _unread(rest)
        yield "::endgroup::"
    yield f"replylint: {headline(run)}."


def _notes(run: Run, kind: str) -> Iterator[tuple[str, str]]:
    """Everything of a kind: its annotation, and the line for the log where there is no room for that."""
    if kind == "error":
        for problem in run.problems:
            told = _command(kind, problem.message, file=relative(problem.path), title="unreadable")
            yield told, " ".join(problem.message.split())
    for finding in run.findings:
        if _KINDS[finding.severity] == kind:
            yield _annotation(kind, finding), _line(finding)


def _annotation(kind: str, finding: Finding) -> str:
    say = "".join(f"\nSay: {suggestion.text}" for suggestion in finding.suggestions[:1])
    place = {"file": relative(finding.location.path), "line": "1"}
    span = finding.span
    if in_file(finding.location):
        place |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:  # columns are for one line only
            place |= {"col": str(span.column), "endColumn": str(span.end_column)}
    return _command(kind, message(finding) + say, **place, title=finding.rule)


def _command(kind: str, text: str, **properties: str) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {told}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _line(finding: Finding) -> str:
    span, path = finding.span, relative(finding.location.path)
    line = f"{path}:{span.line}:{span.column}: {finding.severity} {finding.rule}: {message(finding)}"
    return " ".join(line.split())


def _unread(lines: list[str]) -> Iterator[str]:
    """The lines between marks that stop the runner from obeying commands in a draft's own words."""
    # Unknown to whoever wrote the draft, as the hash of a text cannot stand in it, and the same every time.
    mark = hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()
    yield f"::stop-commands::{mark}"
    yield from lines
    yield f"::{mark}::"
