"""What was found in a file, as the cache keeps it: the reports, and the text that they speak of."""

from __future__ import annotations

import json

from replylint.report import Run


def packed(run: Run) -> bytes:
    """The reports on the drafts of one file. Outputs quote its text, which reports do not write down."""
    text = run.reports[0].source if run.reports else ""
    told = json.dumps([text, *(report.format for report in run.reports)])
    return f"{told}\n{run.model_dump_json()}".encode()


def unpacked(value: bytes) -> Run:
    """The same reports again."""
    told, _, reports = value.partition(b"\n")
    text, *formats = json.loads(told)
    run = Run.model_validate_json(reports)
    for report, format in zip(run.reports, formats, strict=True):
        report.with_source(text, format)
    return run
