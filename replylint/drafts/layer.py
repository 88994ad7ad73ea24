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
