"""A draft: its source text, and the readings that a customer can receive."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from replylint.drafts.html import read_html
from replylint.drafts.layer import UNSEEN, LeftOut, Mark, Reader, read_text
from replylint.drafts.mapped import MappedText
from replylint.drafts.markdown import read_markdown
from replylint.drafts.placeholders import find_placeholders, neutral_word
from replylint.drafts.segments import Block, segment
from replylint.drafts.source import Source
from replylint.packs import Pack
from replylint.report import Location, Span

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


READERS: dict[str, Reader] = {"text": read_text, "html": read_html, "markdown": read_markdown}
"""How each format is read: to add one, add its reader."""

# Of an HTML file a quarter of the characters is read, of one with pictures in it much less.
_UNSEEN_SHARE = 4

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
    format: str
    readings: tuple[Reading, ...]
    location: Location
    language: str
    """The language of the pack that it was read with."""
    shown: str
    """The words that its format shows, merge fields as they stand."""
    truncated: bool = False
    unseen: tuple[Mark, ...] = ()
    """What stands in the source and is no part of any reading: hidden words, front matter."""
    notes: tuple[str, ...] = ()
    """What could not be read as it was written."""

    @property
    def front_matter(self) -> str:
        """The lines of data above a template, without the marks around them."""
        mark = next((mark for mark in self.unseen if mark.why is LeftOut.FRONT_MATTER), None)
        written = self.source[mark.start : mark.end].strip().splitlines() if mark else []
        return "\n".join(written[1:-1])


def read_draft(source: Source | str, pack: Pack, max_chars: int = 100_000) -> Draft:
    """Read a draft as the customer will. Of a longer text the first `max_chars` code points are read.

    Of HTML, most of which nobody sees, it is so many visible ones.
    """
    source = Source(source) if isinstance(source, str) else source
    text = MappedText.of(source.text)
    longest = max_chars * _UNSEEN_SHARE if source.format == "html" else max_chars
    layer = READERS[source.format](text.slice(0, longest) if len(text) > longest else text, pack)
    truncated = len(text) > longest or len(layer.text) > max_chars
    text = layer.text.slice(0, max_chars) if len(layer.text) > max_chars else layer.text
    shown = text.text
    text = text.replace((m.start(), m.end(), _visible(m.group())) for m in _CHANGED.finditer(shown))
    marks = [mark for mark in layer.marks if mark.why not in UNSEEN]
    return Draft(
        source.text,
        source.format,
        (_reading(text, marks, pack),),
        source.location,
        pack.language,
        shown,
        truncated,
        tuple(mark for mark in layer.marks if mark.why in UNSEEN),
        (source.note,) if source.note else (),
    )


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
