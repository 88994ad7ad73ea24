"""YAML, every string of a value with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from replylint.drafts.containers import yaml_styles as styles
from replylint.drafts.containers.json import prefers_ascii
from replylint.drafts.containers.node import DEEPEST, ContainerError, Node, Scalar, begin

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST = 200_000
"""How many values all aliases of a file together may stand for."""
_LONGEST = 100
"""Longer plain scalars are text; a number of many parts would take its time to count."""
_TEXT = "tag:yaml.org,2002:str"
_MERGE = "<<"
_PROPERTIES = re.compile(r"(?:[&!][^\s]*+[ \t\r\n]*+(?:#[^\r\n]*+[ \t\r\n]*+)*+)++")
_RESOLVER: Any = yaml.resolver.Resolver()
_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_CONSTRUCTED = {
    "tag:yaml.org,2002:null": _CONSTRUCTOR.construct_yaml_null,
    "tag:yaml.org,2002:bool": _CONSTRUCTOR.construct_yaml_bool,
    "tag:yaml.org,2002:int": _CONSTRUCTOR.construct_yaml_int,
    "tag:yaml.org,2002:float": _CONSTRUCTOR.construct_yaml_float,
}


def read_yaml(text: str) -> list[Node]:
    """The documents of a YAML file, as YAML 1.1 has them.

    The raw form of a block begins with its header (``|-``) and ends where the next line of something else
    begins. Anchors and tags belong to no raw form. An alias is the very node of its anchor, so a string may
    be met twice at the same place. Keys of a merge (``<<``) count where the mapping has none of its own. A
    key that is no string is the key as it is written; a date is a string.

    Raises:
        ContainerError: it is not valid YAML, nested too deep, or its aliases stand for too much.
    """
    return list(_Reader(text).documents(_events(text)))


def _events(text: str) -> Iterator[Any]:
    """The parser's events, with marks that count from after the byte order mark."""
    first = begin(text)
    try:
        yield from yaml.parse(text[first:], Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        message = error.problem or error.context or "not valid YAML"
        raise ContainerError(message, text, first + mark.index if mark else first) from None
    except (yaml.YAMLError, UnicodeError):
        found = yaml.reader.Reader.NON_PRINTABLE.search(text, first)
        raise ContainerError("a control character", text, found.start() if found else first) from None


@dataclass(slots=True)
class _Frame:
    """A mapping or a list whose end has not come yet."""

    node: dict[str, Node] | list[Node]
    start: int
    in_flow: bool
    anchor: str | None
    key: str | None = None
    merged: list[Node] = field(default_factory=list)
    size: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A node that aliases may stand for, with the number of values in it and the depth of their nesting."""

    node: Node
    key: str | None
    """How it is read as a key; None of mappings and lists, which are the key that they are written as."""
    size: int
    height: int


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._begin = begin(text)
        self._ascii_only = prefers_ascii(text)
        self._open: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._aliased = 0

    def documents(self, events: Iterator[Any]) -> Iterator[Node]:
        for event in events:
            done = self._read(event)
            if done and not self._open:
                self._anchors.clear()
                yield done.node

    def _read(self, event: Any) -> _Anchored | None:
        """What one event completes, already put where it belongs."""
        start, end = self._begin + event.start_mark.index, self._begin + event.end_mark.index
        match event:
            case yaml.ScalarEvent():
                known = _Anchored(self._scalar(event, start, end), event.value, 1, 0)
            case yaml.AliasEvent():
                known = self._alias(str(event.anchor), start)
            case yaml.CollectionStartEvent():
                self._begin_collection(event, start)
                return None
            case yaml.CollectionEndEvent():
                frame = self._open.pop()
                _merge(frame)
                known = _Anchored(frame.node, None, frame.size, frame.height)
                return self._put(known, frame.anchor, frame.start, end)
            case _:
                return None
        return self._put(known, event.anchor, start, end)

    def _begin_collection(self, event: Any, start: int) -> None:
        in_flow = bool(event.flow_style) or bool(self._open and self._open[-1].in_flow)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Frame({} if is_mapping else [], start, in_flow, event.anchor))
        self._check_depth(0, start)

    def _alias(self, anchor: str, start: int) -> _Anchored:
        known = self._anchors.get(anchor)
        if known is None:
            raise ContainerError(f"no anchor &{anchor} is complete before this alias", self._text, start)
        self._aliased += known.size
        if self._aliased > _MOST:
            raise ContainerError(f"its aliases stand for more than {_MOST:,} values", self._text, start)
        self._check_depth(known.height, start)
        return known

    def _check_depth(self, height: int, start: int) -> None:
        if len(self._open) + height > DEEPEST:
            raise ContainerError(f"nested more than {DEEPEST} deep", self._text, start)

    def _put(self, known: _Anchored, anchor: str | None, start: int, end: int) -> _Anchored:
        if anchor:
            self._anchors[anchor] = known
        if not self._open:
            return known
        frame = self._open[-1]
        frame.size += known.size
        frame.height = max(frame.height, known.height + 1)
        if isinstance(frame.node, list):
            frame.node.append(known.node)
        elif frame.key is None:
            frame.key = self._text[start:end] if known.key is None else known.key
        elif frame.key == _MERGE:
            frame.merged.append(known.node)
            frame.key = None
        else:
            frame.node[frame.key] = known.node
            frame.key = None
        return known

    def _scalar(self, event: Any, start: int, end: int) -> Node:
        tag = _tag(event)
        if tag in _CONSTRUCTED:
            try:
                node: Node = _CONSTRUCTED[tag](yaml.ScalarNode(tag, event.value))
            except (ValueError, LookupError):
                pass  # `!!int` over what is none: a text after all
            else:
                return node
        properties = _PROPERTIES.match(self._text, start, end)
        start = properties.end() if properties else start
        raw = self._text[start:end]
        return Scalar(start, end, event.value, *self._style(event, tag, raw))

    def _style(self, event: Any, tag: str, raw: str) -> styles.Style:
        value: str = event.value
        if not raw:
            return styles.opaque(raw, value)
        try:
            if not event.style:
                in_flow = bool(self._open and self._open[-1].in_flow)
                style = styles.plain(_is_text if tag == _TEXT and not event.tag else _any, in_flow)
            elif event.style in "|>":
                style = styles.block(raw, value)
            else:
                style = styles.quoted(event.style, self._ascii_only)
                if raw[1:-1] == value:
                    return style
            understood = style[0](raw).text == value
        except ValueError:
            understood = False
        return style if understood else styles.opaque(raw, value)


def _tag(event: Any) -> str:
    if event.tag and event.tag != "!":
        return str(event.tag)
    return _plain_tag(event.value) if event.implicit[0] else _TEXT


def _plain_tag(value: str) -> str:
    if len(value) > _LONGEST:
        return _TEXT
    return str(_RESOLVER.resolve(yaml.ScalarNode, value, (True, False)))


def _is_text(value: str) -> bool:
    return _plain_tag(value) == _TEXT


def _any(value: str) -> bool:
    return True


def _merge(frame: _Frame) -> None:
    """Puts what is merged into a mapping below its own keys; of several the first counts."""
    for merged in frame.merged:
        for source in merged if isinstance(merged, list) else [merged]:
            if isinstance(source, dict) and isinstance(frame.node, dict):
                for key, node in source.items():
                    frame.node.setdefault(key, node)
