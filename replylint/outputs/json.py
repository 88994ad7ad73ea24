"""The whole run as JSON, schema version 1: see docs/json.md."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.outputs import Style
from replylint.report import Run


def render(run: Run, style: Style) -> Iterator[str]:
    """One JSON document."""
    yield run.model_dump_json(indent=2)
