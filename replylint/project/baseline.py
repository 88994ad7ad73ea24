"""A baseline: the findings that a team lives with for now, so that only new ones fail a build.

A finding is known by its rule, its file (and in an export the macro's title), and its sentence; never by a
line, so that it stays known when its file is edited elsewhere. Each is counted, and counts may only fall.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from replylint.drafts.atomic import put
from replylint.errors import ConfigError
from replylint.report import Finding, Location, Report, Run, Severity

NAME = "replylint-baseline.json"
_VERSION = 1


class Known(NamedTuple):
    """What tells a finding of a baseline from others."""

    file: str
    """Relative to the baseline's folder, with forward slashes."""
    title: str
    """The macro's in an export; its place where it has none; empty elsewhere."""
    rule: str
    sentence: str
    """Empty where something is missing."""


@dataclass(frozen=True)
class Baseline:
    """Known findings with their counts, and the file that they stand in."""

    path: Path
    counts: Counter[Known]

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """The baseline in a file.

        Raises:
            ConfigError: the file is missing or no baseline; names the place.
        """
        try:
            data = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            raise ConfigError(
                f"{path}: there is no such baseline. Make it with:  replylint baseline write"
            ) from None
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror}).") from None
        except (ValueError, RecursionError) as error:
            raise ConfigError(
                f"{path}: is not valid JSON ({error}). Restore it, or make it anew with:  "
                "replylint baseline write"
            ) from None
        return cls(path, _counts(path, data))

    @classmethod
    def of(cls, path: Path, run: Run) -> Baseline:
        """What a baseline at `path` would hold of a run."""
        root = path.absolute().parent
        return cls(path, Counter(known(finding, root) for finding in run.findings))

    def write(self) -> None:
        """Write the file in a single step, a line for each finding, so that a review shows what changed.

        Raises:
            ConfigError: it cannot be written.
        """
        rows = (
            json.dumps({k: v for k, v in (*key._asdict().items(), ("count", count)) if v}, ensure_ascii=False)
            for key, count in sorted(self.counts.items())
        )
        listed = ",".join(f"\n    {row}" for row in rows)
        text = f'{{\n  "baseline": {_VERSION},\n  "findings": [{listed}\n  ]\n}}\n'
        try:
            put(self.path, text.encode("utf-8", "replace"))
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot be written ({error.strerror}).") from None

    def elsewhere(self, files: Iterable[str]) -> Counter[Known]:
        """What it holds of files that are not among `files` (those that were checked) and are still there."""
        root = self.path.absolute().parent
        checked = {file_of(file, root) for file in files}
        return Counter(
            {k: n for k, n in self.counts.items() if k.file not in checked and (root / k.file).exists()}
        )

    def gone(self, run: Run, files: Iterable[str]) -> Counter[Known]:
        """What it holds that a run on `files` no longer found, as far as they could be read."""
        unread = {problem.path for problem in run.problems}
        read = (file for file in files if file not in unread)
        return self.counts - Baseline.of(self.path, run).counts - self.elsewhere(read)

    def holds(self, finding: Finding) -> bool:
        """Whether it knows a finding like this one, however often."""
        return self.counts[known(finding, self.path.absolute().parent)] > 0

    def applied(self, run: Run) -> Run:
        """The run without the findings that are known; of each as many as are counted."""
        left = Counter(self.counts)
        root = self.path.absolute().parent
        reports = tuple(_without(report, left, root) for report in run.reports)
        held = sum(len(a.findings) - len(b.findings) for a, b in zip(run.reports, reports, strict=True))
        return run.model_copy(update={"reports": reports, "baselined": held})


def known(finding: Finding, root: Path) -> Known:
    """How a baseline in the folder `root` knows a finding."""
    return Known(
        file_of(finding.location.path, root), _title(finding.location), finding.rule, finding.sentence
    )


def _without(report: Report, left: Counter[Known], root: Path) -> Report:
    new = []
    for finding in report.findings:
        key = known(finding, root)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    if len(new) == len(report.findings):
        return report
    ok = not any(finding.severity.at_least(Severity.WARNING) for finding in new)
    changed = report.model_copy(update={"findings": tuple(new), "ok": ok})
    return changed.with_source(report.source)


def file_of(path: str | None, root: Path) -> str:
    """How a baseline in the folder `root` names a file."""
    if path is None or path.startswith("<"):
        return path or "<text>"
    # A name that is not UTF-8 stands in reports with escapes.
    name = Path(os.path.relpath(path, root)).as_posix()
    return name.encode("utf-8", "backslashreplace").decode()


def _title(location: Location) -> str:
    # A title stays when another macro is put before it in the export; a pointer does not.
    return location.title or location.pointer or ""


def _counts(path: Path, data: Any) -> Counter[Known]:
    if not isinstance(data, dict) or data.get("baseline") != _VERSION:
        raise ConfigError(
            f'{path}: is no baseline of this version ("baseline": {_VERSION}). '
            "Make it anew with:  replylint baseline write"
        )
    return Counter(dict(_read(path, data.get("findings"))))


def _read(path: Path, rows: Any) -> Iterator[tuple[Known, int]]:
    if not isinstance(rows, list):
        raise ConfigError(f'{path}: "findings" must be a list.')
    for number, row in enumerate(rows):
        values = [row.get(key, "") for key in Known._fields] if isinstance(row, dict) else []
        count = row.get("count", 1) if isinstance(row, dict) else None
        whole = len(values) == len(Known._fields) and all(isinstance(value, str) for value in values)
        if not whole or not isinstance(count, int) or count < 1:
            raise ConfigError(f"{path}: /findings/{number} is no finding of a baseline. Remove it.")
        yield Known(*values), count
