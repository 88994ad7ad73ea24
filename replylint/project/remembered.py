"""What was found in a file, as the cache keeps it: the reports, and the text that they speak of."""

from __future__ import annotations

import json

from replylint.report import Run


def packed(run: Run) -> bytes:
    """The reports on the drafts of one file. Outputs quote its text, which reports do not write down.

    It is kept, too, as the file may have changed when it is shown.
    """
    text = run.reports[0].source if run.reports else ""
    return f"{json.dumps(text)}\n{run.model_dump_json()}".encode()


def unpacked(value: bytes) -> Run:
    """The same reports again."""
    told, _, reports = value.partition(b"\n")
    text, run = json.loads(told), Run.model_validate_json(reports)
    for report in run.reports:
        report.with_source(text)
    return run
