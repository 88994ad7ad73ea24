"""CSV with a header line (RFC 4180, and the separators that spreadsheets use), every cell with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial

from replylint.drafts.containers.node import ContainerError, Node, Scalar, begin, decoded
from replylint.drafts.mapped import MappedText

DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')
_OUTSIDE = re.compile(r'"[^"]*+(?:"|\Z)|[^"\r\n]++')
_BREAK = re.compile(r"\r\n|\r|\n")


def read_csv(text: str, delimiter: str | None = None) -> list[Node]:
    """The rows below the header line, each by the names of its columns; empty lines are passed over.

    Without a delimiter it is the one of ``,``, ``;`` and tab that the header line holds most. A row may be
    shorter than the header; cells of a column without a name are passed over, as after a last delimiter. Of
    two columns with one name the last counts.

    Raises:
        ContainerError: a quoted cell does not end, or goes on after its quotation mark.
    """
    rows = _rows(text, delimiter or delimiter_of(text))
    names = [cell.value.strip() for cell in next(rows, [])]
    return [{name: cell for name, cell in zip(names, row, strict=False) if name} for row in rows]


def delimiter_of(text: str) -> str:
    """The delimiter that stands most in the first line, outside quotation marks; a comma where none does."""
    start = _begin(text)
    found: Counter[str] = Counter()
    while part := _OUTSIDE.match(text, start):
        if not part.group().startswith('"'):
            found.update(character for character in part.group() if character in DELIMITERS)
        start = part.end()
    return max(DELIMITERS, key=lambda delimiter: found[delimiter])


def _begin(text: str) -> int:
    """Where the first line that is not empty begins, after the byte order mark."""
    return len(text) - len(text[begin(text) :].lstrip("\r\n"))


def _rows(text: str, delimiter: str) -> Iterator[list[Scalar]]:
    plain = re.compile(rf"[^{re.escape(delimiter)}\r\n]*+")
    encode_plain = partial(_encode_plain, re.compile(rf'[{re.escape(delimiter)}"\r\n]'))
    decode_plain = partial(_decode_plain, plain)
    row: list[Scalar] = []
    start = _begin(text)
    while start < len(text) or row:
        if text.startswith('"', start):
            cell = _quoted_cell(text, start)
        else:
            end = _end(plain, text, start)
            cell = Scalar(start, end, text[start:end], decode_plain, encode_plain)
        row.append(cell)
        start = cell.end
        if text.startswith(delimiter, start):
            start += 1
            continue
        ended = _BREAK.match(text, start)
        if ended is None and start < len(text):
            raise ContainerError("a quotation mark inside a quoted cell must be doubled", text, start - 1)
        if len(row) > 1 or row[0].start < row[0].end:
            yield row
        row = []
        start = ended.end() if ended else start


def _quoted_cell(text: str, start: int) -> Scalar:
    end = _end(_QUOTED, text, start)
    if end == start:
        raise ContainerError("this quoted cell does not end", text, start)
    return Scalar(start, end, text[start + 1 : end - 1].replace('""', '"'), _decode_quoted, _encode_quoted)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _decode_plain(plain: re.Pattern[str], raw: str) -> MappedText:
    if raw.startswith('"') or not plain.fullmatch(raw):
        raise ValueError("not one cell without quotation marks")
    return MappedText.of(raw)


def _encode_plain(special: re.Pattern[str], words: str) -> str | None:
    return None if special.search(words) else words


def _decode_quoted(raw: str) -> MappedText:
    if not _QUOTED.fullmatch(raw):
        raise ValueError("not one quoted cell")
    last = len(raw) - 1
    doubled = [(found.start(), found.end(), '"') for found in re.finditer('""', raw[1:last])]
    return decoded(raw, [(0, 1, ""), *((s + 1, e + 1, c) for s, e, c in doubled), (last, last + 1, "")])


def _encode_quoted(words: str) -> str:
    return words.replace('"', '""')
