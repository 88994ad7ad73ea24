"""From the text of an export to the replies in it, each with its place, its title and its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeGuard

from replylint.drafts.containers import ContainerError
from replylint.drafts.containers.csv import read_csv
from replylint.drafts.containers.json import read_json, read_json_lines
from replylint.drafts.containers.node import Node, Scalar, pointer
from replylint.drafts.containers.xml import read_xml
from replylint.drafts.containers.yaml import read_yaml
from replylint.drafts.exports.paths import Found, Path, find, first_plain
from replylint.drafts.exports.presets import Format, Kind, Preset, Presets
from replylint.drafts.exports.sources import SourceSpec, language_code
from replylint.drafts.markup import references, tokens
from replylint.errors import DraftError

# What a rich-text editor writes; <name> and <order number> are somebody's placeholders.
_TAGS = frozenset(
    "p br div span a b i u s em strong ul ol li table tr td th img hr h1 h2 h3 h4 h5 h6 blockquote pre code "
    "font center html body small sub sup".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One reply of an export."""

    scalar: Scalar
    pointer: str
    """Its place as a JSON Pointer: ``/macros/0/actions/1/value``; of CSV and JSON lines the first step is
    the row below the header or the line, and of several YAML documents the document, counted from 0."""
    title: str | None
    format: str
    """``text``, ``html`` or ``markdown``."""
    language: str | None
    """As the export writes it: ``en-US``."""
    part: str | None = None
    """``subject`` for a line that is no whole reply."""


def read_export(
    text: str, name: str, presets: Presets, spec: SourceSpec | None = None, generic: bool = False
) -> list[Entry] | None:
    """The replies in a file called `name`, in its order; None where no preset recognises the file.

    With `generic`, or a `spec` that names neither preset nor path, presets that are tried on demand follow.

    Raises:
        ConfigError: `spec` names no preset that there is.
        DraftError: the file was declared (`spec`, `generic`) and cannot be read; names the place.
    """
    declared = generic or spec is not None
    preset = presets.named(spec.preset) if spec and spec.preset else None
    kind = _KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        if spec is None:
            return None
        raise DraftError(f"{name}: is no export by its ending. Give it one of: {', '.join(ENDINGS)}.")
    if not declared and not any(shape.may_be_in(text) for shape in presets.of_kind(kind, False)):
        return None
    try:
        roots = list(_roots(text, name))
    except ContainerError as error:
        if not declared:
            return None
        raise DraftError(f"{name}:{error.line}:{error.column}: {error.message}") from None
    entries: list[Entry] | None = None
    for root in roots:
        if spec and spec.select:
            found: list[Entry] | None = _selected(root, spec)
        elif preset:
            found = list(_entries(preset, _records(preset, root, True) or [], spec))
        else:
            found = _recognised(root, presets.of_kind(kind, declared), spec)
        if found is not None:
            entries = [*(entries or []), *found]
    return None if entries is None else _once(entries)


def _roots(text: str, name: str) -> Iterator[Found]:
    """What a file holds; the documents of a YAML file one by one."""
    documents = _READERS[PurePath(name).suffix.lower()](text)
    for index, document in enumerate(documents):
        _share_nothing(document)
        yield Found(document, (index,) if len(documents) > 1 else ())


def _share_nothing(root: Node) -> None:
    """Empty the lists that aliases of YAML repeat, so that a small file cannot stand for a huge one."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if not isinstance(node, (dict, list)) or id(node) in seen:
            continue
        seen.add(id(node))
        members = list(node.items() if isinstance(node, dict) else enumerate(node))
        for key, child in members:
            if isinstance(child, list) and id(child) in seen:
                node[key] = []  # type: ignore[index]
        stack.extend(child for _, child in reversed(members))


def _read_json(text: str) -> list[Node]:
    """A JSON file, which may hold JSON lines for all its ending."""
    try:
        return [read_json(text)]
    except ContainerError:
        lines = _json_lines(text)
        if lines is None:
            raise
        return [lines]


def _json_lines(text: str) -> list[Node] | None:
    try:
        lines = read_json_lines(text)
    except ContainerError:
        return None
    return lines if len(lines) > 1 else None


_READERS: dict[str, Callable[[str], list[Node]]] = {
    ".json": _read_json,
    ".jsonl": lambda text: [read_json_lines(text)],
    ".ndjson": lambda text: [read_json_lines(text)],
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".csv": lambda text: [read_csv(text)],
    ".tsv": lambda text: [read_csv(text, "\t")],
    ".xml": lambda text: [read_xml(text)],
}
_KINDS: dict[str, Kind] = {
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "csv",
    ".xml": "xml",
}
ENDINGS = tuple(_KINDS)
"""The endings of files that may be exports."""


def _recognised(root: Found, presets: Iterator[Preset], spec: SourceSpec | None) -> list[Entry] | None:
    for preset in presets:
        records = _records(preset, root, False)
        if records is not None:
            return list(_entries(preset, records, spec))
    return None


def _records(preset: Preset, root: Found, declared: bool) -> list[Found] | None:
    """The objects of an export; of a declared one also where none of them looks as it should."""
    fallback = None
    for path in preset.records:
        records = [found for found in find(root, path) if isinstance(found.node, dict)]
        if any(shape.fits(record.node) for record in records for shape in preset.recognise):
            return records
        if fallback is None and declared and any(True for _ in _entries(preset, records, None)):
            fallback = records
    return fallback


def _entries(preset: Preset, records: list[Found], spec: SourceSpec | None) -> Iterator[Entry]:
    for record in records:
        if any(condition.fits(record.node) for condition in preset.unless):
            continue
        title = first_plain(record.node, preset.title)
        language = language_code(first_plain(record.node, preset.language))
        for text in preset.text:
            for holder in find(record, text.inside):
                if text.where.fits(holder.node) and (picked := _first_words(holder, text.at)):
                    yield _entry(*picked, title, language, text.part, spec)


def _first_words(holder: Found, at: tuple[tuple[Path, Format], ...]) -> tuple[Found, Format] | None:
    for path, format in at:
        for found in find(holder, path):
            if _has_words(found.node):
                return found, format
    return None


def _has_words(node: Node) -> TypeGuard[Scalar]:
    return isinstance(node, Scalar) and not node.value.isspace() and node.value != ""


def _selected(root: Found, spec: SourceSpec) -> list[Entry]:
    return [
        _entry(found, "auto", None, None, None, spec)
        for found in find(root, spec.path)
        if _has_words(found.node)
    ]


def _entry(
    text: Found,
    format: Format,
    title: str | None,
    language: str | None,
    part: str | None,
    spec: SourceSpec | None,
) -> Entry:
    """The reply at a place, with what a spec says of it before what the preset says."""
    assert isinstance(text.node, Scalar)
    if spec:
        title = spec.title_of(text) or title
        language = spec.language_of(text) or language
        format = format if part or not spec.format else spec.format
    if format == "auto":
        format = "html" if is_html(text.node.value) else "text"
    return Entry(text.node, pointer(*text.place), title, format, language, part)


def is_html(text: str) -> bool:
    """Whether tags that helpdesks write, or character references, stand in a text."""
    if "<" in text and any(token.name in _TAGS for token in tokens(text)):
        return True
    return any(text[end - 1] == ";" for _, end, _ in references(text, 0, len(text)))


def _once(entries: list[Entry]) -> list[Entry]:
    """In the order of the file; of what YAML repeats by aliases only the first."""
    placed: dict[int, Entry] = {}
    for entry in entries:
        placed.setdefault(entry.scalar.start, entry)
    return [placed[start] for start in sorted(placed)]
