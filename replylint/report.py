"""The report: what a check found. Frozen pydantic models, which are also the wire format.

All offsets are code points into the text as it was given (for mail: into the decoded part that
`Location.part` names), half-open; lines and columns are 1-based.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PrivateAttr

from replylint.errors import NotApplicable

SCHEMA_VERSION: Literal[1] = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Severity(StrEnum):
    """How much a finding matters. Compare with `at_least`."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"

    def at_least(self, other: Severity) -> bool:
        """Whether this severity is as grave as `other`, or graver."""
        order = list(Severity)
        return order.index(self) <= order.index(other)


def _as_text(name: object) -> object:
    """A name with escapes for what is no text in it, such as bytes of a file's name that are not UTF-8."""
    return name.encode("utf-8", "backslashreplace").decode() if isinstance(name, str) else name


_Name = Annotated[str, BeforeValidator(_as_text)]


class Location(_Model):
    """Where a draft comes from: a file, and inside it the e-mail part or the place in an export."""

    path: _Name | None = None
    part: str | None = None
    """For mail, the MIME type of the part into which offsets count, such as ``text/plain``."""
    pointer: _Name | None = None
    title: _Name | None = None

    def __str__(self) -> str:
        return self.path or "<text>"


class Span(_Model):
    """A place in the source: `start` and `end` are code points, half-open."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int

    def after(self, place: Span) -> Span:
        """The span of a text that begins at the start of `place`, in the text that `place` counts in."""
        return Span(
            start=place.start + self.start,
            end=place.start + self.end,
            line=place.line + self.line - 1,
            column=self.column + (place.column - 1) * (self.line == 1),
            end_line=place.line + self.end_line - 1,
            end_column=self.end_column + (place.column - 1) * (self.end_line == 1),
        )


class Lines:
    """Turns code point offsets of a source text into 1-based lines and columns."""

    def __init__(self, source: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", source))]

    def span(self, start: int, end: int) -> Span:
        """The span with its lines and columns."""
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Span(start=start, end=end, line=line, column=column, end_line=end_line, end_column=end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class Edit(_Model):
    """Replace the source text from `start` to `end` (code points, half-open) by `text`."""

    start: int
    end: int
    text: str


class Suggestion(_Model):
    """What the agent can say instead.

    `applicability` is ``safe`` (may be applied unseen), ``unsafe`` (deterministic, but read the result)
    or ``manual`` (has ``{slots}`` for facts that only the agent knows, or no edit at all).
    """

    text: str
    edits: tuple[Edit, ...] = ()
    applicability: Literal["safe", "unsafe", "manual"] = "manual"

    def after(self, place: Span) -> Suggestion:
        """As `Span.after`."""
        edits = (Edit(start=e.start + place.start, end=e.end + place.start, text=e.text) for e in self.edits)
        return self.model_copy(update={"edits": tuple(edits)})


class Related(_Model):
    """The other place that a finding speaks of."""

    span: Span
    excerpt: str
    note: str

    def after(self, place: Span) -> Related:
        """As `Span.after`."""
        return self.model_copy(update={"span": self.span.after(place)})


class Finding(_Model):
    """Something that harms, or something that is missing.

    `excerpt` is what the customer sees at `span`, `source_excerpt` what stands in the source.
    For something missing, `anchor` says on which side of `span` it belongs; otherwise it is None.
    `sentence` is the whole sentence it stands in, merge fields as they are written; empty for something
    missing.
    `path` names the branches of a template that have it, where not all do which show the place: ``when
    `order.delayed` is false``.
    `also` names rules whose findings on the same words were folded into this one.
    `fingerprint` stays the same when other parts of the draft or its place in the file change.
    """

    rule: str
    family: str
    severity: Severity
    message: str
    why: str
    sources: tuple[str, ...]
    span: Span
    excerpt: str
    source_excerpt: str
    sentence: str = ""
    location: Location
    anchor: Literal["before", "after"] | None = None
    path: str | None = None
    related: tuple[Related, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    also: tuple[str, ...] = ()
    fingerprint: str

    def inside(self, place: Span, location: Location) -> Finding:
        """As `Report.inside`."""
        moved = {
            "location": location,
            "span": self.span.after(place),
            "related": tuple(related.after(place) for related in self.related),
            "suggestions": tuple(suggestion.after(place) for suggestion in self.suggestions),
        }
        return self.model_copy(update=moved)


class Act(_Model):
    """A speech act that was found, such as ``apology``.

    An act that does not count (a conditional apology, a next step without a time) has `valid` False and
    a `note` that says why.
    """

    name: str
    valid: bool
    span: Span
    excerpt: str
    note: str = ""

    def after(self, place: Span) -> Act:
        """As `Span.after`."""
        return self.model_copy(update={"span": self.span.after(place)})


class Credit(_Model):
    """One line of the tally at the end of a draft: what the reply does well and what it still lacks.

    `state` is ``present``, ``partial`` (it is there and lacks something: ``no time``) or ``missing``; `note`
    says what it lacks, or why what looks like it does not count.
    """

    act: str
    label: str
    state: Literal["present", "partial", "missing"]
    note: str = ""


class Suppressed(_Model):
    """A finding that a comment in the draft keeps out of the report, with the reason that it gives.

    `rule` is the rule that found something at `span`; `comment` is where the comment stands, or None where
    that is outside the text, above an entry of a container.
    """

    rule: str
    span: Span
    reason: str
    comment: Span | None = None

    def after(self, place: Span) -> Suppressed:
        """As `Span.after`."""
        comment = self.comment and self.comment.after(place)
        return self.model_copy(update={"span": self.span.after(place), "comment": comment})


class SkippedRule(_Model):
    """A rule that could not run on this draft, and why (for example: it needs a parser)."""

    rule: str
    reason: str


class Report(_Model):
    """Everything that one check found in one draft.

    `ok` is True when there is no finding of severity error or warning. `skipped` says why a draft was not
    linted at all (an internal note, a language that no pack covers), else it is None.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    ok: bool
    location: Location
    extent: Span | None = None
    """In an export, where the draft stands in its file; None where the file is the draft."""
    language: str
    profile: str
    profile_reason: str
    skipped: str | None = None
    findings: tuple[Finding, ...] = ()
    acts: tuple[Act, ...] = ()
    credits: tuple[Credit, ...] = ()
    skipped_rules: tuple[SkippedRule, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    """Findings that comments in the draft suppress: they are none of `findings` and change no `ok`."""
    notes: tuple[str, ...] = ()
    """What could not be read as it was written, such as characters of an unknown charset."""
    truncated: bool = False
    """True when the draft was longer than `max_chars` and only its beginning was read."""

    paths_read: int = 1
    paths_total: int = 1
    """Of a template with branches: how many paths through it were read, with every branch in them, and how
    many there are (at most, where not all were read; 1000000 stands for more)."""

    _source: str = PrivateAttr(default="")

    def with_source(self, source: str) -> Report:
        """The same report, which also remembers the source text (never serialised) for `apply`."""
        self._source = source
        return self

    def inside(self, file: str, place: Span, location: Location) -> Report:
        """The report on a draft that stands at `place` in the text of a file: all its places count there."""
        moved = {
            "location": location,
            "extent": place,
            "findings": tuple(finding.inside(place, location) for finding in self.findings),
            "acts": tuple(act.after(place) for act in self.acts),
            "suppressed": tuple(suppressed.after(place) for suppressed in self.suppressed),
        }
        return self.model_copy(update=moved).with_source(file)

    @property
    def source(self) -> str:
        """The text that was checked, into which all spans count; never serialised."""
        return self._source

    def exceeds(self, severity: Severity | str) -> bool:
        """Whether any finding is of `severity` or graver."""
        floor = Severity(severity)
        return any(finding.severity.at_least(floor) for finding in self.findings)

    def apply(self, suggestion: Suggestion) -> str:
        """The source text with the edits of `suggestion` made.

        Raises:
            NotApplicable: the suggestion has slots that only the agent can fill, or no edit.
        """
        if not suggestion.edits:
            raise NotApplicable(f"“{suggestion.text}” must be written by hand: it has no exact edit.")
        text = self.source
        for edit in sorted(suggestion.edits, key=lambda e: e.start, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return text


class RuleInfo(_Model):
    """What can be told of a rule beside its findings."""

    family: str
    severity: Severity
    definition: str
    why: str
    say: tuple[str, ...]
    """What the agent can say instead."""
    sources: tuple[str, ...]
    """Titles of those who say so."""


class Problem(_Model):
    """A file that could not be read; the run goes on without it."""

    path: _Name
    message: _Name


class PackInfo(_Model):
    """A pack of rules that a run judged by: the shipped one is called ``replylint``."""

    name: str
    version: str
    digest: str
    """The SHA-256 digest of its data files."""


class Run(_Model):
    """The reports of several drafts, in the order they were given, and the files that could not be read."""

    schema_version: Literal[1] = SCHEMA_VERSION
    reports: tuple[Report, ...] = ()
    problems: tuple[Problem, ...] = ()
    passed_over: tuple[str, ...] = ()
    """Data files in the folders that were searched in which no replies were recognised."""
    baselined: int = 0
    """Findings that are left out because a baseline holds them."""
    packs: tuple[PackInfo, ...] = ()
    """The packs of rules in play: the shipped one, then further ones by name."""
    rulebook: str = ""
    """The SHA-256 digest of replylint's version and all packs: with the same one, the same words are judged
    alike."""

    @property
    def ok(self) -> bool:
        """True when every draft is ok and every file could be read."""
        return not self.problems and all(report.ok for report in self.reports)

    @property
    def findings(self) -> Iterator[Finding]:
        """All findings of all drafts."""
        return (finding for report in self.reports for finding in report.findings)

    @property
    def further_packs(self) -> tuple[PackInfo, ...]:
        """The packs beside the shipped one."""
        return self.packs[1:]

    def exceeds(self, severity: Severity | str) -> bool:
        """Whether any finding of any draft is of `severity` or graver."""
        return any(report.exceeds(severity) for report in self.reports)
