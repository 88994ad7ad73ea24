"""Merge fields: found by a table of syntaxes, typed by their name, read as a neutral word of that type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from replylint.packs import Pack, read_toml


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A merge field: its span in the text it was found in, and the type its name speaks of."""

    start: int
    end: int
    type: str
    note: bool = False
    """Whether it is a note to the author of a template rather than a field that the helpdesk fills."""


@dataclass(frozen=True)
class _Table:
    syntaxes: re.Pattern[str]
    types: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _table(path: Path) -> _Table:
    data: dict[str, Any] = read_toml(path)
    # Named groups tell a field, which stands for a word, from a tag, which stands for nothing.
    kinds = {
        kind: "|".join(f"(?:{s['regex']})" for s in data["syntax"] if s.get("kind", "field") == kind)
        for kind in ("note", "field", "tag")
    }
    types = tuple((name, re.compile(regex, re.IGNORECASE)) for name, regex in data["types"].items())
    return _Table(re.compile("|".join(f"(?P<{kind}>{regex})" for kind, regex in kinds.items())), types)


def find_placeholders(text: str, directory: Path) -> Iterator[Placeholder]:
    """The merge fields of `text`, in order. `directory` is the one that holds ``placeholders.toml``.

    The type ``tag`` is a control tag, which the customer never sees.
    """
    table = _table(directory / "placeholders.toml")
    for match in table.syntaxes.finditer(text):
        if match.lastgroup == "tag":
            yield Placeholder(match.start(), match.end(), "tag")
        else:
            name = match.group()
            kind = next((kind for kind, regex in table.types if regex.search(name)), "text")
            yield Placeholder(match.start(), match.end(), kind, match.lastgroup == "note")


def neutral_word(placeholder: Placeholder, pack: Pack) -> str:
    """The word that the grammar reads in place of the merge field."""
    if placeholder.type == "tag":
        return ""
    words: dict[str, str] = pack.words.get("placeholder_words", {})
    return words.get(placeholder.type) or words.get("text") or "X"
