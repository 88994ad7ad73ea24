"""From the text of an export to the replies in it, each with its place, its title and its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import TypeGuard

from replylint.drafts.containers.csv import read_csv
from replylint.drafts.containers.json import read_json, read_json_lines
from replylint.drafts.containers.node import ContainerError, Node, Scalar, pointer
from replylint.drafts.containers.xml import read_xml
from replylint.drafts.exports import KINDS
from replylint.drafts.exports.paths import Found, Path, find, first_plain
from replylint.drafts.exports.presets import Format, Preset, Presets
from replylint.drafts.exports.sources import SourceSpec, language_code
from replylint.drafts.markup import is_html
from replylint.errors import DraftError

_MOST_KEYS = 12
"""Of an object so many keys are told."""


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
        DraftError: the file was declared (`spec`, `generic`) or has the keys of an export, and cannot be
            read; names the place. A `spec` that finds nothing in it; with `generic`, a file that is none.
    """
    declared = generic or spec is not None
    preset = presets.named(spec.preset) if spec and spec.preset else None
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        if spec is None:
            return None
        raise DraftError(f"{name}: is no export by its ending. Give it one of: {', '.join(KINDS)}.")
    kind, read = KINDS[ending], _READERS[ending]
    if not declared and not any(shape.may_be_in(text) for shape in presets.of_kind(kind, False)):
        return None
    try:
        documents = read(text)
    except ContainerError as error:
        place = f"{name}:{error.line}:{error.column}"
        raise DraftError(
            f"{place}: is not valid {kind.upper()}: {error.message}. Correct it or export it again."
        ) from None
    entries: list[Entry] = []
    is_export = False
    for root in _roots(documents):
        if spec and spec.select is not None:
            found: list[Entry] | None = _selected(root, spec)
        elif preset:
            found = list(_entries(preset, _records(preset, root, True) or [], spec))
        else:
            found = _recognised(root, presets.of_kind(kind, declared), spec)
        is_export = is_export or found is not None
        entries.extend(found or ())
    if spec:
        _check(spec, entries, documents, name)
    if is_export or (generic and not any(map(_words_in, documents))):
        return _once(entries)
    if generic:
        raise DraftError(
            f"{name}: no replies were recognised in it.{_there(documents)} "
            "Say where they stand with a [[source]] in replylint.toml."
        )
    return None


def _check(spec: SourceSpec, entries: list[Entry], documents: list[Node], name: str) -> None:
    """Refuse what is not so: a misspelt key must not look like a file without faults."""
    wrong = ""
    if not entries and any(map(_words_in, documents)):
        wrong = f"finds no text ({spec.how})"
    elif spec.name and entries and not any(entry.title for entry in entries):
        wrong = f'finds no title: no text has the name "{spec.name}" beside it'
    if wrong:
        raise DraftError(
            f"{name}: the [[source]] of this file {wrong}.{_there(documents)} Correct it in the settings."
        )


def _there(documents: list[Node]) -> str:
    """The keys that a file has, as a sentence."""
    keys = ", ".join(_keys(documents))
    return f" There are: {keys}." if keys else ""


def _words_in(document: Node) -> bool:
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if _has_words(node):
            return True
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return False


def _keys(documents: list[Node]) -> Iterator[str]:
    """The keys of the first object with a text of its own, and of those around it."""
    node: Node = documents[0] if documents else None
    while isinstance(node, (dict, list)) and node:
        if isinstance(node, dict):
            yield from islice(node, _MOST_KEYS)
            if any(map(_has_words, node.values())):
                return
            node = next((child for child in node.values() if isinstance(child, (dict, list))), None)
        else:
            node = node[0]


def _roots(documents: list[Node]) -> Iterator[Found]:
    """What a file holds; of several YAML documents one after the other."""
    for index, document in enumerate(documents):
        yield Found(document, (index,) if len(documents) > 1 else ())


def _read_json(text: str) -> list[Node]:
    """A JSON file, which may hold JSON lines for all its ending."""
    try:
        return [read_json(text)]
    except ContainerError:
        with suppress(ContainerError):
            return [read_json_lines(text)]
        raise


def _read_yaml(text: str) -> list[Node]:
    # Imported here: PyYAML takes its time, and most runs meet none.
    from replylint.drafts.containers.yaml import read_yaml

    return read_yaml(text)


_READERS: dict[str, Callable[[str], list[Node]]] = {
    ".json": _read_json,
    ".jsonl": lambda text: [read_json_lines(text)],
    ".ndjson": lambda text: [read_json_lines(text)],
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".csv": lambda text: [read_csv(text)],
    ".tsv": lambda text: [read_csv(text, "\t")],
    ".xml": lambda text: [read_xml(text)],
}


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
        for path in spec.paths
        for found in find(root, path)
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
    written: str = spec.format if spec and spec.format and not part else format
    if written == "auto":
        written = "html" if is_html(text.node.value) else "text"
    return Entry(text.node, pointer(*text.place), title, written, language, part)


def _once(entries: list[Entry]) -> list[Entry]:
    """In the order of the file; of what YAML repeats by aliases only the first."""
    placed: dict[int, Entry] = {}
    for entry in entries:
        placed.setdefault(entry.scalar.start, entry)
    return [placed[start] for start in sorted(placed)]
