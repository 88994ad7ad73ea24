"""One report per line, for batches and audits: see docs/json.md."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.outputs import Style
from replylint.report import Run


def render(run: Run, style: Style) -> Iterator[str]:
    """A JSON document per draft, in the order of the drafts."""
    return (report.model_dump_json() for report in run.reports)
