"""Fixes from the command line: written to the files, printed for standard input, or shown as a diff."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from replylint.drafts.source import encode, read_bytes, write_text
from replylint.errors import DraftError
from replylint.project.file import File
from replylint.project.fixing import Fixed, fix_file
from replylint.project.project import Project
from replylint.report import Problem, Report, Run


def fix_files(project: Project, files: Iterable[File | Problem], unsafe: bool, diff: bool) -> tuple[Run, int]:
    """Fix files, or with `diff` show how; what remains of them, and how many drafts change."""
    reports: list[Report] = []
    problems: list[Problem] = []
    changed = made = 0
    # Before a file is changed.
    project.check_settings()
    for file in files:
        if isinstance(file, Problem):
            problems.append(file)
            continue
        try:
            data = read_bytes(Path(file.path)) if file.data is None else file.data
            fixed = fix_file(file, data, unsafe)
        except DraftError as error:
            problems.append(Problem(path=file.path, message=str(error)))
            continue
        if fixed.mail:
            click.echo(f"replylint: {file.path}: e-mails are checked, never changed.", err=True)
        try:
            _put(file, data, fixed, diff)
        except DraftError as error:
            problems.append(Problem(path=file.path, message=str(error)))
            reports += fixed.was
            continue
        changed += fixed.drafts
        made += sum(len(a.findings) - len(b.findings) for a, b in zip(fixed.was, fixed.remains, strict=True))
        reports += fixed.remains
    drafts = f" in {changed} draft{'s' if changed > 1 else ''}" if changed else ""
    click.echo(f"replylint: {'would fix' if diff else 'fixed'} {made}{drafts}.", err=True)
    return project.run_of(reports, problems), changed


def _put(file: File, data: bytes, fixed: Fixed, diff: bool) -> None:
    """Write a fixed file, unless nothing changes; print one from standard input in any case."""
    if diff:
        _show(file.path, fixed.before, fixed.after)
    elif file.data is not None:
        sys.stdout.buffer.write(encode(fixed.after, data) if fixed.drafts else data)
        sys.stdout.buffer.flush()
    elif fixed.drafts:
        write_text(Path(file.path), fixed.before, fixed.after)


def _show(name: str, before: str, after: str) -> None:
    for line in difflib.unified_diff(_lines(before), _lines(after), name, name):
        click.echo(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file", nl=line[-1:] != "\n"
        )


def _lines(text: str) -> list[str]:
    """The lines with their ends, of which only line feeds part them, as in every diff."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])
