"""Markdown drafts: text with a few marks that nobody sees.

A line end stays one, as in plain text: who writes a reply in Markdown means it. So the same reply has the
same sentences in both.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from replylint.drafts.comments import Span, gaps, holds_directive
from replylint.drafts.layer import NEUTRAL_CODE, Layer, LeftOut, Mark
from replylint.drafts.mapped import MappedText
from replylint.drafts.markup import references
from replylint.packs import Pack

_Change = tuple[int, int, str]
_Reading = Callable[[re.Match[str]], Iterator[_Change]]

_FENCE = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)")
_INDENTED = re.compile(r"(?: {4}|\t| {1,3}\t)[ \t]*\S")
_ITEM = re.compile(r"[ \t]*(?:(?P<plus>\+)|[-*•]|\d{1,9}[.)])[ \t]+(?P<task>\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r" {0,3}(?P<open>#{1,6}[ \t]+)[^\n]*?(?P<close>[ \t]+#+)?[ \t]*\r?$")
_BREAK = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]+){2,}_[ \t]*)\r?$")
# Under a first row the line of dashes that makes it a table, and the rows that follow.
_ROWS = re.compile(
    r"\n(?=[^\n|]*\|)[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\r?(?=\n|$)"
    r"(?:\n[^\n|]*\|[^\n]*)*"
)
_DEFINITION = re.compile(r" {0,3}\[(?P<name>[^\]\n]{1,200})\]:[ \t]*(?:<[^>\n]*>|[^\s<]\S*)[^\n]*$")

# A stretch inside a paragraph, bounded, so that marks without an end cost linear time.
_WITHIN = r"(?:[^\n]|\n(?![ \t]{0,80}\r?\n)){1,500}?"
_CODE = re.compile(rf"(?<![`\\])(?P<ticks>`{{1,3}})(?!`)(?P<code>{_WITHIN})(?<!`)(?P=ticks)(?!`)")
_IMAGE = re.compile(r"(?<!\\)!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,1000}\)|\[[^\[\]\n]{0,200}\])")
_LINK = re.compile(
    r"(?<![!\\])\[(?P<text>[^\[\]\n]{0,500})\]\([^()\n]{0,1000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)"
)
_REFERENCE_LINK = re.compile(
    r"(?<![!\\\]])\[(?P<text>[^\[\]\n]{1,500})\](?:\[(?P<name>[^\[\]\n]{0,200})\])?(?![(:])"
)
_AUTOLINK = re.compile(r"<(?P<text>https?://[^<>\s]{1,500})>")
_TAG = re.compile(
    r"</?(?P<tag>a|b|big|blockquote|br|center|cite|code|del|details|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark"
    r"|ol|p|pre|q|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul)"
    r"(?=[\s/>])[^<>\n]{0,500}>",
    re.IGNORECASE,
)
# Outer ones first. One star or underscore inside a word is a part of it.
_EMPHASIS = tuple(
    re.compile(
        rf"(?<![\\{mark[0]}{inside}]){re.escape(mark)}(?=[^\s{mark[0]},.;:!?)\]}}>])(?P<text>{_WITHIN})"
        rf"(?<=[^\s\\{mark[0]}]){re.escape(mark)}(?![{mark[0]}{inside}])"
    )
    for mark, inside in (
        ("***", ""),
        ("___", r"\w"),
        ("**", ""),
        ("__", r"\w"),
        ("~~", ""),
        ("*", r"\w"),
        ("_", r"\w"),
    )
)
_CODE_MARK = re.compile(r"`|~~~|^(?: {4}|\t)", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\r?\n)")


def read_markdown(text: MappedText, pack: Pack) -> Layer:
    """The words that Markdown shows: without marks, link targets, pictures and comments."""
    comments = _comments(text.text)
    marks = [Mark(*text.to_source(start, end), LeftOut.HIDDEN) for start, end in comments]
    text = text.replace((start, end, "") for start, end in gaps(text.text, comments))
    scan = _Blocks(text.text)
    found = [Mark(*text.to_source(start, end), why) for start, end, why in scan.marks]
    text = text.replace(scan.changes, letters=False)
    kept = [mark for mark in found if mark.why in (LeftOut.CODE, LeftOut.TABLE)]
    for pattern, change in (
        (_CODE, _neutral),
        (_IMAGE, _gone),
        (_LINK, _only_text),
        (_REFERENCE_LINK, scan.link),
        (_AUTOLINK, _only_text),
        (_TAG, _tag),
        *((pattern, _only_text) for pattern in _EMPHASIS),
        (_ESCAPE, _gone),
    ):
        spans = [text.visible(mark.start, mark.end) for mark in kept]
        text = text.replace(_inline(text.text, pattern, change, spans), letters=False)
    text = text.replace(references(text.text, 0, len(text)), letters=False)
    return Layer(text, (*marks, *found))


def _comments(text: str) -> list[Span]:
    """Comments; one that nobody closed is text, so that it hides nothing of the reply. In code it is seen."""
    found: list[Span] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (closed := text.find("-->", start)) >= 0:
        end = closed + 3
        found.append((start, end))
    if not found or not _CODE_MARK.search(text):
        return found
    # What stands in a comment is no mark of code.
    parts, position = [], 0
    for start, end in found:
        parts += [text[position:start], "x" * (end - start)]
        position = end
    masked = "".join((*parts, text[position:]))
    code = sorted(
        [(start, end) for start, end, why in _Blocks(masked).marks if why is LeftOut.CODE]
        + [match.span() for match in _CODE.finditer(masked)]
    )
    starts = [start for start, _ in code]
    return [(a, b) for a, b in found if not (i := bisect_right(starts, a)) or code[i - 1][1] < b]


def _inline(
    text: str, pattern: re.Pattern[str], change: _Reading, blocks: list[tuple[int, int]]
) -> Iterator[_Change]:
    """The changes that a kind of mark asks for, outside blocks of code and tables."""
    ends = [end for _, end in blocks]
    for match in pattern.finditer(text):
        index = bisect_right(ends, match.start())
        if index == len(blocks) or blocks[index][0] >= match.end():
            yield from change(match)


def _neutral(match: re.Match[str]) -> Iterator[_Change]:
    if holds_directive(match["code"]):
        yield match.start(), match.start("code"), ""
        yield match.end("code"), match.end(), ""
    else:
        yield match.start(), match.end(), NEUTRAL_CODE


def _gone(match: re.Match[str]) -> Iterator[_Change]:
    yield match.start(), match.end(), ""


def _only_text(match: re.Match[str]) -> Iterator[_Change]:
    yield match.start(), match.start("text"), ""
    yield match.end("text"), match.end(), ""


def _tag(match: re.Match[str]) -> Iterator[_Change]:
    yield match.start(), match.end(), "\n" if match["tag"].lower() == "br" else ""


class _Blocks:
    """What Markdown says about whole lines."""

    def __init__(self, source: str) -> None:
        self.changes: list[_Change] = []
        self.marks: list[tuple[int, int, LeftOut]] = []
        self._source = source
        self._definitions: set[str] = set()
        self._in_list = False
        self._in_code = False
        self._unclosed: dict[str, int] = {}
        """Of each kind of fence the shortest that nothing closes any more."""
        position, blank = 0, True
        while position < len(source):
            end = source.find("\n", position)
            end = len(source) if end < 0 else end
            line = source[position:end]
            position = self._block(position, end, line, blank)
            blank = not line.strip()

    def link(self, match: re.Match[str]) -> Iterator[_Change]:
        """A link by reference, where the reference is defined; else the brackets are the writer's."""
        if (match["name"] or match["text"]).lower() in self._definitions:
            yield from _only_text(match)

    def _leave_out(self, start: int, end: int, why: LeftOut) -> None:
        """Words that are not seen."""
        self.marks.append((start, end, why))
        self.changes.append((start, end, ""))

    def _block(self, start: int, end: int, line: str, blank: bool) -> int:
        """Read a line, or the block of code or the table that it opens; where the next line begins."""
        if not line.strip():
            return end + 1
        fence = _FENCE.match(line)
        if fence and (closed := self._fence_end(end, fence)) >= 0:
            self.marks.append((start, closed, LeftOut.CODE))
            return closed + 1
        indented = _INDENTED.match(line)
        self._in_code = bool(indented) and not self._in_list and (blank or self._in_code)
        if self._in_code:
            self.marks.append((start, end, LeftOut.CODE))
            return end + 1
        if "|" in line and (closed := self._table_end(end)) >= 0:
            self.marks.append((start, closed, LeftOut.TABLE))
            return closed + 1
        item = _ITEM.match(line)
        self._in_list = bool(item) or (self._in_list and bool(indented or not blank))
        self._line(start, end, line, item)
        return end + 1

    def _line(self, start: int, end: int, line: str, item: re.Match[str] | None) -> None:
        if fence := _FENCE.match(line):
            self.changes.append((start + fence.start("fence"), end, ""))
        elif _BREAK.match(line):
            self.changes.append((start, end, ""))
        elif heading := _HEADING.match(line):
            # A heading is no part of the paragraph above or below it.
            above = "\n" if start else ""
            self.changes.append((start + heading.start("open"), start + heading.end("open"), above))
            if heading["close"]:
                self.changes.append((start + heading.start("close"), start + heading.end("close"), ""))
            if end < len(self._source):
                self.changes.append((end, end + 1, "\n\n"))
        elif item:
            for group, shown in (("plus", "-"), ("task", "")):
                if item[group]:
                    self.changes.append((start + item.start(group), start + item.end(group), shown))
        elif definition := _DEFINITION.match(line):
            self._definitions.add(definition["name"].lower())
            self._leave_out(start, min(end + 1, len(self._source)), LeftOut.HIDDEN)

    def _fence_end(self, position: int, fence: re.Match[str]) -> int:
        """Where the line ends that closes a fence; below 0 where none does, or where it is a code span."""
        ticks, info = fence["fence"], fence["info"]
        kind, length = ticks[0], len(ticks)
        if (kind == "`" and "`" in info) or length >= self._unclosed.get(kind, length + 1):
            return -1
        closing = re.compile(rf"^[ \t>]*{kind}{{{min(length, 99)},}}[ \t]*\r?$", re.MULTILINE)
        closed = closing.search(self._source, position)
        if closed is None:
            self._unclosed[kind] = length
            return -1
        return closed.end()

    def _table_end(self, position: int) -> int:
        """Where the last row ends of a table whose first row ends at `position`; below 0 if it is none."""
        rows = _ROWS.match(self._source, position)
        return rows.end() if rows else -1
