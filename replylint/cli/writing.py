"""Where the report of a run goes: standard output, a file, and the summary page of a GitHub job."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkstemp

from replylint.errors import ConfigError
from replylint.outputs import Style, render
from replylint.report import Run

_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


def write_report(path: str, lines: Iterable[str]) -> None:
    """Write the lines to a file in a single step, so that a failure leaves the old file or none.

    Raises:
        ConfigError: the file cannot be written.
    """
    target = Path(path).resolve()
    beside: Path | None = None
    try:
        if target.exists() and not target.is_file():
            # A pipe or a device has no place to be put in; a directory fails here with its reason.
            _write(os.open(target, os.O_WRONLY), lines)
            return
        descriptor, name = mkstemp(prefix=f".{target.name}.", dir=target.parent)
        beside = Path(name)
        _write(descriptor, lines)
        beside.chmod(target.stat().st_mode if target.exists() else _usual_mode())
        beside.replace(target)
    except OSError as error:
        raise ConfigError(f"--output {path}: cannot be written ({error.strerror}).") from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def write_step_summary(run: Run, style: Style) -> None:
    """Add the summary of a run to the page of its GitHub job, where there is one.

    Raises:
        ConfigError: GitHub's file for it cannot be written.
    """
    path = os.environ.get(_STEP_SUMMARY)
    if not path:
        return
    try:
        with open(path, "a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(f"{line}\n" for line in render(run, "markdown", style))
    except OSError as error:
        raise ConfigError(f"{_STEP_SUMMARY}: {path} cannot be written ({error.strerror}).") from None


def _write(descriptor: int, lines: Iterable[str]) -> None:
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
