"""A bar on the terminal for runs that take a while."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from replylint.project.project import Progress

_LONG = 50
"""Files from which on a bar is shown."""


@contextmanager
def progress(files: int) -> Iterator[Progress | None]:
    """What a run tells how far it is; None where nobody would see it."""
    if files < _LONG or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=files, label="Checking", file=sys.stderr, show_pos=True) as bar:

        def done(count: int) -> None:
            bar.update(count - bar.pos)

        yield done
