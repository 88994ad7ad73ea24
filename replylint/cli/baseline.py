"""The commands about a baseline: write, prune, diff."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from replylint.cli.options import project_of, project_options
from replylint.cli.progress import checked_run
from replylint.project.baseline import NAME, Baseline, Known
from replylint.report import Run

_files = click.argument("files", nargs=-1)
_where = click.option("--baseline", "where", metavar="FILE", help=f"The baseline's file, usually {NAME}.")


@click.group()
def baseline() -> None:
    """Live with today's findings, so that only new ones fail a build. Without FILES, those of this folder."""


@baseline.command()
@_files
@project_options
@_where
@click.option("--force", is_flag=True, help="Accept findings that an earlier baseline does not hold.")
def write(files: tuple[str, ...], where: str | None, force: bool, **options: Any) -> None:
    """Write what is found in FILES today. Counts may only fall: more than before needs --force."""
    found = _checked(files, where, options)
    path = found.path
    now = Baseline.of(path, found.run)
    if path.exists():
        old = Baseline.read(path)
        new = now.counts - old.counts
        if new and not force:
            _show(new, "+")
            click.echo(
                f"replylint: {path} is left as it is: it lacks {_findings(new)}. Mend what is new, or "
                "accept it with --force.",
                err=True,
            )
            sys.exit(1)
        now = Baseline(path, now.counts + old.elsewhere(found.files))
    now.write()
    click.echo(f"replylint: {path} holds {_findings(now.counts)}.", err=True)
    if not found.applied:
        name = Path(os.path.relpath(path)).as_posix()
        click.echo(f'So that they are passed over, say in replylint.toml:  baseline = "{name}"', err=True)


@baseline.command()
@_files
@project_options
@_where
def prune(files: tuple[str, ...], where: str | None, **options: Any) -> None:
    """Take out what is no longer found in FILES. Nothing is ever added."""
    found = _checked(files, where, options)
    old = Baseline.read(found.path)
    gone = old.gone(found.run, found.files)
    kept = old.counts - gone
    if gone:
        Baseline(found.path, kept).write()
    _show(gone, "-")
    click.echo(f"replylint: {found.path} holds {_findings(kept)}; {gone.total()} gone.", err=True)


@baseline.command()
@_files
@project_options
@_where
def diff(files: tuple[str, ...], where: str | None, **options: Any) -> None:
    """Show what is new in FILES (+) and what is gone (-). Exits with 1 when something is new."""
    found = _checked(files, where, options)
    old, now = Baseline.read(found.path), Baseline.of(found.path, found.run)
    new, gone = now.counts - old.counts, old.gone(found.run, found.files)
    _show(new, "+")
    _show(gone, "-")
    click.echo(f"replylint: {_findings(new)} new, {gone.total()} gone.", err=True)
    sys.exit(1 if new else 0)


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is found without a baseline."""

    path: Path
    """The baseline's file."""
    run: Run
    files: list[str]
    applied: bool
    """Whether the settings name this baseline, so that `check` knows of it."""


def _checked(files: tuple[str, ...], where: str | None, options: dict[str, Any]) -> _Checked:
    files = files or (".",)
    project = project_of(options, files)
    said = project.settings.settings.baseline
    path = Path(where or said or NAME)
    found = project.files(files)
    run = checked_run(project, found, project.cache(files))
    for problem in run.problems:
        click.echo(f"replylint: {problem.message}", err=True)
    if run.problems:
        # What could not be read must not look as if it were mended.
        sys.exit(2)
    applied = said is not None and os.path.abspath(said) == os.path.abspath(path)
    return _Checked(path, run, [file.path for file in found], applied)


def _show(counts: Counter[Known], sign: str) -> None:
    for line in _lines(counts, sign):
        click.echo(line)


def _lines(counts: Counter[Known], sign: str) -> Iterator[str]:
    for key, count in sorted(counts.items()):
        where = f"{key.file} ({key.title})" if key.title else key.file
        times = f" ({count} times)" if count > 1 else ""
        yield f"{sign} {where}: {key.rule}{times}{key.sentence and f': {key.sentence}'}"


def _findings(counts: Counter[Known]) -> str:
    number = counts.total()
    return f"{number} finding{'s' * (number != 1)}"
