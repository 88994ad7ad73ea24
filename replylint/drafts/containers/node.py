"""What a container holds: objects and lists as Python's own, and strings that know their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain

from replylint.drafts.mapped import MappedText, Piece
from replylint.report import Lines

DEEPEST = 100
"""How many objects and lists may stand inside each other; deeper files are refused, so a walk may recurse."""


class ContainerError(ValueError):
    """A file that is not valid in its format: what is wrong, and its 1-based line and column."""

    def __init__(self, message: str, text: str, offset: int) -> None:
        place = Lines(text).span(offset, offset)
        self.message = message
        self.line = place.line
        self.column = place.column
        super().__init__(f"line {self.line}, column {self.column}: {message}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string of a container: the place of its raw form in the file, and how that is read and written.

    The raw form is all that belongs to the string alone: with the quotation marks of JSON or of a cell, with
    the lines of a block of YAML.
    """

    start: int
    end: int
    """Code points of the file's text, half-open."""
    value: str
    """The text that the raw form stands for."""
    decode: Callable[[str], MappedText]
    """From a raw form in this style to its text, mapped to the raw form. Also used on an edited raw form, so
    it knows nothing of the file.

    Raises:
        ValueError: the raw form is not one whole string in this style.
    """
    encode: Callable[[str], str | None]
    """How words are written inside the raw form; None where this style cannot hold them."""

    @property
    def style(self) -> str:
        """A name of how it is read and written, the same in every process."""
        return f"{_named(self.decode)} {_named(self.encode)}"


Node = dict[str, "Node"] | list["Node"] | Scalar | int | float | bool | None


def _named(function: Callable[..., object]) -> str:
    if isinstance(function, partial):
        told = (_named(value) if callable(value) else repr(value) for value in function.args)
        return f"{_named(function.func)}({', '.join(told)})"
    return f"{function.__module__}.{function.__qualname__}"


def decoded(raw: str, changes: Iterable[tuple[int, int, str]]) -> MappedText:
    """The text of a raw form in which each ``(start, end, text)`` stands for something else.

    The changes come in order. What they do not name stands for itself, letter by letter; what they name maps
    as a whole.
    """
    parts: list[str] = []
    pieces: list[Piece] = []
    length = position = 0
    for start, end, text in chain(changes, [(len(raw), len(raw), "")]):
        if position < start:
            pieces.append(Piece(length, start - position, position, start, True))
            parts.append(raw[position:start])
            length += start - position
        if text:
            pieces.append(Piece(length, len(text), start, end, False))
            parts.append(text)
            length += len(text)
        position = end
    return MappedText("".join(parts), tuple(pieces))


def begin(text: str) -> int:
    """Where a file's text begins: after its byte order mark."""
    return 1 if text.startswith("\ufeff") else 0


def pointer(*steps: str | int) -> str:
    """The JSON Pointer (RFC 6901) of a place: ``/macros/0/actions/1/value``."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
