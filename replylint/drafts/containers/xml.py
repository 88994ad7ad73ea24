"""The records of XML data files as Odoo loads them, every attribute and field with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from xml.parsers import expat

from replylint.drafts.containers.node import ContainerError, Node, Scalar, begin, decoded
from replylint.drafts.mapped import MappedText

_TAG = re.compile(r"""<[^\s/>]++(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]++)\s*+=\s*+("[^"]*+"|'[^']*+')""")
_REFERENCE = r"&(?:#x(?P<hex>[0-9A-Fa-f]+)|#(?P<number>[0-9]+)|(?P<name>lt|gt|amp|quot|apos));"
_IN_TEXT = re.compile(
    rf"{_REFERENCE}|<!\[CDATA\[(?P<cdata>.*?)\]\]>|(?P<silent><!--.*?-->|<\?.*?\?>)|(?P<line>\r\n?)",
    re.DOTALL,
)
_IN_ATTRIBUTE = re.compile(rf"{_REFERENCE}|(?P<blank>\r\n|[\r\n\t])")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IMPOSSIBLE = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = ("html", "xml")
"""The types of a field whose content is markup even where it holds no element."""


def read_xml(text: str) -> Node:
    """The records of a data file: ``{"records": [{"model": …, "id": …, "fields": {name: …}}]}``.

    The raw form of an attribute has its quotation marks; that of a field is all between its tags. A field of
    text is read out of its entities and CDATA. A field that holds elements, or is of type html or xml, is
    its markup as it stands, unless that is wrapped in CDATA. Fields without content (a ``ref``, an ``eval``)
    and fields that hold records are passed over; records in them count like the others.

    Raises:
        ContainerError: it is not well-formed, or it declares a document type, which may hide entities.
    """
    return {"records": _Reader(text).read()}


@dataclass(slots=True)
class _Element:
    """A record, a field or any other element whose end has not come yet."""

    content: int = 0
    name: str = ""
    """Of a field with content; other elements need none."""
    is_markup: bool = False
    """Of a field: whether its type says so."""
    has_elements: bool = False
    fields: dict[str, Node] | None = None
    """Of a record."""


class _Reader:
    """Follows the parser's events; its byte offsets are turned into code points as they come."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._begin = begin(text)
        self._bytes = text[self._begin :].encode("utf-8", "surrogatepass")
        self._known = (0, self._begin)
        self._records: list[Node] = []
        self._open: list[_Element] = [_Element()]
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self) -> list[Node]:
        try:
            self._parser.Parse(self._bytes, True)
        except expat.ExpatError as error:
            place = self._place(self._parser.ErrorByteIndex)
            raise ContainerError(expat.ErrorString(error.code), self._text, place) from None
        return self._records

    def _place(self, index: int) -> int:
        """The code point of the file's text at which a byte stands; asked in rising order."""
        byte, place = self._known
        if index > byte:
            place += len(self._bytes[byte:index].decode("utf-8", "ignore"))
            self._known = (index, place)
        return place

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        around = self._open[-1]
        around.has_elements = True
        element = _Element()
        self._open.append(element)
        if name == "record":
            around.name = ""
            element.fields = {}
            self._records.append({**self._attributes(name), "fields": element.fields})
        elif name == "field" and around.fields is not None:
            tag = self._tag()
            if not tag.group().endswith("/>"):
                element.name = attributes.get("name", "")
                element.content = tag.end()
                element.is_markup = attributes.get("type") in _MARKUP

    def _end(self, _: str) -> None:
        element = self._open.pop()
        fields = self._open[-1].fields
        if element.name and fields is not None:
            end = self._place(self._parser.CurrentByteIndex)
            fields[element.name] = self._content(element, end)

    def _content(self, field: _Element, end: int) -> Scalar:
        raw = self._text[field.content : end]
        if field.has_elements or (field.is_markup and "<![CDATA[" not in raw):
            return Scalar(field.content, end, raw, _decode_markup, _encode_markup)
        wrapped = raw.strip()
        if wrapped.startswith("<![CDATA[") and wrapped.find("]]>") == len(wrapped) - 3:
            encode = _encode_cdata
        else:
            encode = _encode_mixed if "<![CDATA[" in raw else _encode_text
        return Scalar(field.content, end, _decoded_text(raw).text, _decode_text, encode)

    def _doctype(self, *_: object) -> None:
        place = self._text.rfind("<!DOCTYPE", 0, self._place(self._parser.CurrentByteIndex))
        raise ContainerError("a document type is not read; take out <!DOCTYPE …>", self._text, place)

    def _tag(self) -> re.Match[str]:
        tag = _TAG.match(self._text, self._place(self._parser.CurrentByteIndex))
        if tag is None:  # the parser has read one here
            raise AssertionError("no tag where the parser saw one")
        return tag

    def _attributes(self, name: str) -> dict[str, Node]:
        """The model and the id of a record."""
        tag = self._tag()
        found = _ATTRIBUTE.finditer(self._text, tag.start() + 1 + len(name), tag.end())
        return {
            attribute[1]: Scalar(
                *attribute.span(2),
                _decode_attribute(attribute[2]).text,
                _decode_attribute,
                partial(_encode_attribute, attribute[2][0]),
            )
            for attribute in found
            if attribute[1] in ("model", "id")
        }


def _elements(content: str) -> int:
    """How many elements stand in what would be the content of one.

    Raises:
        ValueError: it is not well-formed.
    """
    count = -1

    def start(*_: object) -> None:
        nonlocal count
        count += 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    try:
        parser.Parse(f"<x>{content}</x>".encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        raise ValueError(expat.ErrorString(error.code)) from None
    return count


def _decode_markup(raw: str) -> MappedText:
    _elements(raw)
    return MappedText.of(raw)


def _decode_text(raw: str) -> MappedText:
    if _elements(raw):
        raise ValueError("not text alone")
    return _decoded_text(raw)


def _decoded_text(raw: str) -> MappedText:
    return decoded(raw, _changes(_IN_TEXT.finditer(raw)))


def _decode_attribute(raw: str) -> MappedText:
    if not re.fullmatch(r""""[^"<]*"|'[^'<]*'""", raw):
        raise ValueError("not one attribute with its quotation marks")
    last = len(raw) - 1
    return decoded(raw, [(0, 1, ""), *_changes(_IN_ATTRIBUTE.finditer(raw)), (last, last + 1, "")])


def _changes(found: Iterable[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    for match in found:
        start, end = match.span()
        kind = match.lastgroup
        if kind == "cdata":
            inner, stop = match.span("cdata")
            yield start, inner, ""
            for line in re.finditer(r"\r\n?", match["cdata"]):
                yield inner + line.start(), inner + line.end(), "\n"
            yield stop, end, ""
        elif kind == "hex":
            yield start, end, chr(int(match["hex"], 16))
        elif kind == "number":
            yield start, end, chr(int(match["number"]))
        elif kind == "name":
            yield start, end, _NAMED[match["name"]]
        else:
            yield start, end, {"line": "\n", "blank": " "}.get(kind or "", "")


def _encode_markup(words: str) -> str | None:
    try:
        _elements(words)
    except ValueError:
        return None
    return None if "\r" in words else words


def _encode_text(words: str) -> str | None:
    return None if _IMPOSSIBLE.search(words) else words.translate(_ESCAPES)


def _encode_cdata(words: str) -> str | None:
    return None if _IMPOSSIBLE.search(words) or "]]>" in words else words


def _encode_mixed(words: str) -> str | None:
    """Inside CDATA or beside it: what is written alike in both."""
    return words if _encode_text(words) == words else None


def _encode_attribute(mark: str, words: str) -> str | None:
    written = _encode_text(words)
    if written is None:
        return None
    return (
        written.replace(mark, "&quot;" if mark == '"' else "&apos;")
        .replace("\n", "&#10;")
        .replace("\t", "&#9;")
    )
