"""Fixes from the command line: written to the files, printed for standard input, or shown as a diff."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable
from pathlib import Path

import click

from replylint.drafts.source import encode, write_text
from replylint.errors import DraftError
from replylint.linter import Linter
from replylint.report import Problem, Report, Run


class Fixer:
    """Fixes the drafts of runs; their reports then tell what remains."""

    def __init__(self, linter: Linter, complaint: str | None, unsafe: bool, diff: bool) -> None:
        self._linter = linter
        self._complaint = complaint
        self._unsafe = unsafe
        self._diff = diff
        self.changed = 0
        """How many drafts the fixes change."""
        self._fixed = 0

    def write(self, run: Run) -> Run:
        """Fix the files of a run."""

        def put(before: Report, after: Report) -> None:
            if after is not before:
                write_text(Path(str(before.location.path)), before.source, after.source)

        return self._each(run, put)

    def pipe(self, run: Run, data: bytes) -> Run:
        """Print the fixed text of standard input, of which `data` are the bytes."""

        def put(before: Report, after: Report) -> None:
            mail = before.location.part is not None
            sys.stdout.buffer.write(data if mail else encode(after.source, data))
            sys.stdout.buffer.flush()

        return self._each(run, put)

    def note(self) -> None:
        """Say on standard error what was done."""
        verb = "would fix" if self._diff else "fixed"
        drafts = f" in {self.changed} draft{'s' if self.changed > 1 else ''}" if self.changed else ""
        click.echo(f"replylint: {verb} {self._fixed}{drafts}.", err=True)

    def _each(self, run: Run, put: Callable[[Report, Report], None]) -> Run:
        reports: list[Report] = []
        problems = list(run.problems)
        for report in run.reports:
            fixed = self._linter.fixed(report, self._unsafe, self._complaint)
            if report.location.part is not None:
                click.echo(f"replylint: {report.location}: e-mails are checked, never changed.", err=True)
            try:
                if self._diff:
                    _show(report, fixed)
                else:
                    put(report, fixed)
            except DraftError as error:
                problems.append(Problem(path=str(report.location), message=str(error)))
                fixed = report
            if fixed is not report:
                self.changed += 1
                self._fixed += len(report.findings) - len(fixed.findings)
            reports.append(fixed)
        return Run(reports=tuple(reports), problems=tuple(problems))


def _show(before: Report, after: Report) -> None:
    name = str(before.location)
    lines = difflib.unified_diff(_lines(before.source), _lines(after.source), name, name)
    for line in lines:
        click.echo(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file", nl=line[-1:] != "\n"
        )


def _lines(text: str) -> list[str]:
    """The lines with their ends, of which only line feeds part them, as in every diff."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])
