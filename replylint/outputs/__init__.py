"""One module per output format; its name is the format's name, and there is nothing else to register.

A format module has ``render(run: Run, style: Style) -> Iterator[str]``, which yields lines. The same run
gives the same lines: no times, no absolute paths of the machine. Modules with an underscore are shared.
"""

from __future__ import annotations

import pkgutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from replylint.outputs._tally import headline
from replylint.report import RuleInfo, Run, Severity

__all__ = ["FOR_PEOPLE", "Style", "formats", "headline", "render", "statistics"]

FOR_PEOPLE = ("concise", "full")
"""Formats after which a line more does no harm; programs read the others."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a format is told beside the run: how its reader reads, and what the rules are."""

    color: bool = False
    width: int = 100
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
    """For formats that explain rules (``sarif``, ``html``): `Linter.catalogue.told()`."""


def formats() -> list[str]:
    """The names of all output formats."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name for name in names if not name.startswith("_"))


def render(run: Run, format: str, style: Style) -> Iterator[str]:
    """The lines of a run in one of the `formats`."""
    lines: Iterator[str] = import_module(f"{__name__}.{format}").render(run, style)
    return lines


def statistics(run: Run) -> Iterator[str]:
    """How many findings each rule has and in how many drafts, the most frequent first."""
    counts: Counter[tuple[str, Severity]] = Counter((f.rule, f.severity) for f in run.findings)
    drafts = Counter(key for report in run.reports for key in {(f.rule, f.severity) for f in report.findings})
    yield f"{headline(run)}:" if counts else f"{headline(run)}."
    for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:7} in {drafts[rule, severity]:5}  {severity:10}  {rule}"
