"""Fixes: applies the suggestions of a report to its source, and only those that do no harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from replylint.report import Report, Severity, Suggestion

_ROUNDS = 20
"""A fix may free another one beside it; more rounds than this no draft needs."""


def fix(report: Report, check: Callable[[str], Report], unsafe: bool = False) -> str:
    """The source of `report` with its safe suggestions applied; with `unsafe` all that have exact edits.

    `check` lints a changed source the way `report` was made. A suggestion is left out when it would raise a
    finding that was not there, so that fixing twice changes nothing.
    """
    allowed = {"safe", "unsafe"} if unsafe else {"safe"}
    refused: set[str] = set()
    for _ in range(_ROUNDS):
        suggestion = next((s for s in _applicable(report, allowed) if s.text not in refused), None)
        if suggestion is None:
            break
        fixed = check(report.apply(suggestion))
        if _counts(fixed) <= _counts(report) and len(fixed.findings) < len(report.findings):
            report = fixed
        else:
            refused.add(suggestion.text)
    return report.source


def _applicable(report: Report, allowed: set[str]) -> Iterator[Suggestion]:
    for finding in report.findings:
        yield from (s for s in finding.suggestions if s.edits and s.applicability in allowed)


def _counts(report: Report) -> Counter[tuple[str, Severity]]:
    return Counter((finding.rule, finding.severity) for finding in report.findings)
