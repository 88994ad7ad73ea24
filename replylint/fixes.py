"""Fixes: makes the suggestions of a report in its source, and only those that do no harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from replylint.errors import NotApplicable
from replylint.report import Finding, Report, Severity, Suggestion

_MOST_TRIALS = 60
_LONG = 100_000
"""A round checks so many texts at most, and fewer where the text is long: some harmless suggestion may then
stay out. A last round without a change ends it all the same, so that fixing twice changes nothing."""

Check = Callable[[str], Report]
"""Lints a changed source as the report was made."""

Spared = Callable[[Finding], bool]
"""Whether a finding is one that a team lives with for now."""


def nothing_spared(finding: Finding) -> bool:
    """Every finding may be mended."""
    return False


def apply_fixes(
    report: Report, check: Check, unsafe: bool = False, spared: Spared = nothing_spared
) -> Report:
    """The report on the source with its safe suggestions made; with `unsafe` with all that have exact edits.

    Findings that are `spared` are left as they are.

    A suggestion stays out when its result has a finding that was not there. The rounds end when none of those
    left can be made in the final text: so fixing twice changes nothing.
    """
    allowed = ("safe", "unsafe") if unsafe else ("safe",)
    while True:
        trial = _Trial(report, check)
        for apart in _apart(_first(f, allowed) for f in report.findings if not spared(f)):
            if trial.take(apart):
                break
        if trial.best is report:
            return report
        report = trial.best


def verified(report: Report, check: Check) -> Report:
    """The report with ``unsafe`` on those safe suggestions whose result has a finding that was not there."""
    kept: set[Suggestion] = set()
    safe = [s for finding in report.findings for s in finding.suggestions if s.applicability == "safe"]
    if not safe:
        return report
    for apart in _apart(safe):
        trial = _Trial(report, check)
        trial.take(apart)
        kept.update(trial.taken)
    if kept.issuperset(safe):
        return report
    return report.model_copy(update={"findings": tuple(_demoted(f, kept) for f in report.findings)})


class _Trial:
    """Makes suggestions in the source of one report for as long as they do no harm."""

    def __init__(self, report: Report, check: Check) -> None:
        self._report = report
        self._check = check
        self._trials = min(_MOST_TRIALS, 4 + _LONG // (1 + len(report.source)))
        self.taken: list[Suggestion] = []
        self.best = report
        """The report on the source with the suggestions taken."""

    def take(self, suggestions: Sequence[Suggestion]) -> bool:
        """Take those of some suggestions that stand apart which do no harm; whether there were any."""
        if not suggestions or not self._trials:
            return False
        self._trials -= 1
        edits = tuple(edit for suggestion in (*self.taken, *suggestions) for edit in suggestion.edits)
        changed = self._checked(self._report.apply(Suggestion(text="", edits=edits)))
        if changed and self._better(changed, len(suggestions)):
            self.taken += suggestions
            self.best = changed
            return True
        if len(suggestions) == 1:
            return False
        half = len(suggestions) // 2
        first = self.take(suggestions[:half])
        return self.take(suggestions[half:]) or first

    def _checked(self, text: str) -> Report | None:
        try:
            return self._check(text)
        except NotApplicable:
            return None

    def _better(self, changed: Report, made: int) -> bool:
        gone = len(self.best.findings) - len(changed.findings)
        return gone >= made and _counts(changed) <= _counts(self.best)


def _counts(report: Report) -> Counter[tuple[str, Severity]]:
    return Counter((finding.rule, finding.severity) for finding in report.findings)


def _first(finding: Finding, allowed: tuple[str, ...]) -> Suggestion | None:
    return next((s for s in finding.suggestions if s.edits and s.applicability in allowed), None)


def _apart(suggestions: Iterable[Suggestion | None]) -> Iterable[list[Suggestion]]:
    """The suggestions in groups of which none reaches into another of its group."""
    left = sorted((s for s in dict.fromkeys(suggestions) if s), key=_reach)
    while left:
        group: list[Suggestion] = []
        later: list[Suggestion] = []
        for suggestion in left:
            start, _ = _reach(suggestion)
            (later if group and start < _reach(group[-1])[1] else group).append(suggestion)
        yield group
        left = later


def _reach(suggestion: Suggestion) -> tuple[int, int]:
    return min(e.start for e in suggestion.edits), max(e.end for e in suggestion.edits)


def _demoted(finding: Finding, kept: set[Suggestion]) -> Finding:
    suggestions = tuple(
        s.model_copy(update={"applicability": "unsafe"}) if s.applicability == "safe" and s not in kept else s
        for s in finding.suggestions
    )
    return (
        finding
        if suggestions == finding.suggestions
        else finding.model_copy(update={"suggestions": suggestions})
    )
