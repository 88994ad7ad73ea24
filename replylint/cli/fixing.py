"""Fixes from the command line: written to the files, or shown as a diff."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from replylint.drafts.source import write_text
from replylint.errors import DraftError
from replylint.linter import Linter
from replylint.report import Problem, Report, Run


def fixed(linter: Linter, run: Run, unsafe: bool, diff: bool, stdin: str) -> Run:
    """Apply the suggestions of a run; its drafts are reported as they then are.

    The draft called `stdin` came from standard input and is printed, never written. An e-mail is left as it is: its text is encoded, and offsets count in
    the decoded part.
    """
    reports: list[Report] = []
    problems = list(run.problems)
    for report in run.reports:
        path = report.location.path
        text = report.source if report.location.part else linter.fix(report, unsafe)
        if diff:
            _show(str(report.location), report.source, text)
        elif path == stdin or path is None:
            click.echo(text, nl=False)
        elif text != report.source:
            try:
                write_text(Path(path), text)
            except DraftError as error:
                problems.append(Problem(path=path, message=str(error)))
                text = report.source
        reports.append(report if diff or text == report.source else linter.recheck(report, text))
    return Run(reports=tuple(reports), problems=tuple(problems))


def _show(name: str, before: str, after: str) -> None:
    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    for line in lines:
        click.echo(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n", nl=False)
