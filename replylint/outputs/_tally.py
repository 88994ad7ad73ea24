"""Counting findings in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from replylint.report import Credit, Finding, Report, Run, Severity


def counted(findings: Iterable[Finding]) -> str:
    """Such as ``2 errors, 1 suggestion``; nothing for none."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(f"{counts[s]} {s}{'s' * (counts[s] > 1)}" for s in Severity if counts[s])


def headline(run: Run) -> str:
    """What a run found, in a line."""
    checked = [report for report in run.reports if not report.skipped]
    drafts = f"{len(checked)} draft{'s' * (len(checked) != 1)}"
    flagged = sum(bool(report.findings) for report in checked)
    found = f"{counted(run.findings)} in {flagged} of {drafts}" if flagged else f"nothing to flag in {drafts}"
    if run.baselined:
        found += f"; {run.baselined} more in the baseline"
    unread = len(run.problems)
    return found + (f"; {unread} file{'s' * (unread > 1)} could not be read" if unread else "")


def judged_by(run: Run) -> str:
    """The packs of rules of a run and their digest, as a sentence; empty where it does not say."""
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in run.packs)
    return f"Judged by the rules of {packs} (rulebook {run.rulebook[:12]})." if packs else ""


def asides(report: Report) -> Iterator[str]:
    """What else is to be known of a report, a sentence each: what was not read, what is suppressed."""
    for note in report.notes:
        yield f"Note: {note}."
    if report.truncated:
        yield "Only the beginning was read: the draft is too long."
    if report.paths_read < report.paths_total:
        read = f"{report.paths_read} of up to {report.paths_total:,} paths through it were read"
        yield f"{read}, with every branch in them."
    if count := len(report.suppressed):
        are = "1 finding is" if count == 1 else f"{count} findings are"
        yield f"{are} suppressed by comments in the draft."


def credited(credits: Iterable[Credit], *states: str) -> list[str]:
    """The labels of credits in one of these states, with what is to be noted."""
    return [
        credit.label + (f" ({credit.note})" if credit.note else "")
        for credit in credits
        if credit.state in states
    ]
