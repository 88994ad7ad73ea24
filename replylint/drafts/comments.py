"""Comments in a draft that speak to replylint: ``replylint: ignore[rule, other-rule] reason``.

A format hides its comments from the customer, a template language its own; any other one is seen. The words
of a comment are no words of the reply, seen or not, and reach no reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from replylint.drafts.layer import LeftOut, Mark
from replylint.drafts.mapped import MappedText
from replylint.packs import read_toml

FRONT = "front matter"
"""The place above a text, where comments are those of YAML."""
_ANYWHERE = "anywhere"
_NAME = "replylint"
_DIRECTIVE = re.compile(
    rf"{_NAME}\s*:\s*(?P<verb>ignore(?:-file)?)(?![\w-])\s*(?:\[(?P<rules>[^\[\]]*)\](?P<reason>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_NEXT = re.compile(rf"\s(?={_NAME}\s*:)", re.IGNORECASE)
_MARKS = " \t\r\n#-–—:,"
_LONGEST_REASON = 500

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment above an entry of a container, which speaks of the entry as a whole.

    `start` and `end` are its code points in the container, `text` is what stands there, with its marks or
    without.
    """

    start: int
    end: int
    text: str


class Scope(StrEnum):
    """What a comment speaks of, by its word for it."""

    BLOCK = "ignore"
    """The block that it stands in, or else the next one."""
    FILE = "ignore-file"
    """The whole draft."""


class Seen(StrEnum):
    """Whether the customer would see a comment."""

    NEVER = "never"
    IN_DRAFT = "in-draft"
    """Where no template engine takes it out."""
    ALWAYS = "always"


class Fault(StrEnum):
    """Why a comment cannot be understood."""

    MALFORMED = "malformed"
    NO_RULE = "no-rule"
    NO_REASON = "no-reason"


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment says; `start` and `end` are the code points of the comment in the source."""

    start: int
    end: int
    text: str
    """What was written, without the marks of a comment."""
    scope: Scope
    rules: tuple[str, ...] = ()
    """The names of rules, as they were written."""
    reason: str = ""
    fault: Fault | None = None
    seen: Seen = Seen.NEVER
    after_words: bool = False
    """Whether words stand before it on its line: then it speaks of their block."""
    outside: bool = False
    """Whether it stands outside the text, in the container: then it has no place in the source."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to write a comment."""

    of: str
    example: str
    closes: re.Pattern[str]
    hidden_in: frozenset[str]
    """The formats that do not show it; none where a template language takes it out."""


@dataclass(frozen=True, eq=False)
class Table:
    """The syntaxes of rules/comments.toml, compiled."""

    syntaxes: tuple[Syntax, ...]
    opening: dict[str, re.Pattern[str]]
    """For each format, and for what is seen, the beginnings of comments; the group numbers the syntax."""
    meant: re.Pattern[str]
    bare: re.Pattern[str]
    """A line that says it without being a comment."""


@cache
def read_comments(path: Path) -> Table:
    """The table of a file."""
    data: dict[str, Any] = read_toml(path)
    syntaxes = tuple(
        Syntax(s["of"], s["example"], re.compile(s["closes"]), frozenset(s.get("hidden_in", ())))
        for s in data["syntax"]
    )
    opens: dict[str, list[str]] = {}
    for number, (syntax, written) in enumerate(zip(syntaxes, data["syntax"], strict=True)):
        # The signs of YAML are a heading, a number or a tag everywhere else.
        anywhere = () if syntax.hidden_in == {FRONT} else (_ANYWHERE,)
        for place in (*syntax.hidden_in, *anywhere):
            opens.setdefault(place, []).append(f"(?P<s{number}>{written['opens']})")
    verbs = "|".join(map(re.escape, sorted(data["verbs"], key=len, reverse=True)))
    marks = r"(?:[#/*;%!<-]{1,4}[ \t]{0,3})?"
    return Table(
        syntaxes,
        {p: re.compile(rf"(?:{'|'.join(o)})(?=\s{{0,40}}(?i:{_NAME})\b)") for p, o in opens.items()},
        re.compile(rf"{_NAME}\s*(?::|[\s-]\s*(?:{verbs})\b)", re.IGNORECASE),
        re.compile(
            rf"(?:(?m:^)[ \t]{{0,9}}{marks}{_NAME}[ \t]{{0,9}}:[ \t]{{0,9}}(?:{verbs})\b"
            rf"|{marks}(?<![\w.-]){_NAME}[ \t]{{0,9}}:[ \t]{{0,9}}ignore(?:-file)?[ \t]{{0,9}}\[).*",
            re.IGNORECASE,
        ),
    )


def speaks(source: str) -> bool:
    """Whether there can be such a comment in a source at all: most have none."""
    return _NAME in source or _NAME in source.lower()


def holds_directive(written: str) -> bool:
    """Whether a word of code is such a comment: then its words are read, to be found as one that is seen."""
    return _DIRECTIVE.search(written) is not None


def hidden_directives(
    source: MappedText, format: str, marks: Sequence[Mark], front: int, directory: Path
) -> list[Directive]:
    """What the comments say that a format hides, and those in the front matter, which ends at `front`."""
    table = read_comments(directory / "comments.toml")
    found = list(_scanned(source.text, 0, front, FRONT, table))
    for mark in marks:
        if mark.why is LeftOut.HIDDEN:
            found += _scanned(source.text, *source.visible(mark.start, mark.end), format, table)
    return [
        directive
        for start, end, inside, _, _ in found
        for directive in _said(inside, *source.to_source(start, end), Seen.NEVER)
    ]


def seen_directives(text: MappedText, directory: Path) -> tuple[list[Directive], list[Span]]:
    """What the comments say that stand in visible text, and the visible spans of these comments."""
    table = read_comments(directory / "comments.toml")
    found = list(_scanned(text.text, 0, len(text.text), _ANYWHERE, table))
    said: list[tuple[int, int, str, Seen]] = []
    position = 0
    for start, end, inside, syntax, closed in [*found, (len(text.text), len(text.text), "", None, True)]:
        for bare in table.bare.finditer(text.text, position, start):
            said.append((bare.start(), bare.end(), bare.group().lstrip("#/*;%!<- \t").rstrip(), Seen.ALWAYS))
        if syntax is not None:
            hidden = closed and not syntax.hidden_in
            said.append((start, end, inside, Seen.IN_DRAFT if hidden else Seen.ALWAYS))
        position = end
    directives = [
        d for start, end, inside, seen in said for d in _said(inside, *text.to_source(start, end), seen)
    ]
    return directives, [(start, end) for start, end, _, _ in said]


def outside_directives(comments: Sequence[Comment], directory: Path) -> list[Directive]:
    """What the comments above an entry say: all of it about the whole entry."""
    if not comments:
        return []
    table = read_comments(directory / "comments.toml")
    found = []
    for comment in comments:
        begun = re.search(_NAME, comment.text, re.IGNORECASE)
        if begun and table.meant.match(comment.text, begun.start()):
            # Their marks are those of another format.
            inside = comment.text[begun.start() :].rstrip("-*/#> \t\r\n")
            found += list(_said(inside, 0, 0, Seen.NEVER, outside=True))
    return found


_Found = tuple[int, int, str, Syntax | None, bool]
"""Start and end of a comment, what stands in it, its syntax, and whether it is closed."""


def _scanned(text: str, start: int, end: int, place: str, table: Table) -> Iterator[_Found]:
    """The comments between two places. One that nothing closes ends with its line."""
    opening = table.opening.get(place)
    position, unclosed = start, set[int]()
    while opening and (opened := opening.search(text, position, end)):
        number = int((opened.lastgroup or "s0")[1:])
        syntax = table.syntaxes[number]
        closed = None if number in unclosed else syntax.closes.search(text, opened.end(), end)
        if closed:
            stop, position = closed.start(), closed.end()
        else:
            unclosed.add(number)
            line_end = text.find("\n", opened.end(), end)
            stop = position = line_end if line_end >= 0 else end
        inside = text[opened.end() : stop].strip()
        if table.meant.match(inside):
            begin = opened.start() + len(opened.group()) - len(opened.group().lstrip(" "))
            yield begin, position, inside, syntax, closed is not None


def _said(inside: str, start: int, end: int, seen: Seen, outside: bool = False) -> Iterator[Directive]:
    """Each directive of a comment; more than one stand one below the other."""
    for text in map(str.strip, _NEXT.split(inside)):
        match = _DIRECTIVE.match(text)
        verb, named, why = (group or "" for group in match.groups()) if match else ("", "", "")
        rules = tuple(dict.fromkeys(filter(None, map(str.strip, named.split(",")))))
        reason = " ".join(why.strip(_MARKS).split())[:_LONGEST_REASON]
        fault = None
        if match is None:
            fault = Fault.MALFORMED
        elif not rules:
            fault = Fault.NO_RULE
        elif not any(map(str.isalpha, reason)):
            fault = Fault.NO_REASON
        scope = Scope.FILE if outside or verb.lower() == "ignore-file" else Scope.BLOCK
        yield Directive(start, end, text, scope, rules, reason, fault, seen, outside=outside)


def gaps(text: str, spans: Sequence[Span]) -> list[Span]:
    """What goes with comments at these places, so that the text reads as if they had never been there.

    Of a line that holds nothing else nothing remains, of two stretches of blanks around one the first.
    """
    joined: list[Span] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip(" \t"):
            start = joined.pop()[0]
        joined.append((start, end))
    return [_gap(text, start, end) for start, end in joined]


def _gap(text: str, start: int, end: int) -> Span:
    before, after = start, end
    while before and text[before - 1] in " \t":
        before -= 1
    while after < len(text) and text[after] in " \t":
        after += 1
    begins = before == 0 or text[before - 1] == "\n"
    ends = after == len(text) or text[after] in "\r\n"
    if begins and ends:
        return before, after + (2 if text.startswith("\r\n", after) else after < len(text))
    if ends:
        return before, after
    return start, after if begins or before < start else end
