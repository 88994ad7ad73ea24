"""Sentence splitting by data: terminators, abbreviations and the blocks that the reader found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from replylint.drafts.draft import Reading
from replylint.drafts.segments import LEFT_OUT, BlockKind
from replylint.packs import Pack

LONGEST_SENTENCE = 1200
"""A longer stretch without an end is cut at a space, so that hostile text costs linear time."""

# "Booking.Com" is a name; "lost it.Sorry" lacks a space.
_ENDINGS = r"(?:Com|Org|Net|Co|Io)\b"

_QUOTATION = re.compile(
    r"“[^“”\n]{1,600}(?:”|$)|«[^«»\n]{1,600}»|„[^„“”\n]{1,600}[“”]"
    r"|(?<![\w\"])\"(?=\S)[^\"\n]{1,600}(?<=\S)\"(?!\w)"
    r"|(?<![\w’'])[‘'](?=[^\W\d_])[^‘’'\n]{1,300}(?:[’'](?=\w)[^‘’'\n]{1,300}){0,8}[’'](?!\w)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the visible text; `start` and `end` are visible code points, half-open."""

    text: str
    start: int
    end: int
    kind: BlockKind
    block: int
    """The number of its block among those of the reading."""
    numbered: bool
    quoted: tuple[tuple[int, int], ...]
    """Where it quotes somebody, relative to its start."""


def split_reading(reading: Reading, pack: Pack) -> list[Sentence]:
    """The sentences of a reading, in order: greeting, body, items, closing; then the signature as one.

    Quoted history, code and tables give none.
    """
    text = reading.text.text
    sentences = []
    for number, block in enumerate(reading.blocks):
        if block.kind in LEFT_OUT:
            continue
        spoken = text[block.start : block.end]
        quotations = [(m.start(), m.end()) for m in _QUOTATION.finditer(spoken)]
        whole = block.kind is not BlockKind.BODY and block.kind is not BlockKind.ITEM
        for start, end in [(0, len(spoken))] if whole else split(spoken, pack):
            start, end = _stripped(spoken, start, end)
            if start == end:
                continue
            quoted = tuple(
                (max(a, start) - start, min(b, end) - start) for a, b in quotations if a < end and b > start
            )
            sentences.append(
                Sentence(
                    spoken[start:end],
                    block.start + start,
                    block.start + end,
                    block.kind,
                    number,
                    block.numbered,
                    quoted,
                )
            )
    return sentences


@dataclass(frozen=True)
class _Rules:
    """Where sentences end in a language."""

    end: re.Pattern[str]
    strong: frozenset[str]
    """A full stop after these ends no sentence."""
    weak: frozenset[str]
    """A full stop after these ends one only where a capital follows."""
    words: frozenset[str]
    """Abbreviations that are also words: they end a sentence unless a number follows."""


@cache
def _rules(pack: Pack) -> _Rules:
    marks = re.escape(pack.terminators)
    end = re.compile(
        rf"(?P<mark>[{marks}]+)(?P<close>[\"'”’»)\]]*)(?P<gap>\s+|(?=(?!{_ENDINGS})[A-Z][a-z]+[\s,.!?’'])|$)|(?P<line>\n\s*)"
    )

    def listed(*names: str) -> frozenset[str]:
        return frozenset(word.lower() for name in names for word in pack.list(name))

    words = listed("abbreviations_that_are_words")
    return _Rules(end, listed("abbreviations", "titles"), listed("weak_abbreviations"), words)


def split(text: str, pack: Pack) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of one block, end marks included; together they cover all its words."""
    rules = _rules(pack)
    start = 0
    for match in rules.end.finditer(text):
        end = match.end("close") if match["mark"] else match.start()
        if match["mark"]:
            if not _ends(text, start, match, rules):
                continue
        elif not _line_ends(text, match):
            continue
        yield from _bounded(text, start, end)
        start = match.end()
    if text[start:].strip():
        yield from _bounded(text, start, len(text))


def _ends(text: str, start: int, match: re.Match[str], rules: _Rules) -> bool:
    mark, after = match["mark"], text[match.end() : match.end() + 1]
    if not after:
        return True
    before = text[start : match.start()]
    word = before.rsplit(None, 1)[-1].lstrip("(\"'“‘").lower() if before.strip() else ""
    if not match["gap"]:
        # A missing space ("sorry.We") ends a sentence, a name such as "Booking.Com" does not.
        return mark == "." and len(word) > 1 and word.isalpha() and not before[-1:].isupper()
    if mark == ".":
        if word in rules.words:
            # "No." is an abbreviation before a number, and a whole answer before anything else.
            return not after.isdigit()
        if word in rules.strong or (len(word) == 1 and word.isalpha()):
            return False
        if word in rules.weak:
            return after.isupper()
        if word.isdigit() and not before[: -len(word)].strip():
            return False
    if set(mark) <= {".", "…"} and len(mark) + mark.count("…") > 1:
        return not after.islower()
    return not (match["close"] and after.islower())


def _line_ends(text: str, match: re.Match[str]) -> bool:
    """Whether a line break inside a block is more than a wrap: the reader made blocks of the others."""
    return text[: match.start()].rstrip()[-1:] == ":"


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    yield start, end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and emoji at its ends: a parser takes an emoji for the root."""
    while start < end and _is_decoration(text[start]):
        start += 1
    while end > start and _is_decoration(text[end - 1]):
        end -= 1
    return start, end


def _is_decoration(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in _DECORATIONS


# Pictures, skin tones, joiners and variation selectors; currency signs are none.
_DECORATIONS = frozenset({"So", "Sk", "Cf", "Mn", "Me", "Cs", "Co", "Cn"})
