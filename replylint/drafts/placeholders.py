"""Merge fields: found by a table of syntaxes, typed by their name, read as a neutral word of that type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from replylint.packs import Pack, read_toml

FIELD, CHOICE, NOTE, TAG = "field", "choice", "note", "tag"
"""The kinds of placeholders: see rules/placeholders.toml."""

_OPTIONS = re.compile(r"[\[{]\s?(.*?)\s?[|/]")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A merge field: its span in the text it was found in, and what its name speaks of."""

    start: int
    end: int
    text: str
    """The field as it was written."""
    type: str
    """What it stands for: person, agent, order, date, money, number, company, link or text."""
    kind: str = FIELD
    name: str = ""
    """The name that the helpdesk fills, such as ``customer.first_name``; empty where it has none."""
    fallback: str = ""
    """What is shown where the field is empty."""

    def at(self, start: int, end: int) -> Placeholder:
        """The same field at another place."""
        return replace(self, start=start, end=end)


@dataclass(frozen=True)
class Syntax:
    """One way to write a placeholder."""

    of: str
    example: str
    kind: str
    opens: str
    """The characters that it can begin with."""
    regex: str


@dataclass(frozen=True, eq=False)
class Table:
    """The syntaxes of rules/placeholders.toml, compiled."""

    syntaxes: tuple[Syntax, ...]
    regex: re.Pattern[str]
    types: tuple[tuple[str, re.Pattern[str]], ...]
    names: tuple[re.Pattern[str], ...]
    phrase: re.Pattern[str]
    fallbacks: tuple[re.Pattern[str], ...]


@cache
def read_table(path: Path) -> Table:
    """The table of a file."""
    data: dict[str, Any] = read_toml(path)
    words = data["words"].replace("\\\n", "")
    syntaxes = tuple(
        Syntax(s["of"], s["example"], s.get("kind", FIELD), s["opens"], s["regex"].replace("@words", words))
        for s in data["syntax"]
    )
    # The group that fits tells the syntax; one look at a character spares all that cannot begin with it.
    alike: dict[str, list[str]] = {}
    for number, syntax in enumerate(syntaxes):
        alike.setdefault(syntax.opens, []).append(f"(?P<s{number}>{syntax.regex})")
    either = "|".join(f"(?=[{re.escape(opens)}])(?:{'|'.join(some)})" for opens, some in alike.items())
    opens = re.escape("".join({c: None for opens in alike for c in opens}))
    inside = data["inside"]
    return Table(
        syntaxes,
        re.compile(f"(?=[{opens}])(?:{either})"),
        tuple((t["name"], re.compile(t["regex"], re.IGNORECASE)) for t in data["type"]),
        tuple(map(re.compile, inside["name"])),
        re.compile(inside["phrase"]),
        tuple(map(re.compile, inside["fallback"])),
    )


def find_placeholders(
    text: str, directory: Path, own: Sequence[re.Pattern[str]] = ()
) -> Iterator[Placeholder]:
    """The merge fields of `text`, in order and apart from each other.

    `directory` is the one that holds ``placeholders.toml``; `own` are patterns of the user, which come first.
    """
    table = read_table(directory / "placeholders.toml")
    mine = [match for regex in own for match in regex.finditer(text) if match.group()]
    position = 0
    for match in sorted(mine, key=lambda m: m.start()):
        if match.start() >= position:
            yield from _listed(text, position, match.start(), table)
            yield _placeholder(match, FIELD, table, match.groupdict().get("name"))
            position = match.end()
    yield from _listed(text, position, len(text), table)


def _listed(text: str, start: int, end: int, table: Table) -> Iterator[Placeholder]:
    for match in table.regex.finditer(text, start, end):
        kind = table.syntaxes[int((match.lastgroup or "s0")[1:])].kind
        yield _placeholder(match, kind, table)


def _placeholder(match: re.Match[str], kind: str, table: Table, name: str | None = None) -> Placeholder:
    start, end, written = match.start(), match.end(), match.group()
    if kind == TAG:
        return Placeholder(start, end, written, TAG, TAG)
    type_, name, fallback = _described(written, kind, table, name)
    return Placeholder(start, end, written, type_, kind, name, fallback)


@lru_cache(2048)
def _described(written: str, kind: str, table: Table, name: str | None) -> tuple[str, str, str]:
    """The type, the name and the fallback of a field. Templates of one desk share their fields."""
    if name is None and kind != NOTE:
        phrase = table.phrase.match(written)
        name = phrase[1] if phrase else _first(table.names, written).strip("_")
    speaks = name or written
    type_ = next((type_ for type_, regex in table.types if regex.search(speaks)), "text")
    return type_, name or "", _first(table.fallbacks, written)


def _first(regexes: Sequence[re.Pattern[str]], text: str) -> str:
    return next((match[1] for regex in regexes if (match := regex.search(text))), "")


def neutral_word(placeholder: Placeholder, before: str, pack: Pack) -> str:
    """The word that the grammar reads in place of the merge field; `before` ends where it stands."""
    if placeholder.kind == TAG:
        return ""
    if placeholder.kind == CHOICE and (option := _OPTIONS.match(placeholder.text)):
        return option[1]
    words: dict[str, str] = pack.words.get("placeholder_words", {})
    # A word that stands for a whole phrase cannot follow "your".
    last = before.split()[-1].lower() if before[-1:].isspace() and before.strip() else ""
    usual = "noun" if last in pack.list("determiners") else "text"
    return words.get(usual if placeholder.type == "text" else placeholder.type) or words.get("text") or "X"
