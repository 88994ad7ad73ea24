"""The five ways in which YAML writes a string: how each is read, and how words are written in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import partial

from replylint.drafts.containers.node import decoded
from replylint.drafts.mapped import MappedText, Piece

Decode = Callable[[str], MappedText]
Encode = Callable[[str], str | None]
Style = tuple[Decode, Encode]

_BREAK = "(?:\r\n|[\r\n\x85\u2028\u2029])"
_BREAKS = re.compile(_BREAK)
_FOLD = rf"(?P<fold>{_BREAK}[ \t]*+(?:{_BREAK}[ \t]*+)*+)"
_IN_PLAIN = re.compile(_FOLD)
_IN_SINGLE = re.compile(rf"{_FOLD}|(?P<quote>'')")
_IN_DOUBLE = re.compile(
    rf"\\(?:(?P<joined>{_BREAK}[ \t]*+(?:{_BREAK}[ \t]*+)*+)"
    r"|x(?P<x>[0-9A-Fa-f]{2})|u(?P<u>[0-9A-Fa-f]{4})|U(?P<U>[0-9A-Fa-f]{8})|(?P<one>.))"
    rf"|{_FOLD}"
)
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028",
    "P": "\u2029",
}  # fmt: skip
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PRINTED = " -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
"""What may stand in a line as it is: no control characters, no line breaks, no byte order mark."""
_UNPRINTED = re.compile(f"[^{_PRINTED}]")
_UNPRINTED_OR_TAB = re.compile(f"[^\t{_PRINTED}]")
_TO_ESCAPE = re.compile(rf'["\\]|[^{_PRINTED}]')
_TO_ESCAPE_ASCII = re.compile(r'["\\]|[^ -~]')
_SPACE = "[ \t\r\n\x85\u2028\u2029]"
_EDGES = " \t\r\n\x85\u2028\u2029"
_NOT_FIRST = re.compile(rf"""[,\[\]{{}}#&*!|>'"%@`]|(?:[-?:]|---|\.\.\.)(?:{_SPACE}|\Z)""")
_NOT_INSIDE = re.compile(rf":(?:{_SPACE}|\Z)|{_SPACE}\#")
_DOCUMENT = re.compile(rf"{_BREAK}(?:---|\.\.\.)(?:{_SPACE}|\Z)")
_ENDS_IN_FLOW = re.compile(r"[,\[\]{}]")
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}?:]")
_SINGLE = re.compile("'(?:[^']++|'')*+'")
_DOUBLE = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_HEADER = re.compile(rf"[|>](?P<hints>[-+1-9]{{0,2}})[ \t]*+(?:\#[^\r\n\x85\u2028\u2029]*+)?(?:{_BREAK}|\Z)")
_LINE = re.compile(rf"(?P<spaces> *+)(?P<words>[^\r\n\x85\u2028\u2029]*+)(?P<break>{_BREAK}|\Z)")


def plain(is_text: Callable[[str], bool], in_flow: bool) -> Style:
    """Without quotation marks; `is_text` says whether YAML would still read a text here, not a number."""
    return partial(_decode_plain, is_text, in_flow), partial(_encode_plain, in_flow)


def quoted(mark: str, ascii_only: bool) -> Style:
    """In single or in double quotation marks."""
    if mark == "'":
        return _decode_single, _encode_single
    return _decode_double, partial(_encode_double, _TO_ESCAPE_ASCII if ascii_only else _TO_ESCAPE)


def block(raw: str, value: str) -> Style:
    """The lines below ``|`` or ``>``; the header line belongs to the raw form.

    Raises:
        ValueError: the lines do not show how far they are indented.
    """
    if not value.strip():
        return opaque(raw, value)  # without words nothing tells how far to indent some
    header = _HEADER.match(raw)
    explicit = header is not None and re.search("[1-9]", header["hints"])
    indent = _given_indent(raw, value) if explicit else None
    if raw.startswith(">"):
        return partial(_decode_block, indent), _encode_line
    known = _found_indent(list(_lines(raw))) if indent is None else indent
    line_break = "\r\n" if "\r\n" in raw else "\n"
    return partial(_decode_block, indent), partial(_encode_lines, line_break, " " * known)


def opaque(raw: str, value: str) -> Style:
    """A raw form that is known as a whole only, and cannot be edited."""
    return partial(_decode_opaque, raw, value), _encode_nothing


def _decode_plain(is_text: Callable[[str], bool], in_flow: bool, raw: str) -> MappedText:
    if raw != raw.strip(_EDGES) or _NOT_FIRST.match(raw) or _NOT_INSIDE.search(raw):
        raise ValueError("not one plain string")
    if in_flow and _ENDS_IN_FLOW.search(raw):
        raise ValueError("not one plain string between brackets")
    mapped = decoded(raw, _changes(_IN_PLAIN, raw))
    if not is_text(mapped.text):
        raise ValueError("not a text without quotation marks")
    return mapped


def _encode_plain(in_flow: bool, words: str) -> str | None:
    if _UNPRINTED.search(words) or words.startswith("#") or _NOT_INSIDE.search(words):
        return None
    return None if in_flow and _UNSAFE_IN_FLOW.search(words) else words


def _decode_single(raw: str) -> MappedText:
    if not _SINGLE.fullmatch(raw):
        raise ValueError("not one string in single quotation marks")
    return _unquoted(_IN_SINGLE, raw)


def _encode_single(words: str) -> str | None:
    return None if _UNPRINTED_OR_TAB.search(words) else words.replace("'", "''")


def _decode_double(raw: str) -> MappedText:
    if not _DOUBLE.fullmatch(raw):
        raise ValueError("not one string in double quotation marks")
    return _unquoted(_IN_DOUBLE, raw)


def _encode_double(special: re.Pattern[str], words: str) -> str:
    return special.sub(lambda found: _escape(found.group()), words)


def _escape(character: str) -> str:
    code = ord(character)
    short = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    return _ESCAPES.get(character) or (short if code < 0x10000 else f"\\U{code:08x}")


def _unquoted(marked: re.Pattern[str], raw: str) -> MappedText:
    last = len(raw) - 1
    inner = ((start + 1, end + 1, text) for start, end, text in _changes(marked, raw[1:last]))
    return decoded(raw, [(0, 1, ""), *inner, (last, last + 1, "")])


def _changes(marked: re.Pattern[str], raw: str) -> Iterator[tuple[int, int, str]]:
    """What stands for something else in one of the styles that fold their lines."""
    if _DOCUMENT.search(raw):
        raise ValueError("a line of dashes or dots would end the document")
    position = 0
    for found in marked.finditer(raw):
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        start, end = found.span()
        if kind == "fold":
            start = position + len(raw[position:start].rstrip(" \t"))
            first, *more = map(_line_break, _BREAKS.findall(text))
            written = (first if first != "\n" else "" if more else " ") + "".join(more)
        elif kind == "joined":
            written = "".join(map(_line_break, _BREAKS.findall(text)[1:]))
        elif kind == "quote":
            written = "'"
        elif kind == "one" and text in _ESCAPED:
            written = _ESCAPED[text]
        elif kind in "xuU" and int(text, 16) <= sys.maxunicode:
            written = chr(int(text, 16))
        else:
            raise ValueError(f"no escape of YAML: {found.group()}")
        yield start, end, written
        position = end


def _line_break(written: str) -> str:
    """What a line break is read as."""
    return written if written in ("\u2028", "\u2029") else "\n"


def _lines(raw: str) -> Iterator[re.Match[str]]:
    """The lines of a block below its header."""
    header = _HEADER.match(raw)
    if header is None:
        raise ValueError("not one block")
    position = header.end()
    while position < len(raw) and (line := _LINE.match(raw, position)):
        yield line
        position = line.end()


def _found_indent(lines: list[re.Match[str]]) -> int:
    """The indentation that the first line with words sets (or the spaces of the empty lines above it)."""
    most = 0
    for line in lines:
        most = max(most, len(line["spaces"]))
        if line["words"].startswith("\t"):
            raise ValueError("a tab cannot show how far a block is indented")
        if line["words"]:
            break
    return most


def _given_indent(raw: str, value: str) -> int:
    """The indentation of a block whose header gives it: what the first line lost on its way to the value."""
    first = next(line for line in _lines(raw) if line["words"])
    above = value[: len(value) - len(value.lstrip(" \n\u2028\u2029"))]
    return len(first["spaces"]) - (len(above) - len(above.rstrip(" ")))


def _decode_block(indent: int | None, raw: str) -> MappedText:
    lines = list(_lines(raw))
    width = _found_indent(lines) if indent is None else indent
    first = lines[0].start() if lines else len(raw)
    return decoded(raw, [(0, first, ""), *_block_changes(raw[:first], lines, width)])


def _block_changes(header: str, lines: list[re.Match[str]], width: int) -> Iterator[tuple[int, int, str]]:
    """What the lines of a block lose or change; `width` is their indentation."""
    hints = header.split("#")[0]
    last: re.Match[str] | None = None
    empty: list[re.Match[str]] = []
    for line in lines:
        if not line["words"] and len(line["spaces"]) <= width:
            empty.append(line)
            continue
        if len(line["spaces"]) < width:
            raise ValueError("a line of this block is indented less than the first")
        if last:
            yield _break_of(last, _between(last, line, width, bool(empty)) if ">" in hints else None)
        for blank in empty:
            yield from _empty_line(blank, None)
        yield line.start(), line.start() + width, ""
        last, empty = line, []
    if last:
        yield _break_of(last, "" if "-" in hints else None)
    for blank in empty:
        yield from _empty_line(blank, None if "+" in hints else "")


def _between(last: re.Match[str], line: re.Match[str], width: int, apart: bool) -> str | None:
    """What a folded line break becomes; None where it stays, as around lines that are indented more."""
    more = any(match.group()[width : width + 1] in (" ", "\t") for match in (last, line))
    if more or _line_break(last["break"]) != "\n":
        return None
    return "" if apart else " "


def _empty_line(line: re.Match[str], line_break: str | None) -> Iterator[tuple[int, int, str]]:
    yield *line.span("spaces"), ""
    yield _break_of(line, line_break)


def _break_of(line: re.Match[str], text: str | None) -> tuple[int, int, str]:
    start, end = line.span("break")
    return start, end, _line_break(line["break"]) if text is None and start < end else text or ""


def _encode_line(words: str) -> str | None:
    return None if _UNPRINTED_OR_TAB.search(words) else words


def _encode_lines(line_break: str, indent: str, words: str) -> str | None:
    """Lines of their own, but no indentation on the empty ones among them."""
    if any(_UNPRINTED_OR_TAB.search(line) for line in words.split("\n")):
        return None
    return re.sub("\n(?!\n)", "\n" + indent, words).replace("\n", line_break)


def _decode_opaque(known: str, value: str, raw: str) -> MappedText:
    if raw != known:
        raise ValueError("this string cannot be read when it is edited")
    return MappedText(value, (Piece(0, len(value), 0, len(raw), False),) if value else ())


def _encode_nothing(words: str) -> str | None:
    return None
