"""Fixes from the command line: written to the files, printed for standard input, or shown as a diff."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from replylint.drafts.source import encode, write_text
from replylint.errors import DraftError
from replylint.fixes import Spared, nothing_spared
from replylint.project.baseline import Baseline
from replylint.project.cache import Cache
from replylint.project.file import File
from replylint.project.fixing import Fixed, fix_file, is_fixable
from replylint.project.project import Project
from replylint.report import Problem, Run


def fix_files(
    project: Project,
    files: Sequence[File | Problem],
    cache: Cache | None,
    known: Baseline | None,
    unsafe: bool,
    diff: bool,
) -> tuple[Run, int]:
    """Fix files, or with `diff` show how; what remains of them, and how many drafts change.

    What a baseline holds is left as it is.
    """
    spared = known.holds if known else nothing_spared
    results: list[tuple[File | Problem, Run]] = []
    changed = made = 0
    for file, run in project.results(files, cache):
        remains = run
        if isinstance(file, File) and not run.problems:
            if any(report.location.part for report in run.reports):
                click.echo(f"replylint: {file.path}: e-mails are checked, never changed.", err=True)
            if file.data is not None or any(is_fixable(report, unsafe) for report in run.reports):
                remains, drafts = _fixed(file, run, unsafe, spared, diff)
                changed += drafts
                made += _count(run) - _count(remains) if drafts else 0
        results.append((file, remains))
    drafts_ = f" in {changed} draft{'s' if changed > 1 else ''}" if changed else ""
    click.echo(f"replylint: {'would fix' if diff else 'fixed'} {made}{drafts_}.", err=True)
    return project.joined(results), changed


def _fixed(file: File, run: Run, unsafe: bool, spared: Spared, diff: bool) -> tuple[Run, int]:
    """What remains of a file once it is fixed, and how many of its drafts change."""
    try:
        data = file.content()
        fixed = fix_file(file, data, unsafe, spared)
        _put(file, data, fixed, diff)
    except DraftError as error:
        return run.model_copy(update={"problems": (Problem(path=file.path, message=str(error)),)}), 0
    return Run(reports=fixed.remains), fixed.drafts


def _count(run: Run) -> int:
    return sum(len(report.findings) for report in run.reports)


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
