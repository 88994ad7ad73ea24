"""A bar on the terminal for runs that take a while."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from replylint.project.cache import Cache
from replylint.project.file import File
from replylint.project.project import Progress, Project
from replylint.report import Problem, Run

_LONG = 50
"""Files from which on a bar is shown."""


def checked_run(project: Project, files: Sequence[File | Problem], cache: Cache | None) -> Run:
    """The run of a project on files; says how far it is, and what is wrong with the cache."""
    with _progress(len(files)) as done:
        run = project.run(files, cache, done)
    if cache and cache.trouble:
        click.echo(f"replylint: {cache.trouble}", err=True)
    return run


@contextmanager
def _progress(files: int) -> Iterator[Progress | None]:
    """What a run tells how far it is; None where nobody would see it."""
    if files < _LONG or not sys.stderr.isatty() or os.environ.get("CI"):
        yield None
        return
    with click.progressbar(length=files, label="Checking", file=sys.stderr, show_pos=True) as bar:

        def done(count: int) -> None:
            bar.update(count - bar.pos)

        yield done
