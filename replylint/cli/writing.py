"""Where the report of a run goes: standard output, a file, and the summary page of a GitHub job."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from replylint.drafts.atomic import put
from replylint.errors import ConfigError

_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


def write_out(text: bytes, aside: bool = False) -> None:
    """Write UTF-8 to standard output, or with `aside` to standard error.

    Raises:
        ConfigError: it cannot be written, as on a disk that is full.
    """
    try:
        terminal = (sys.stderr if aside else sys.stdout).isatty()
        click.echo(text.decode("utf-8") if terminal else text, nl=False, err=aside)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        # What could not be written must not be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise ConfigError(f"Standard output cannot be written ({error.strerror}).") from None


def write_report(path: str, data: bytes) -> None:
    """Write a report to a file in a single step, so that a failure leaves the old file or none.

    Raises:
        ConfigError: the file cannot be written.
    """
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            # A pipe or a device has no place to be put in; a directory fails here with its reason.
            with open(target, "wb") as file:
                file.write(data)
        else:
            put(target, data)
    except OSError as error:
        raise ConfigError(f"--output {path}: cannot be written ({error.strerror}).") from None


def write_step_summary(lines: Iterable[str]) -> None:
    """Add the summary of a run to the page of its GitHub job, where there is one.

    Raises:
        ConfigError: GitHub's file for it cannot be written.
    """
    path = os.environ.get(_STEP_SUMMARY)
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise ConfigError(f"{_STEP_SUMMARY}: {path} cannot be written ({error.strerror}).") from None
