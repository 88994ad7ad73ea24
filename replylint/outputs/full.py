"""For people: each draft with its findings, what to say instead, and what the reply does well."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator

import click

from replylint.outputs import Style
from replylint.outputs._places import inside, told
from replylint.outputs._tally import asides, counted, judged_by
from replylint.report import Credit, Finding, Report, Run, Severity

SHOWN_SUGGESTIONS = 3
"""More findings of severity suggestion are counted, not shown: a long list of small things discourages."""

_MANY = 12

_NOTHING = "Nothing to flag"
_LINE_END = re.compile(r"[\r\n]")
_EASE = ("safe", "unsafe", "manual").index
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.SUGGESTION: "cyan"}
_CREDITS = {"present": ("✓", "green"), "partial": ("✓", "yellow"), "missing": ("✗", "red")}


def render(run: Run, style: Style) -> Iterator[str]:
    """The lines, a draft after the other, and a total where there are several.

    Of many drafts those without a finding are only counted.
    """
    for report in run.reports:
        if report.findings or len(run.reports) <= _MANY:
            yield from _report(report, style)
            yield ""
    if len(run.reports) > 1:
        clean = sum(not report.findings for report in run.reports)
        yield f"{len(run.reports)} drafts, {clean} without a finding: {counted(run.findings) or _NOTHING}."
    if run.baselined:
        yield f"{run.baselined} more {'is' if run.baselined == 1 else 'are'} in the baseline."
    if run.further_packs:
        yield judged_by(run)


def _report(report: Report, style: Style) -> Iterator[str]:
    place = f"  {name}" if (name := inside(report.location)) else ""
    yield (click.style(str(report.location), bold=True) if style.color else str(report.location)) + place
    if report.skipped:
        yield f"  left alone ({report.profile}): {report.skipped}."
        return
    if report.credits:
        yield "  " + "   ".join(_credit(credit, style) for credit in report.credits)
    shown = 0
    for finding in report.findings:
        if finding.severity is Severity.SUGGESTION:
            shown += 1
            if shown > SHOWN_SUGGESTIONS:
                continue
        yield ""
        yield from _finding(finding, report.source, style)
    yield ""
    yield from (f"  {line}" for line in asides(report))
    hidden = f" ({shown - SHOWN_SUGGESTIONS} not shown)" if shown > SHOWN_SUGGESTIONS else ""
    found = counted(report.findings) or _NOTHING
    yield f"  {found}{hidden}. Read as {report.profile}: {report.profile_reason}."
    if report.location.part is None:
        yield from _fixable(report)


def _fixable(report: Report) -> Iterator[str]:
    """What can be rewritten in the file."""
    best = [
        min((s.applicability for s in f.suggestions), default="manual", key=_EASE) for f in report.findings
    ]
    counts = {"--fix": best.count("safe"), "--unsafe-fixes": best.count("unsafe")}
    told = [f"{count} with {option}" for option, count in counts.items() if count]
    if told:
        yield f"  Rewritten for you: {', '.join(told)}."


def _credit(credit: Credit, style: Style) -> str:
    mark, color = _CREDITS[credit.state]
    note = f", {credit.note}" if credit.note else ""
    text = f"{credit.label} {mark}{note}"
    return click.style(text, fg=color) if style.color else text


def _finding(finding: Finding, source: str, style: Style) -> Iterator[str]:
    severity = (
        click.style(finding.severity, fg=_COLORS[finding.severity]) if style.color else finding.severity
    )
    also = f"  (and {', '.join(finding.also)})" if finding.also else ""
    yield f"  {finding.span.line}:{finding.span.column}  {severity}  {finding.rule}{also}"
    yield from _excerpt(finding, source, style)
    yield from _wrapped(told(finding), "      ", style)
    for suggestion in finding.suggestions:
        yield from _wrapped(suggestion.text, "      Say:  ", style)
    yield from _wrapped(f"{finding.why} ({', '.join(finding.sources)})", "      Why:  ", style)
    for related in finding.related:
        yield from _wrapped(
            f"“{' '.join(related.excerpt.split())}”: {related.note}",
            f"      Line {related.span.line}:  ",
            style,
        )


def _excerpt(finding: Finding, source: str, style: Style) -> Iterator[str]:
    """The source line of the finding with its span underlined, cut to the width of the screen."""
    span = finding.span
    room = max(30, style.width - 12)
    line_start = span.start - (span.column - 1)
    # No further than can be shown: an export of macros is often one line.
    rest = _LINE_END.search(source, span.start, span.start + room + 1)
    line_end = rest.start() if rest else min(len(source), span.start + room + 1)
    line = source[line_start:line_end]
    begin, end = span.start - line_start, min(span.end, line_end) - line_start
    left = max(0, min(begin - 20, len(line) - room)) if len(line) > room else 0
    right = min(len(line), left + room)
    head, tail = "…" if left else "", "…" if right < len(line) else ""
    before, marked = line[left:begin], line[begin : min(end, right)]
    yield f"      {head}{_visible(line[left:right])}{tail}"
    mark = "^" * max(1, _columns(marked)) if finding.anchor is None else "~" * max(1, _columns(marked))
    yield " " * (6 + len(head) + _columns(before)) + (
        click.style(mark, fg=_COLORS[finding.severity]) if style.color else mark
    )


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_width(c) for c in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _wrapped(text: str, indent: str, style: Style) -> list[str]:
    return textwrap.wrap(
        text, max(40, style.width), initial_indent=indent, subsequent_indent=" " * len(indent)
    )
