"""HTML drafts: what a mail program shows of them, and what in them is not the writer's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from replylint.drafts.clients import Markers, read_markers
from replylint.drafts.comments import holds_directive
from replylint.drafts.layer import NEUTRAL_CODE, Layer, LeftOut, Mark
from replylint.drafts.mapped import MappedText
from replylint.drafts.markup import Token, attributes, references, tokens
from replylint.drafts.page import Page
from replylint.packs import Pack


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


# How many line ends stand between such an element and what is around it.
_LINES = {
    **dict.fromkeys(
        _names(
            "address article aside body caption center dd details div dl dt fieldset figcaption figure "
            "footer form header html legend li main nav ol section summary ul"
        ),
        1,
    ),
    **dict.fromkeys(_names("blockquote h1 h2 h3 h4 h5 h6 hr p pre table tbody td tfoot th thead tr"), 2),
}
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
# Their content is not shown as text, whatever it is.
_UNSHOWN = _names("audio canvas datalist head map math object select svg template video")
_IN_HEAD = _names("base link meta noscript script style template title")
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"tr", "tbody", "tfoot"})
# Elements that end without an end tag where one of these begins.
_ENDED_BY = {
    "p": frozenset(_LINES),
    "li": frozenset({"li"}),
    "td": _CELLS | _ROWS,
    "th": _CELLS | _ROWS,
    "tr": _ROWS,
    "dd": frozenset({"dd", "dt"}),
    "dt": frozenset({"dd", "dt"}),
}
_LISTS = frozenset({"ol", "ul", "menu"})
# Not tt: whole mails were written in it.
_CODE = _names("code kbd samp")
_LONGEST_DATUM = 160
_HIGHEST_NUMBER = 99


@dataclass(slots=True)
class _Element:
    """An open element."""

    name: str
    start: int
    inside: int
    """Where its content begins."""
    lines: int
    """The line ends between it and what is around it."""
    seen: int
    """How much of the page was visible before it."""
    changes: int
    """How many changes the page had before its content."""
    why: LeftOut | None = None
    silent: bool = False
    unless_child: str = ""
    children: set[str] = field(default_factory=set)
    number: int = 0
    """Of a numbered list: the number of its next item."""


@dataclass(slots=True)
class _Table:
    """An open table: one of data, or one that holds the page together."""

    layout: bool
    filled: int = 0
    """The cells with words in the present row."""
    widest: int = 0
    """The cells with words in the row that has most."""
    longest: int = 0
    """The length of its longest cell."""

    @property
    def of_data(self) -> bool:
        return not self.layout and self.widest > 1 and self.longest <= _LONGEST_DATUM


def read_html(text: MappedText, pack: Pack) -> Layer:
    """The words that a mail program shows, with line ends where it begins a new line.

    List items carry the marker that is seen before them. What mail programs mark as history or signature,
    blocks of code and tables of data are marked; a word of code in a sentence becomes a neutral word.
    """
    reader = _HtmlReader(text.text, read_markers(pack.directory.parent))
    for token in tokens(text.text):
        reader.read(token)
    reader.close()
    marks = tuple(Mark(*text.to_source(start, end), why) for start, end, why in reader.marks)
    return Layer(text.replace(reader.page.changes(), letters=False), marks)


def begins_line(written: str) -> bool:
    """Whether what stands between two words in the source makes the second begin a new line."""
    return any(token.name == "br" or token.name in _LINES for token in tokens(written))


class _HtmlReader:
    def __init__(self, source: str, markers: Markers) -> None:
        self.page = Page(source)
        self.marks: list[tuple[int, int, LeftOut]] = []
        self._source = source
        self._markers = markers
        self._stack: list[_Element] = []
        self._open: Counter[str] = Counter()
        self._lists: list[_Element] = []
        self._tables: list[_Table] = []
        self._silent = 0
        self._left_out = 0
        self._preformatted = 0
        self._seen_outside_pre = False
        self._rest = -1

    def read(self, token: Token) -> None:
        """The next token."""
        if token.kind == "text" or token.name in self._markers.field_tags:
            self._text(token)
        elif token.kind == "start":
            self._start(token)
        elif token.kind == "end":
            self._end(token)
        else:
            self.page.drop(token.start, token.end)
            written = self._source[token.start : token.start + 5]
            if written.startswith("<!--") and written != "<!--[" and not self._silent:
                self.marks.append((token.start, token.end, LeftOut.HIDDEN))

    def close(self) -> None:
        """End what is still open. Code in a sentence that nobody ended is taken for an oversight."""
        end = len(self._source)
        while self._stack:
            element = self._pop()
            if element.name not in _CODE:
                self._leave(element, end, end)
        if self._rest >= 0:
            self.marks.append((self._rest, end, LeftOut.QUOTE))
        if not self._seen_outside_pre:
            # Where all own words are preformatted they are plain text in a frame.
            self.marks = [mark for mark in self.marks if mark[2] is not LeftOut.CODE]

    def _text(self, token: Token) -> None:
        if self._silent:
            self.page.drop(token.start, token.end)
            return
        before = self.page.seen
        found = references(self._source, token.start, token.end)
        self.page.text(token.start, token.end, found, self._preformatted > 0)
        own = not self._left_out and self._rest < 0
        self._seen_outside_pre |= self.page.seen > before and own and not self._preformatted

    def _start(self, token: Token) -> None:
        name = token.name
        written = self._source[token.start : token.end]
        found = attributes(written) if "=" in written or "hidden" in written else {}
        self._end_implied(name, token.start)
        if self._stack:
            self._stack[-1].children.add(name)
        marker = self._markers.of(name, found)
        if marker and marker.rest and not self._silent and self._rest < 0:
            self._rest = token.start
        lines = _LINES.get(name, 0)
        if name == "p" and not self._markers.line_paragraphs.isdisjoint(found.get("class", "").split()):
            lines = 1
        hidden = self._markers.hides(found)
        self._place(token, lines, hidden)
        if name in _VOID or (written.endswith("/>") and name not in _LINES):
            return
        page = self.page
        element = _Element(name, token.start, token.end, lines, page.seen, page.length)
        if hidden:
            element.why = LeftOut.HIDDEN
        elif marker and not marker.rest:
            element.why, element.unless_child = marker.why, marker.unless_child
        element.silent = hidden or name in _UNSHOWN
        self._push(element, found)

    def _push(self, element: _Element, found: Mapping[str, str]) -> None:
        self._stack.append(element)
        self._open[element.name] += 1
        self._silent += element.silent
        self._left_out += element.why is not None
        self._preformatted += element.name == "pre"
        if element.name in _LISTS:
            begin = found.get("start", "").strip()
            element.number = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 3 else 1
            self._lists.append(element)
        elif element.name == "table":
            for table in self._tables[-1:]:
                table.layout = True
            role = found.get("role", "").strip().lower()
            self._tables.append(_Table(role in self._markers.layout_roles))
        elif element.name == "tr" and self._tables:
            self._tables[-1].filled = 0

    def _place(self, token: Token, lines: int, hidden: bool) -> None:
        """What the page shows in the place of a tag."""
        starts = token.kind == "start"
        if self._silent or hidden:
            self.page.drop(token.start, token.end)
        elif token.name == "br":
            self.page.line_end(token.start, token.end)
        elif token.name == "q":
            self.page.word(token.start, token.end, "“" if starts else "”")
        elif lines:
            marker = self._bullet() if starts and token.name == "li" else ""
            self.page.new_line(token.start, token.end, lines, marker)
        else:
            self.page.drop(token.start, token.end)

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1].name != "ol":
            return "- "
        self._lists[-1].number += 1
        return f"{min(self._lists[-1].number - 1, _HIGHEST_NUMBER)}. "

    def _end_implied(self, name: str, place: int) -> None:
        """End the elements that end where another begins."""
        while self._stack:
            above = self._stack[-1].name
            ends = name not in _IN_HEAD if above == "head" else name in _ENDED_BY.get(above, ())
            if not ends:
                return
            self._leave(self._pop(), place, place)

    def _end(self, token: Token) -> None:
        hidden = self._silent > 0
        lines = _LINES.get(token.name, 0)
        if self._open[token.name]:
            while True:
                element = self._pop()
                self._leave(element, token.start, token.end)
                if element.name == token.name:
                    lines = element.lines
                    break
        self._place(token, lines, hidden)

    def _pop(self) -> _Element:
        element = self._stack.pop()
        self._open[element.name] -= 1
        self._silent -= element.silent
        self._left_out -= element.why is not None
        self._preformatted -= element.name == "pre"
        return element

    def _leave(self, element: _Element, inside: int, end: int) -> None:
        """An element ends: its content at `inside`, its tag at `end`."""
        seen = self.page.seen - element.seen
        if element.name in _LISTS:
            self._lists.pop()
        elif element.name == "li":
            self.page.end_item()
        elif element.name in _CELLS and self._tables:
            table = self._tables[-1]
            table.filled += seen > 0
            table.widest, table.longest = max(table.widest, table.filled), max(table.longest, seen)
        elif element.name == "table" and self._tables.pop().of_data:
            self.marks.append((element.start, end, LeftOut.TABLE))
        elif element.name == "pre" and seen:
            self.marks.append((element.start, end, LeftOut.CODE))
        elif (
            element.name in _CODE
            and seen
            and not self._preformatted
            and not self._silent
            and not holds_directive(self._source[element.inside : inside])
        ):
            self.page.replace_from(element.changes, element.inside, inside, NEUTRAL_CODE)
        if element.why and not (element.unless_child and element.unless_child in element.children):
            self.marks.append((element.start, end, element.why))
