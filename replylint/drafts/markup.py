"""Cuts HTML into text, tags and comments, each with its place: in linear time, whatever the text.

The standard library's parser scans an unclosed tag or comment to the end again and again (``<a<a<a…`` costs
quadratic time), and what it makes of malformed markup changes with the patch release of Python. Positions and
findings should not, so this follows the browsers' rules for the little that a reader needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5
from typing import Literal

_Kind = Literal["text", "start", "end", "comment", "raw"]

# A bracket before anything else is an ordinary character.
_OPENING = re.compile(r"<(?:/?[A-Za-z]|[!?])")
_NAME = re.compile(r"[A-Za-z][^\s/>]*+")
# To the bracket that is in no quoted value; a quote that is never closed is an ordinary character.
_TAG = re.compile(r"</?[A-Za-z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|=)*+>")
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++)))?")
# Longer ones exist nowhere, and Python refuses to read numbers of thousands of digits.
_REFERENCE = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,12}|#[0-9]{1,12}|[A-Za-z][A-Za-z0-9]{1,31});?")
RAW = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is no markup; no customer reads any of them."""

# What a rich-text editor writes; <name> and <order number> are somebody's placeholders.
_RICH = re.compile(
    "p|br|div|span|a|b|i|u|s|em|strong|ul|ol|li|table|tr|td|th|img|hr|h[1-6]|blockquote|pre|code|font|center|"
    "html|body|small|sub|sup"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the source. Together the tokens cover it, in order."""

    kind: _Kind
    start: int
    end: int
    name: str = ""
    """Of a tag, in lower case."""


def tokens(source: str) -> Iterator[Token]:
    """The tokens of an HTML source."""
    position = 0
    quotes = True
    last = source.rfind(">")
    while position < len(source):
        markup = _OPENING.search(source, position)
        opened = markup.start() if markup else len(source)
        if opened > last:
            # Nothing closes any more: a comment hides what follows, all else are stray characters.
            hidden = source.find("<!--", min(opened, len(source)))
            hidden = hidden if hidden >= 0 else len(source)
            yield from _cut("text", position, hidden)
            yield from _cut("comment", hidden, len(source))
            return
        kind, end, name = _markup(source, opened, quotes)
        # A tag without end shows that quotes do not come in pairs here: from then on any bracket ends one.
        quotes = quotes and end >= 0
        if end < 0:
            end = source.find(">", opened) + 1
        yield from _cut("text", position, opened)
        yield Token(kind, opened, end, name)
        position = end
        if kind == "start" and name in RAW:
            closed = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, position)
            stop = closed.start() if closed else len(source)
            yield from _cut("raw", position, stop)
            position = stop


def _cut(kind: _Kind, start: int, end: int) -> Iterator[Token]:
    if end > start:
        yield Token(kind, start, end)


def _markup(source: str, start: int, quotes: bool) -> tuple[_Kind, int, str]:
    """What stands at a ``<``, where it ends (below 0 where it does not) and the name of the tag."""
    if source.startswith("<!--", start):
        end = source.find("-->", start + 2)
        return "comment", end + 3 if end >= 0 else len(source), ""
    closing = source[start + 1] == "/"
    name = _NAME.match(source, start + 1 + closing)
    if name is None:
        return "comment", source.find(">", start) + 1, ""
    tag = _TAG.match(source, start) if quotes else None
    end = tag.end() if tag else -1 if quotes else source.find(">", start) + 1
    return "end" if closing else "start", end, name.group().lower()


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag, names in lower case; of one that stands twice the first."""
    found: dict[str, str] = {}
    name = _NAME.match(tag, 1)
    for match in _ATTRIBUTE.finditer(tag, name.end() if name else 1):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value[:_LONGEST_VALUE]))
    return found


# Of a picture that is written into an attribute nobody needs more.
_LONGEST_VALUE = 2_000


def references(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The character references between two places, and the characters that they stand for."""
    for match in _REFERENCE.finditer(text, start, end):
        written = match.group()
        if written[1] == "#":
            yield match.start(), match.end(), unescape(written)
            continue
        # A name without its semicolon counts, too, and may run into the word behind it.
        for length in range(len(written), 2, -1):
            if written[1:length] in html5:
                yield match.start(), match.start() + length, html5[written[1:length]]
                break


def is_html(text: str) -> bool:
    """Whether tags that helpdesks write, or character references, stand in a text."""
    if "<" in text and any(_RICH.fullmatch(token.name) for token in tokens(text)):
        return True
    return "&" in text and any(text[end - 1] == ";" for _, end, _ in references(text, 0, len(text)))
