"""The page that markup makes: white space collapses, blocks begin on new lines, items bear markers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SPACE = re.compile(r"[ \t\n\r\f]+")

_Change = tuple[int, int, str]


class Page:
    """Collects, in the order of the source, what each stretch of it is replaced by.

    A line end stands for the last tag that asked for it, an item's marker for the tag of the item, and white
    space waits until it is known whether a word follows it on its line.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._changes: list[_Change | None] = []
        self._lines_wanted = 0
        self._line_ends = 0
        """How many line ends stand at the end of what is visible."""
        self._break = -1
        """The change of the last tag that wants new lines."""
        self._marker = ""
        self._item = -1
        """The change of the tag whose marker waits for a word."""
        self._space = -1
        """The change of white space that waits for a word."""
        self.seen = 0
        """How many characters are visible so far, white space aside."""

    def changes(self) -> Iterator[_Change]:
        """What is replaced by what, in order."""
        self._take_back_space()
        return (change for change in self._changes if change is not None)

    @property
    def length(self) -> int:
        """The number of changes so far: a place to which `replace_from` can go back."""
        return len(self._changes)

    def drop(self, start: int, end: int) -> None:
        """What is not seen and leaves no gap."""
        self._changes.append((start, end, ""))

    def new_line(self, start: int, end: int, lines: int, marker: str = "") -> None:
        """A tag before which, or after which, a new line begins: with 2 `lines` after a blank one."""
        self._take_back_space()
        self._lines_wanted = max(self._lines_wanted, lines)
        self._break = len(self._changes)
        self._item, self._marker = self._break, marker or self._marker
        self.drop(start, end)

    def end_item(self) -> None:
        """An item without a word bears no marker."""
        self._marker = ""

    def line_end(self, start: int, end: int) -> None:
        """A line end that the writer asked for."""
        self._take_back_space()
        if self._marker or not self.seen:
            self.drop(start, end)
            return
        self._begin_lines()
        self._line_ends += 1
        self._changes.append((start, end, "\n"))

    def word(self, start: int, end: int, text: str) -> None:
        """Characters that stand in the place of others."""
        self._show()
        self._changes.append((start, end, text))
        self.seen += len(text)

    def text(self, start: int, end: int, references: Iterable[_Change], preformatted: bool) -> None:
        """Text of the source with its character references."""
        position = start
        for reference_start, reference_end, characters in references:
            self._plain(position, reference_start, preformatted)
            if not characters:
                self.drop(reference_start, reference_end)
            elif not characters.strip(" \t\n\r\f") and not preformatted:
                self._white(reference_start, reference_end)
            else:
                self.word(reference_start, reference_end, characters)
            position = reference_end
        self._plain(position, end, preformatted)

    def replace_from(self, length: int, start: int, end: int, text: str) -> None:
        """Put one text in the place of all that was written since there were `length` changes."""
        del self._changes[length:]
        self._space = -1
        if max(self._break, self._item) >= length:
            self._lines_wanted, self._marker = 0, ""
        self._line_ends = 0
        self._changes.append((start, end, text))

    def _plain(self, start: int, end: int, preformatted: bool) -> None:
        if preformatted:
            written = self._source[start:end]
            if written.strip():
                self._show()
                self.seen += len(written)
                self._line_ends = len(written) - len(written.rstrip("\r\n"))
            return
        position = start
        for space in _SPACE.finditer(self._source, start, end):
            self._letters(position, space.start())
            self._white(space.start(), space.end())
            position = space.end()
        self._letters(position, end)

    def _letters(self, start: int, end: int) -> None:
        if end > start:
            self._show()
            self.seen += end - start

    def _white(self, start: int, end: int) -> None:
        begins_line = not self.seen or self._lines_wanted or self._line_ends or self._marker
        if begins_line or self._space >= 0:
            self.drop(start, end)
        else:
            self._space = len(self._changes)
            self._changes.append((start, end, " "))

    def _take_back_space(self) -> None:
        if self._space >= 0:
            start, end, _ = self._changes[self._space] or (0, 0, "")
            self._changes[self._space] = (start, end, "")
            self._space = -1

    def _show(self) -> None:
        """A character becomes visible: what waited for it takes its place before it."""
        if self._space >= 0:
            # A single blank stands as it is.
            start, end, _ = self._changes[self._space] or (0, 0, "")
            if self._source[start:end] == " ":
                self._changes[self._space] = None
            self._space = -1
        self._begin_lines()
        self._line_ends = 0

    def _begin_lines(self) -> None:
        lines = max(0, self._lines_wanted - self._line_ends) if self.seen else 0
        if lines or self._marker:
            place = self._item if self._marker else self._break
            start, end, _ = self._changes[place] or (0, 0, "")
            self._changes[place] = (start, end, "\n" * lines + self._marker)
            self._line_ends += lines
        self._lines_wanted = 0
        self._marker = ""
