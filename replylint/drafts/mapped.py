"""Mapped text: visible words, and for every character of them the source characters it came from.

A mapped text is built in layers. Each layer replaces some spans of the text below it (a CRLF by a line
feed, a merge field by a neutral word, a tag by nothing), and the result maps straight to the source.
All offsets are code points, half-open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """`length` visible characters from `start` on that stand for source[source_start:source_end].

    An exact piece maps character by character; any other maps as a whole.
    """

    start: int
    length: int
    source_start: int
    source_end: int
    exact: bool

    @property
    def end(self) -> int:
        return self.start + self.length


class MappedText:
    """Immutable visible text with a piecewise map to its source; the pieces stand in the source's order."""

    __slots__ = ("_source_ends", "_starts", "pieces", "text")

    def __init__(self, text: str, pieces: tuple[Piece, ...]) -> None:
        self.text = text
        self.pieces = pieces
        self._starts = [piece.start for piece in pieces]
        self._source_ends = [piece.source_end for piece in pieces]

    @classmethod
    def of(cls, source: str) -> MappedText:
        """The source as it stands."""
        return cls(source, (Piece(0, len(source), 0, len(source), True),) if source else ())

    def __len__(self) -> int:
        return len(self.text)

    def replace(self, changes: Iterable[tuple[int, int, str]], letters: bool = True) -> MappedText:
        """A new layer in which each ``(start, end, text)``, in order and without overlap, is replaced.

        A replacement maps as a whole to all that it replaces; with `letters` one of the same length maps
        character by character. Deleted text belongs to no visible character.
        """
        changes = list(changes)
        if not changes:
            return self
        parts: list[str] = []
        pieces: list[Piece] = []
        length = 0
        position = 0

        def keep(start: int, end: int) -> None:
            nonlocal length
            for piece in self._cut(start, end):
                pieces.append(Piece(length, piece.length, piece.source_start, piece.source_end, piece.exact))
                length += piece.length
            parts.append(self.text[start:end])

        for start, end, text in changes:
            if start < position or end < start or end > len(self.text):
                raise ValueError(f"changes must be in order and inside the text: {start}:{end}")
            keep(position, start)
            position = end
            if not text:
                continue
            if letters and len(text) == end - start:
                for piece in self._cut(start, end):
                    shifted = Piece(length, piece.length, piece.source_start, piece.source_end, piece.exact)
                    pieces.append(shifted)
                    length += piece.length
            else:
                source_start, source_end = self.to_source(start, end)
                pieces.append(Piece(length, len(text), source_start, source_end, False))
                length += len(text)
            parts.append(text)
        keep(position, len(self.text))
        return MappedText("".join(parts), tuple(pieces))

    def slice(self, start: int, end: int) -> MappedText:
        """The part of the visible text from `start` to `end`, still mapped to the whole source."""
        return MappedText(self.text[start:end], tuple(_moved(self._cut(start, end))))

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The smallest source span that covers the visible span.

        An empty span maps to an empty one: the place in the source just before the character that
        follows it, or after the last one.
        """
        if not self.pieces:
            return 0, 0
        if start >= end:
            place = self._source_of(start)[0] if start < len(self.text) else self.pieces[-1].source_end
            return place, place
        first = self._source_of(start)
        last = self._source_of(end - 1)
        if first[0] <= last[0]:
            return first[0], max(first[1], last[1])
        return last[0], first[1]

    def is_exact(self, start: int, end: int) -> bool:
        """Whether the visible span stands in the source letter by letter, so that an edit may touch it."""
        source_start, source_end = self.to_source(start, end)
        cut = self._cut(start, end)
        return source_end - source_start == end - start and all(piece.exact for piece in cut)

    def visible(self, source_start: int, source_end: int) -> tuple[int, int]:
        """The visible span of what came from a source span; empty where nothing of it is seen."""
        first = last = None
        ends = self._source_ends
        for index in range(bisect_right(ends, source_start), len(self.pieces)):
            piece = self.pieces[index]
            if piece.source_start >= source_end:
                break
            start, end = piece.start, piece.end
            if piece.exact:
                start += max(0, source_start - piece.source_start)
                end -= max(0, piece.source_end - source_end)
            first = start if first is None else min(first, start)
            last = end if last is None else max(last, end)
        return (0, 0) if first is None or last is None else (first, last)

    def place(self, source_offset: int) -> int:
        """Where in the visible text a place of the source lies: behind all that came from before it."""
        index = bisect_right(self._source_ends, source_offset)
        if index == len(self.pieces):
            return len(self.text)
        piece = self.pieces[index]
        inside = max(0, source_offset - piece.source_start)
        return piece.start + (inside if piece.exact else piece.length * (inside > 0))

    def _source_of(self, index: int) -> tuple[int, int]:
        piece = self.pieces[bisect_right(self._starts, index) - 1]
        if piece.exact:
            place = piece.source_start + index - piece.start
            return place, place + 1
        return piece.source_start, piece.source_end

    def _cut(self, start: int, end: int) -> list[Piece]:
        """The pieces between two visible offsets, the outer ones shortened to fit."""
        if start >= end:
            return []
        found = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self.pieces)):
            piece = self.pieces[index]
            if piece.start >= end:
                break
            if start <= piece.start and piece.end <= end:
                found.append(piece)
                continue
            begin, stop = max(start, piece.start), min(end, piece.end)
            if piece.exact:
                offset = piece.source_start - piece.start
                found.append(Piece(begin, stop - begin, begin + offset, stop + offset, True))
            else:
                found.append(Piece(begin, stop - begin, piece.source_start, piece.source_end, False))
        return found


def _moved(pieces: list[Piece]) -> Iterable[Piece]:
    offset = pieces[0].start if pieces else 0
    for piece in pieces:
        yield Piece(piece.start - offset, piece.length, piece.source_start, piece.source_end, piece.exact)
