"""A draft: its source text, and the readings that a customer can receive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from replylint.drafts.layer import Mark, Reader, read_text
from replylint.drafts.mapped import MappedText
from replylint.drafts.placeholders import find_placeholders, neutral_word
from replylint.drafts.segments import Block, segment
from replylint.packs import Pack
from replylint.report import Location

# One visible character for one of the source, so that words stay words for the grammar.
_ONE_TO_ONE = {
    **dict.fromkeys("\t\x0b\x0c\xa0\u1680\u2007\u202f\u205f\u3000", " "),
    **{chr(code): " " for code in range(0x2000, 0x200B)},
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
    **{chr(code): " " for code in range(0x09)},
    **{chr(code): " " for code in range(0x0E, 0x20)},
}
# Half a character can be neither parsed nor written as JSON.
_SURROGATES = re.compile("[\ud800-\udfff]")
_CHANGED = re.compile(
    "\r\n?|[\ud800-\udfff]|[\ufeff\u00ad\u200b\u2060]|[" + re.escape("".join(_ONE_TO_ONE)) + "]+"
)


READERS: dict[str, Reader] = {"text": read_text}
"""How each format is read: to add one, add its reader."""

NOTE = "note"
"""The type of a field that is a note to the author of a template."""


@dataclass(frozen=True)
class Reading:
    """The words that one customer receives: visible text, its blocks, and the merge fields in it."""

    text: MappedText
    blocks: tuple[Block, ...]
    fields: tuple[tuple[int, int, str], ...] = ()
    """Visible start and end of each merge field, and its type."""


@dataclass(frozen=True)
class Draft:
    """A source text with one or more readings (one here; branches of templates give several)."""

    source: str
    readings: tuple[Reading, ...]
    location: Location
    truncated: bool = False


def read_draft(
    source: str, pack: Pack, location: Location | None = None, max_chars: int = 100_000, format: str = "text"
) -> Draft:
    """Read a draft as the customer will. Of a longer text the first `max_chars` code points are read."""
    text = MappedText.of(source)
    truncated = len(source) > max_chars
    if truncated:
        text = text.slice(0, max_chars)
    layer = READERS[format](text, pack)
    text = layer.text
    text = text.replace((m.start(), m.end(), _visible(m.group())) for m in _CHANGED.finditer(text.text))
    reading = _reading(text, layer.marks, pack)
    return Draft(source, (reading,), location or Location(), truncated)


def _reading(text: MappedText, marks: Sequence[Mark], pack: Pack) -> Reading:
    """A reading: merge fields become neutral words, and what is left are blocks."""
    fields = list(find_placeholders(text.text, pack.directory.parent))
    words = [neutral_word(field, pack) for field in fields]
    text = text.replace((f.start, f.end, word) for f, word in zip(fields, words, strict=True))
    places, shift = [], 0
    for field, word in zip(fields, words, strict=True):
        start = field.start + shift
        places.append((start, start + len(word), NOTE if field.note else field.type))
        shift += len(word) - (field.end - field.start)
    left_out = [(*text.visible(mark.start, mark.end), mark.why) for mark in marks]
    return Reading(text, segment(text.text, pack, left_out), tuple(places))


def whole_characters(text: str) -> str:
    """The text with halves of characters replaced, one for one."""
    return _SURROGATES.sub("\ufffd", text)


def _visible(characters: str) -> str:
    if _SURROGATES.match(characters):
        return "\ufffd"
    if characters[0] in "\r\ufeff\u00ad\u200b\u2060":
        return "\n" if characters[0] == "\r" else ""
    return "".join(_ONE_TO_ONE[c] for c in characters)
