"""Reviewdog's diagnostics: comments and applicable suggestions on a pull request of many a host.

Its lines end with a line feed and its columns count UTF-8 bytes, both from 1.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from replylint.outputs import Style
from replylint.outputs._places import in_file, message, relative
from replylint.report import Finding, Report, Run, Severity, Suggestion

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.SUGGESTION: "INFO"}


def render(run: Run, style: Style) -> Iterator[str]:
    """One JSON document."""
    found = [_diagnostic(finding, report) for report in run.reports for finding in report.findings]
    for problem in run.problems:
        location = {"path": relative(problem.path)}
        found.append({"message": problem.message, "location": location, "severity": "ERROR"})
    document = {"source": {"name": "replylint"}, "diagnostics": found}
    yield json.dumps(document, ensure_ascii=False, indent=2)


def _diagnostic(finding: Finding, report: Report) -> dict[str, Any]:
    path = relative(finding.location.path)
    diagnostic: dict[str, Any] = {
        "message": message(finding),
        "location": {"path": path},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    # In a mail the places count in its decoded part; a report read from JSON has no source to count in.
    if not in_file(finding.location) or not report.source:
        return diagnostic
    bytes_of = _bytes(report.source)
    span = finding.span
    diagnostic["location"]["range"] = bytes_of.range(span.start, span.end)
    suggestions = [_suggestion(s, report.source, bytes_of) for s in finding.suggestions if s.edits]
    if suggestions:
        diagnostic["suggestions"] = suggestions
    if finding.related:
        diagnostic["related_locations"] = [
            {
                "message": other.note,
                "location": {"path": path, "range": bytes_of.range(other.span.start, other.span.end)},
            }
            for other in finding.related
        ]
    return diagnostic


def _suggestion(suggestion: Suggestion, source: str, bytes_of: _Bytes) -> dict[str, Any]:
    """A suggestion as the replacement of one range, from its first edit to its last."""
    edits = sorted(suggestion.edits, key=lambda edit: (edit.start, edit.end))
    start, end = edits[0].start, max(edit.end for edit in edits)
    text, done = "", start
    for edit in edits:
        text += source[done : edit.start] + edit.text
        done = edit.end
    return {"range": bytes_of.range(start, end), "text": text}


class _Bytes:
    """Lines and UTF-8 columns of a source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = [0, *(match.end() for match in re.finditer("\n", source))]

    def range(self, start: int, end: int) -> dict[str, Any]:
        return {"start": self._position(start), "end": self._position(end)}

    def _position(self, offset: int) -> dict[str, int]:
        line = bisect_right(self._starts, offset)
        before = self._source[self._starts[line - 1] : offset]
        return {"line": line, "column": len(before.encode("utf-8", "replace")) + 1}


_bytes = lru_cache(maxsize=2)(_Bytes)
