"""From paths to the files that hold drafts, in a stable order, and from a file to its drafts."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from replylint.drafts.exports import KINDS, kind_of
from replylint.drafts.source import FORMATS, TEMPLATES, Origin, Source, decode, read_source
from replylint.errors import DraftError
from replylint.packs import languages
from replylint.report import Lines, Location, Problem

if TYPE_CHECKING:
    from replylint.drafts.comments import Comment
    from replylint.drafts.exports.reading import Entry
    from replylint.drafts.exports.sources import SourceSpec

ENDINGS = frozenset((*FORMATS, *TEMPLATES, *KINDS))
"""The endings of files that are looked at in a folder."""

_ABOUT = frozenset(
    ("readme", "changelog", "changes", "contributing", "code_of_conduct", "license", "licence", "notice")
)
"""The names of files that tell of the files beside them."""

_YAML = (".yaml", ".yml")
_YAML_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read."""

    path: str
    named: bool
    """Whether the user named this very file, so that it must hold a draft."""


def _nothing(path: str) -> bool:
    return False


def find_files(
    paths: Iterable[str | Path], excluded: Callable[[str], bool] = _nothing, all_named: bool = True
) -> Iterator[Found | Problem]:
    """The files that `paths` name, folders searched; each file once.

    A file that is named is a draft whatever its ending; in a folder the `ENDINGS` are, and hidden folders and
    files are passed over, a README or CHANGELOG, and what is `excluded`. Without `all_named` the same
    holds for files that are named. A path that does not exist, and a folder without drafts, is a `Problem`.
    """
    seen: set[str] = set()
    for path in map(str, paths):
        if os.path.isdir(path):
            folder = os.path.normpath(path)
            found: list[Found | Problem] = list(_inside("" if folder == "." else folder, excluded))
            if not found:
                endings = ", ".join(sorted(ENDINGS))
                yield Problem(
                    path=path, message=f"{path}: holds no drafts ({endings}). Name a file, or another folder."
                )
        elif not os.path.lexists(path):
            yield Problem(path=path, message=f"{path}: does not exist.")
            continue
        elif all_named or (_is_draft(os.path.basename(path)) and not excluded(path)):
            found = [Found(path, all_named)]
        else:
            continue
        for file in found:
            if (name := os.path.normpath(file.path)) not in seen:
                seen.add(name)
                yield file


def _inside(folder: str, excluded: Callable[[str], bool]) -> Iterator[Found | Problem]:
    """The files in a folder and the folders in it, in the order of their names."""
    waiting = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if is_folder:
            try:
                waiting += reversed(list(_entries(path, excluded)))
            except (FileNotFoundError, NotADirectoryError):
                continue  # it vanished
            except OSError as error:
                yield Problem(path=path, message=f"{path}: cannot be searched ({error.strerror}).")
        else:
            yield Found(path, False)


def _entries(folder: str, excluded: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    """The drafts and the folders that stand in a folder itself, each with whether it is a folder."""
    with os.scandir(folder or None) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.name.startswith("."):
            continue
        path = os.path.join(folder, entry.name)
        if entry.is_dir(follow_symlinks=False):
            if not excluded(path):
                yield path, True
        elif _is_draft(entry.name) and not _is_link_to_folder(entry) and not excluded(path):
            yield path, False


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and os.path.isdir(entry.path)


def _is_draft(name: str) -> bool:
    stem, dot, ending = name.lower().rpartition(".")
    return dot + ending in ENDINGS and stem not in _ABOUT


def read_sources(
    data: bytes, name: str, rules: Path, spec: SourceSpec | None = None, named: bool = True
) -> list[Source]:
    """The drafts in a file called `name`: one, or those of an export, which may be none.

    Args:
        rules: the folder of the shipped packs, whose presets tell exports.
        spec: what the settings say of this file.
        named: whether it must hold a draft; otherwise a file that is no export holds none.

    Raises:
        DraftError: it cannot be read, or holds none and must.
    """
    if spec is None and kind_of(name) is None:
        return [read_source(data, name)]
    # Imported here: see replylint/drafts/exports.
    from replylint.drafts.exports.presets import read_presets
    from replylint.drafts.exports.reading import read_export

    text = decode(data, name)
    entries = read_export(text, name, read_presets(rules), spec, generic=named)
    if not entries:
        return []
    if spec and spec.language:
        _check_language(spec.language, entries, languages(rules), name)
    lines = Lines(text)
    said = _comments(text, entries) if name.lower().endswith(_YAML) else {}
    return [_source(entry, name, text, lines, said.get(entry.scalar.start, ())) for entry in entries]


def _check_language(said: str, entries: Sequence[Entry], known: Sequence[str], name: str) -> None:
    """Refuse a key that no text has and that is no language either: it would silence them all."""
    if said not in known and all(entry.language in (None, said) for entry in entries):
        raise DraftError(
            f'{name}: the [[source]] of this file says language = "{said}", which is neither a key beside '
            f"its texts nor a language with rules ({', '.join(known)}). Correct it in the settings."
        )


def _comments(text: str, entries: Sequence[Entry]) -> dict[int, tuple[Comment, ...]]:
    """The lines of comment in a file of YAML, by the start of the text that each stands above."""
    from replylint.drafts.comments import Comment

    found: dict[int, tuple[Comment, ...]] = {}
    starts = [entry.scalar.start for entry in entries]
    for match in _YAML_COMMENT.finditer(text):
        next_ = bisect_right(starts, match.start())
        inside = next_ and match.start() < entries[next_ - 1].scalar.end
        if next_ < len(starts) and not inside:
            comment = Comment(match.start(), match.end(), match.group())
            found[starts[next_]] = (*found.get(starts[next_], ()), comment)
    return found


def _source(entry: Entry, name: str, text: str, lines: Lines, comments: tuple[Comment, ...]) -> Source:
    scalar = entry.scalar
    return Source(
        text=text[scalar.start : scalar.end],
        format=entry.format,
        location=Location(path=name, pointer=entry.pointer, title=entry.title),
        language=re.split("[-_]", entry.language)[0].lower() if entry.language else None,
        profile="snippet" if entry.part else None,
        kind="template",
        comments=comments,
        origin=Origin(text, scalar, lines.span(scalar.start, scalar.end)),
    )
