"""One line per finding: file, line, column, severity, rule, message."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.outputs import Style
from replylint.outputs._places import inside, told
from replylint.report import Run


def render(run: Run, style: Style) -> Iterator[str]:
    """The lines, in the order of the drafts and of the places in them."""
    for report in run.reports:
        for finding in report.findings:
            place = f"{report.location}:{finding.span.line}:{finding.span.column}"
            where = f" [{name}]" if (name := inside(finding.location)) else ""
            yield f"{place}: {finding.severity} {finding.rule}: {told(finding)}{where}"
