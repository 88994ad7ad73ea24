"""JSON and JSON lines, every string with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from json.decoder import JSONArray, JSONObject, scanstring  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

from replylint.drafts.containers.node import DEEPEST, ContainerError, Node, Scalar, begin, decoded
from replylint.drafts.mapped import MappedText

_SPACE = re.compile(r"[ \t\r\n]*")
_LINE = re.compile(r"[^\r\n]+")
_ESCAPE = re.compile(
    r"\\(?:u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[^u])", re.DOTALL
)


def read_json(text: str) -> Node:
    """The value of a JSON file. Of a key that is there twice the last counts, as JSON's readers have it.

    Raises:
        ContainerError: it is not valid JSON, or nested too deep.
    """
    node, end = _Reader(text).value(begin(text), len(text))
    _nothing_more(text, end, len(text))
    return node


def read_json_lines(text: str) -> list[Node]:
    """The values of a file that holds one on each line; blank lines are passed over.

    Raises:
        ContainerError: a line is not one valid JSON value, or nested too deep.
    """
    reader = _Reader(text)
    items = []
    for line in _LINE.finditer(text, begin(text)):
        if line.group().strip(" \t"):
            node, end = reader.value(line.start(), line.end())
            _nothing_more(text, end, line.end())
            items.append(node)
    return items


def prefers_ascii(text: str) -> bool:
    """Whether the writer of a file wrote all that is not ASCII as escapes."""
    return "\\u" in text and text[begin(text) :].isascii()


class _Reader:
    """Python's own scanner of JSON, whose strings keep their places and whose depth is bounded."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_constant = parse_float = float

    def __init__(self, text: str) -> None:
        self._text = text
        self._encode = partial(_encode, prefers_ascii(text))
        self._depth = 0
        self.memo: dict[str, str] = {}
        self.parse_object = self._nested(JSONObject)
        self.parse_array = self._nested(JSONArray)
        self._scan_once = py_make_scanner(self)

    def value(self, start: int, end: int) -> tuple[Node, int]:
        """The value that begins at an offset (or after white space) and must end by another, and its end."""
        first = _space_end(self._text, start)
        try:
            node, stop = self._scan_once(self._text, first)
        except StopIteration as error:
            raise ContainerError("Expecting value", self._text, error.value) from None
        except json.JSONDecodeError as error:
            raise ContainerError(error.msg, self._text, error.pos) from None
        if stop > end:
            raise ContainerError("this value does not end on its line", self._text, first)
        return node, stop

    def parse_string(self, text: str, start: int, strict: bool) -> tuple[Scalar, int]:
        value, end = scanstring(text, start, strict)
        return Scalar(start - 1, end, value, _decode, self._encode), end

    @staticmethod
    def parse_int(digits: str) -> int | float:
        try:
            return int(digits)
        except ValueError:  # longer than Python will turn into a whole number
            return float(digits)

    def _nested(self, parse: Callable[..., Any]) -> Callable[..., Any]:
        def parse_nested(place: tuple[str, int], *args: Any) -> Any:
            if self._depth >= DEEPEST:
                raise ContainerError(f"nested more than {DEEPEST} deep", self._text, place[1] - 1)
            self._depth += 1
            try:
                return parse(place, *args)
            finally:
                self._depth -= 1

        return parse_nested


def _space_end(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start


def _nothing_more(text: str, end: int, limit: int) -> None:
    end = _space_end(text, end)
    if end < limit:
        raise ContainerError("Extra data", text, end)


def _decode(raw: str) -> MappedText:
    if raw[:1] != '"' or scanstring(raw, 1, True)[1] != len(raw):
        raise ValueError("not one string of JSON")
    escapes = [(m.start(), m.end(), scanstring(f'{m.group()}"', 0, True)[0]) for m in _ESCAPE.finditer(raw)]
    return decoded(raw, [(0, 1, ""), *escapes, (len(raw) - 1, len(raw), "")])


def _encode(ascii_only: bool, words: str) -> str:
    return json.dumps(words, ensure_ascii=ascii_only)[1:-1]
