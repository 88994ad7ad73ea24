"""Fixing files: the drafts in a file are fixed one by one, and nothing else in it is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from replylint.drafts.source import Source, encode
from replylint.errors import DraftError
from replylint.fixes import Spared, nothing_spared
from replylint.project.file import File
from replylint.project.pool import linter_of
from replylint.report import Report


@dataclass(frozen=True)
class Fixed:
    """What becomes of a file."""

    before: str
    """Its text; of an e-mail the decoded part."""
    after: str
    drafts: int
    """How many of its drafts change."""
    remains: tuple[Report, ...]
    """What is still found."""


def fix_file(file: File, data: bytes, unsafe: bool, spared: Spared = nothing_spared) -> Fixed:
    """The content of a file with its safe suggestions made, with `unsafe` also those to be read once more.

    Findings that are `spared` are left as they are.

    Raises:
        DraftError: it cannot be read, or could not be read again with the changes.
    """
    linter, given = linter_of(file.setup), file.setup.given()
    sources = file.sources(data)
    was = tuple(linter.check_source(source, given) for source in sources)
    texts = [
        linter.fix_source(source, unsafe, given, spared) if report.findings else source.text
        for source, report in zip(sources, was, strict=True)
    ]
    changed = sum(text != source.text for source, text in zip(sources, texts, strict=True))
    before = _whole(sources, [source.text for source in sources])
    after = _whole(sources, texts)
    if not changed:
        return Fixed(before, before, 0, was)
    again = file.sources(encode(after, data))
    if [source.text for source in again] != texts:
        raise DraftError(f"{file.path}: could not be read again with its fixes, so it is left as it is.")
    remains = tuple(linter.check_source(source, given) for source in again)
    return Fixed(before, after, changed, remains)


def _whole(sources: Sequence[Source], texts: Sequence[str]) -> str:
    """The text of the file in which the drafts have these texts."""
    if not sources:
        return ""
    first = sources[0].origin
    if first is None:
        return texts[0]
    parts, position = [], 0
    for source, text in zip(sources, texts, strict=True):
        if source.origin:
            parts += [first.file[position : source.origin.scalar.start], text]
            position = source.origin.scalar.end
    return "".join((*parts, first.file[position:]))


def is_fixable(report: Report, unsafe: bool) -> bool:
    """Whether a report has a suggestion that could be made at all."""
    allowed = ("safe", "unsafe") if unsafe else ("safe",)
    return any(s.edits and s.applicability in allowed for f in report.findings for s in f.suggestions)
