"""A draft: its source text, and the readings that a customer can receive."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from replylint.drafts.branches import Branching, Condition, find_paths
from replylint.drafts.comments import (
    Directive,
    gaps,
    hidden_directives,
    outside_directives,
    seen_directives,
    speaks,
)
from replylint.drafts.front_matter import front_matter_end, front_matter_lines
from replylint.drafts.html import begins_line, read_html
from replylint.drafts.layer import UNSEEN, LeftOut, Mark, Reader, read_text
from replylint.drafts.mapped import MappedText
from replylint.drafts.markdown import read_markdown
from replylint.drafts.placeholders import TAG, Placeholder, find_placeholders, neutral_word
from replylint.drafts.segments import Block, segment
from replylint.drafts.source import Source
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


READERS: dict[str, Reader] = {"text": read_text, "html": read_html, "markdown": read_markdown}
"""How each format is read: to add one, add its reader."""

_LONGEST_WORD = 30

# Of an HTML file a quarter of the characters is read, of one with pictures in it much less.
_UNSEEN_SHARE = 4
# So many characters at most stand between words and a comment on the same line.
_LONGEST_GAP = 1_000


@dataclass(frozen=True)
class Reading:
    """The words that one customer receives: visible text, its blocks, and the merge fields in it."""

    text: MappedText
    blocks: tuple[Block, ...]
    fields: tuple[Placeholder, ...] = ()
    """The merge fields, each with the visible span of the word that is read in its place."""
    conditions: tuple[Condition, ...] = ()
    """What holds for the customers who receive it, where the template has branches."""
    whole: bool = True
    """False where branches stand one after another that no customer receives together."""
    places: tuple[int | None, ...] = ()
    """Where each of the draft's directives stands in the text; None in a branch that is left out."""


@dataclass(frozen=True)
class Draft:
    """A source text with one or more readings: branches of templates give several."""

    origin: Source
    decoded: MappedText
    """The source as it is meant: without the quotation marks and escapes of an export."""
    readings: tuple[Reading, ...]
    language: str
    """The language of the pack that it was read with."""
    shown: str
    """The words that its format shows, merge fields as they stand."""
    truncated: bool = False
    paths: int = 1
    """How many readings there are (at most, where not all of them are in `readings`)."""
    tags: tuple[tuple[int, int], ...] = ()
    """The control tags of a template, which no reading shows: start and end in the source."""
    unseen: tuple[Mark, ...] = ()
    """What stands in the source and is no part of any reading: hidden words, front matter."""
    notes: tuple[str, ...] = ()
    """What could not be read as it was written."""
    directives: tuple[Directive, ...] = ()
    """What comments in it, or above it in a container, say to replylint; they are part of no reading."""

    @property
    def source(self) -> str:
        """The text into which all places of the readings count."""
        return self.origin.text

    @property
    def format(self) -> str:
        return self.origin.format

    @property
    def location(self) -> Location:
        return self.origin.location

    def meant(self, start: int, end: int) -> str:
        """What a stretch of the source stands for."""
        return self.decoded.text[slice(*self.decoded.visible(start, end))]

    @property
    def front_matter(self) -> str:
        """The lines of data above a template, without the marks around them."""
        return front_matter_lines(self.origin.text)


def read_draft(
    source: Source | str,
    pack: Pack,
    max_chars: int = 100_000,
    placeholders: Sequence[re.Pattern[str]] = (),
) -> Draft:
    """Read a draft as the customer will. Of a longer text the first `max_chars` code points are read.

    Of HTML, most of which nobody sees, it is so many visible ones. `placeholders` are merge fields of the
    user's own system, beside those that the table knows.
    """
    source = Source(source) if isinstance(source, str) else source
    decoded = source.mapped()
    begin = 0 if source.origin else front_matter_end(source.text)
    text = decoded.slice(begin, len(decoded))
    longest = max_chars * _UNSEEN_SHARE if source.format == "html" else max_chars
    layer = READERS[source.format](text.slice(0, longest) if len(text) > longest else text, pack)
    truncated = len(text) > longest or len(layer.text) > max_chars
    text = layer.text.slice(0, max_chars) if len(layer.text) > max_chars else layer.text
    shown = text.text
    text = text.replace((m.start(), m.end(), _visible(m.group())) for m in _CHANGED.finditer(shown))
    directory = pack.directory.parent
    text, directives = _without_directives(text, decoded, source, layer.marks, begin, directory)
    marks = [mark for mark in layer.marks if mark.why not in UNSEEN]
    front = [Mark(0, begin, LeftOut.FRONT_MATTER)] if begin else []
    found = list(find_placeholders(text.text, directory, placeholders))
    tags = [field for field in found if field.kind == TAG]
    paths = find_paths(text.text, tags, directory)
    fields = [(field.start, field.end, field) for field in found if field.kind != TAG]
    gone = [(start, end, None) for start, end in paths.tags]
    ends = [tag.end for tag in tags]
    behind = [bisect_right(ends, text.place(directive.start)) - 1 for directive in directives]
    return Draft(
        origin=source,
        decoded=decoded,
        readings=tuple(
            _reading(text, marks, pack, [*fields, *gone], path, directives, behind) for path in paths.read
        ),
        language=pack.language,
        shown=shown,
        truncated=truncated,
        paths=paths.total,
        tags=tuple(text.to_source(tag.start, tag.end) for tag in tags),
        unseen=tuple(mark for mark in (*front, *layer.marks) if mark.why in UNSEEN),
        notes=(source.note,) if source.note else (),
        directives=tuple(directives),
    )


def _without_directives(
    text: MappedText,
    decoded: MappedText,
    source: Source,
    marks: Sequence[Mark],
    front: int,
    directory: Path,
) -> tuple[MappedText, list[Directive]]:
    """The text without the comments in it that speak to replylint, and what all of them say."""
    outside = outside_directives(source.comments, directory)
    if not speaks(decoded.text):
        return text, outside
    hidden = hidden_directives(decoded, source.format, marks, front, directory)
    seen, spans = seen_directives(text, directory)
    text = text.replace((start, end, "") for start, end in gaps(text.text, spans))
    inside = sorted((*hidden, *seen), key=lambda d: (d.start, d.end))
    return text, [
        *(replace(d, after_words=_after_words(text, decoded, d, source.format)) for d in inside),
        *outside,
    ]


def _after_words(text: MappedText, decoded: MappedText, directive: Directive, format: str) -> bool:
    """Whether words stand before a comment on its line."""
    place = text.place(directive.start)
    line = text.text[max(0, place - _LONGEST_GAP) : place].rstrip(" ")
    if not line or line[-1] == "\n":
        return False
    end = min(place, _LONGEST_GAP) - len(line)
    last = text.to_source(place - end - 1, place - end)[1]
    if directive.start - last > _LONGEST_GAP:
        return False
    between = decoded.text[slice(*decoded.visible(last, directive.start))]
    return not (begins_line(between) if format == "html" else "\n" in between)


def _reading(
    text: MappedText,
    marks: Sequence[Mark],
    pack: Pack,
    fields: Sequence[tuple[int, int, Placeholder | None]],
    path: Branching,
    directives: Sequence[Directive],
    behind: Sequence[int],
) -> Reading:
    """The reading of one path: merge fields become neutral words, tags go, and what is left are blocks.

    `behind` are the numbers of the tags behind which the directives stand.
    """
    changes: list[tuple[int, int, str]] = []
    places: list[Placeholder] = []
    end = shift = 0
    left_out = [(start, end, None) for start, end in path.left_out]
    for change in sorted([*fields, *left_out], key=lambda c: (c[0], -c[1])):
        start, field = change[0], change[2]
        if start < end:
            continue  # in a branch that is left out
        end = change[1]
        word = neutral_word(field, text.text[max(0, start - _LONGEST_WORD) : start], pack) if field else ""
        if field:
            places.append(field.at(start + shift, start + shift + len(word)))
        changes.append((start, end, word))
        shift += len(word) - (end - start)
    text = text.replace(changes, letters=False)
    hidden = [(*text.visible(mark.start, mark.end), mark.why) for mark in marks]
    blocks = segment(text.text, pack, hidden)
    stand = tuple(
        text.place(directive.start) if _is_read(tag, path) else None
        for directive, tag in zip(directives, behind, strict=True)
    )
    return Reading(text, blocks, tuple(places), path.conditions, path.whole, stand)


def _is_read(tag: int, path: Branching) -> bool:
    """Whether a path shows what stands behind the tag of this number, before the next one."""
    index = bisect_right(path.unread, tag, key=lambda numbers: numbers[0]) - 1
    # Of those that begin alike all but the longest are empty.
    return index < 0 or tag >= path.unread[index][1]


def whole_characters(text: str) -> str:
    """The text with halves of characters replaced, one for one."""
    return _SURROGATES.sub("\ufffd", text)


def _visible(characters: str) -> str:
    if _SURROGATES.match(characters):
        return "\ufffd"
    if characters[0] in "\r\ufeff\u00ad\u200b\u2060":
        return "\n" if characters[0] == "\r" else ""
    return "".join(_ONE_TO_ONE[c] for c in characters)
