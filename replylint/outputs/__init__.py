"""One module per output format; its name is the format's name, and there is nothing else to register.

A format module has ``render(run: Run, style: Style) -> Iterator[str]``, which yields lines.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from replylint.report import Run


@dataclass(frozen=True, slots=True)
class Style:
    """How the reader reads: with colour or not, and in how many columns."""

    color: bool = False
    width: int = 100


def formats() -> list[str]:
    """The names of all output formats."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def render(run: Run, format: str, style: Style) -> Iterator[str]:
    """The lines of a run in one of the `formats`."""
    lines: Iterator[str] = import_module(f"{__name__}.{format}").render(run, style)
    return lines
