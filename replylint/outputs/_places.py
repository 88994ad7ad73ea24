"""Where a finding stands, as other programs name places."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePath

from replylint.report import Finding, Lines, Location, Report, Run

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""The checkout of a CI run, from which its readers count paths; a job may start in a subfolder."""


def relative(path: str | None) -> str:
    """The path from the checkout or the working directory, with forward slashes; outside both, as given."""
    if path is None:
        return "<text>"
    if path.startswith("<"):
        return path
    full = Path(os.path.abspath(path))
    for root in (*(os.environ.get(name) for name in ROOTS), os.getcwd()):
        if root and full.is_relative_to(root):
            return _whole(full.relative_to(root).as_posix())
    return _whole(PurePath(path).as_posix())


def _whole(path: str) -> str:
    """The path with bytes that are no text replaced, as no format can hold them."""
    return path.encode("utf-8", "replace").decode()


def inside(location: Location) -> str:
    """The place inside a file that lines cannot tell: a macro's title and pointer, or the part of a mail."""
    parts = (location.title, location.pointer, location.part)
    return ", ".join(" ".join(part.split()) for part in parts if part)


def in_file(location: Location) -> bool:
    """Whether lines and columns count in the file; those of a mail count in its decoded part."""
    return location.part is None


def told(finding: Finding) -> str:
    """What a finding says, and in which branches of a template."""
    return f"{finding.message} ({finding.path})" if finding.path else finding.message


def message(finding: Finding) -> str:
    """What a finding says, and where inside its file, for formats that show a message and a line only."""
    place = inside(finding.location)
    if not in_file(finding.location):
        place += f", line {finding.span.line}"
    return f"{told(finding)} [{place}]" if place else told(finding)


def identified(run: Run) -> Iterator[tuple[Report, Finding, str]]:
    """Every finding with its report and an identity, which is unique in the run and free of line numbers.

    The same sentence stands in many macros of a company; a reader that sees an identity twice shows it once.
    """
    seen: Counter[str] = Counter()
    for report in run.reports:
        where = report.location
        # A title stays when another macro is put before it in the export, a pointer does not.
        place = (relative(where.path), where.part or "", where.title or where.pointer or "")
        for finding in report.findings:
            name = "\0".join((*place, finding.fingerprint))
            seen[name] += 1
            identity = f"{name}\0{seen[name]}"
            yield report, finding, hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=2)
def lines(source: str) -> Lines:
    """The lines of a source; an export has one for all of its macros."""
    return Lines(source)
