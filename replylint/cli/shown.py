"""What a run shows, as plain lines: the same whether it was just made or is remembered."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from replylint.outputs import Style, headline, render, statistics
from replylint.outputs._places import ROOTS
from replylint.project.baseline import Baseline
from replylint.project.cache import Cache, digest
from replylint.project.file import File
from replylint.project.project import Project
from replylint.report import Problem, RuleInfo, Run, Severity

_NAMED = 4
"""So many files that hold no replies are named."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the findings are to be shown."""

    format: str
    color: bool
    width: int
    statistics: bool
    summary: bool
    """Whether the summary of a GitHub job is written, too."""

    @classmethod
    def of(cls, format: str, output: str | None, statistics: bool) -> Look:
        """As the terminal and the environment have it."""
        color = not output and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        return cls(format, color, width(), statistics, format == "github")


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is told of a run."""

    text: bytes
    """What is printed, in UTF-8: of thousands of drafts it is long, and is handed on as it is."""
    headline: str
    statistics: list[str]
    summary: list[str]
    problems: list[str]
    severities: list[str]
    """Those that a finding has."""
    passed_over: str = ""
    """Which files of data hold no replies, as a sentence."""
    gone: int = 0
    """How many findings of the baseline are no longer there."""
    notes: Sequence[str] = ()
    """What else there is to say, and changes nothing."""

    @classmethod
    def of(
        cls, run: Run, look: Look, rules: dict[str, RuleInfo], gone: int = 0, notes: Sequence[str] = ()
    ) -> Shown:
        style = Style(look.color, look.width, rules)
        return cls(
            text="".join(f"{line}\n" for line in render(run, look.format, style)).encode("utf-8", "replace"),
            headline=headline(run),
            statistics=list(statistics(run)) if look.statistics else [],
            summary=list(render(run, "markdown", style)) if look.summary else [],
            problems=[problem.message for problem in run.problems],
            severities=sorted({str(finding.severity) for finding in run.findings}),
            passed_over=_passed_over(run.passed_over),
            gone=gone,
            notes=notes,
        )

    def exceeds(self, floor: str) -> bool:
        """Whether any finding is of a severity or graver; none is for ``never``."""
        return floor != "never" and any(Severity(s).at_least(Severity(floor)) for s in self.severities)


def _passed_over(paths: Sequence[str]) -> str:
    if not paths:
        return ""
    named = ", ".join(paths[:_NAMED]) + (", …" if len(paths) > _NAMED else "")
    holds = "1 data file holds" if len(paths) == 1 else f"{len(paths)} data files hold"
    return f"{holds} no replies that are recognised: {named}. See [[source]] in docs/exports.md."


def key(project: Project, files: Iterable[File | Problem], look: Look, baseline: Baseline | None) -> bytes:
    """The key of what is shown of some files."""
    known = [str(baseline.path.absolute()), repr(sorted(baseline.counts.items()))] if baseline else []
    told = (file.message if isinstance(file, Problem) else file.key.hex() for file in files)
    # Paths are shown from where the command runs.
    world = [os.getcwd(), *(os.environ.get(name, "") for name in ROOTS)]
    return digest("shown", project.key, repr(look), repr(known), repr(project.searched), *world, *told)


def remembered(cache: Cache, key: bytes) -> Shown | None:
    """What was shown before."""
    value = cache.get([key]).get(key)
    if value is None:
        return None
    told, _, text = value.partition(b"\n")
    return Shown(text=text, **json.loads(told))


def remember(cache: Cache, key: bytes, shown: Shown) -> None:
    """Keep it for the next run."""
    told = {name: value for name, value in asdict(shown).items() if name != "text"}
    cache.put({key: json.dumps(told).encode("utf-8") + b"\n" + shown.text})


def width() -> int:
    """The columns to write in."""
    return min(shutil.get_terminal_size((100, 24)).columns, 120)
