"""What a format hands on: the words a customer sees, and which of them are not the agent's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from replylint.drafts.mapped import MappedText
from replylint.packs import Pack


class LeftOut(StrEnum):
    """Why a stretch of a draft is not linted."""

    QUOTE = "quote"
    """Quoted history."""
    SIGNATURE = "signature"
    CODE = "code"
    TABLE = "table"
    """The cells of a table of data."""
    HIDDEN = "hidden"
    """Words in the source that no customer sees."""
    FRONT_MATTER = "front matter"
    """Data about a template, above it."""


UNSEEN = frozenset({LeftOut.HIDDEN, LeftOut.FRONT_MATTER})
"""What is left out and is no part of the visible text."""


NEUTRAL_CODE = "X"
"""What the grammar reads in the place of a word of code in a sentence: a name in every language."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the source (code points, half-open) that is left out; right in every later layer."""

    start: int
    end: int
    why: LeftOut


@dataclass(frozen=True)
class Layer:
    """Visible text with the marks that its format knows of."""

    text: MappedText
    marks: tuple[Mark, ...] = ()


Reader = Callable[[MappedText, Pack], Layer]
"""Reads one format: from source characters to visible ones."""


def read_text(text: MappedText, pack: Pack) -> Layer:
    """Plain text is seen as it stands."""
    return Layer(text)
