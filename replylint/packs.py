"""Finds the rule packs and reads their plain data. No matching and no spaCy here.

A pack is the folder of one language: ``language.toml`` (words that describe the language and its mail),
``words/`` (word families that patterns name), ``acts/`` and one folder per rule family. A language
inherits from the English file of the same id whatever its own file does not say.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from replylint.errors import ConfigError, RuleError, nearest

BASE_LANGUAGE = "en"
ACTS = "acts"
WORDS = "words"
PATTERNS = "patterns"
# Keys that belong to the words of one language: another language never inherits them.
OWN_KEYS = frozenset({"match", "rewrite", "conflict", "bad", "good", "positive", "lookalike", "known_gaps"})


def rules_directory() -> Path:
    """The folder of the shipped packs: inside the wheel, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "rules", here.parent / "rules"):
        if (candidate / "sources.toml").is_file():
            return candidate
    raise RuleError(f"No rule packs found in {here / 'rules'}. Install replylint again.")


@dataclass(frozen=True, eq=False)
class RuleFile:
    """One act or rule as its file says it, inheritance done, not yet validated."""

    id: str
    family: str
    path: Path
    data: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Pack:
    """The plain data of one language. Compared and hashed by identity: `read_pack` gives each but once."""

    language: str
    words: Mapping[str, Any]
    """``language.toml``: what describes the language itself."""
    features: Mapping[str, Mapping[str, Any]]
    """``features.toml``: named sets of clause features, which patterns name as ``_ = "name"``."""
    families: Mapping[str, list[str]]
    """``words/``: named lists of words, which patterns name as ``@name``."""
    patterns: Mapping[str, list[Any]] = field(default_factory=dict)
    """``patterns/``: named lists of patterns, which rules name as ``"@name"`` in the place of one."""
    acts: tuple[RuleFile, ...] = ()
    rules: tuple[RuleFile, ...] = ()
    directory: Path = field(default_factory=Path)

    @property
    def terminators(self) -> str:
        """The marks that end a sentence."""
        return str(self.words.get("terminators", ".!?…"))

    def list(self, key: str) -> list[str]:
        """A list of `language.toml`; empty where the language does not have it."""
        value = self.words.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            path = self.directory / "language.toml"
            raise RuleError(f'{path}: "{key}" must be a list of strings.')
        return value


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        RuleError: the file cannot be read or is not TOML; names the file and the line.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RuleError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise RuleError(f"{path}: is not UTF-8. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path}: is not valid TOML: {error}.") from None


def languages(directory: Path) -> list[str]:
    """The languages that have a pack in `directory`."""
    return sorted(path.parent.name for path in directory.glob("*/language.toml"))


@cache
def read_pack(directory: Path, language: str) -> Pack:
    """The pack of one language, with what it inherits from the English one.

    Raises:
        ConfigError: there is no pack for the language.
        RuleError: a file of the pack cannot be read.
    """
    known = languages(directory)
    if language not in known:
        hint = nearest(language, known)
        raise ConfigError(f'No rule pack for language "{language}"{hint}. There are: {", ".join(known)}.')
    folder = directory / language
    own = {file.id: file for file in _files(folder)}
    if language != BASE_LANGUAGE:
        base = {file.id: file for file in _files(directory / BASE_LANGUAGE)}
        own = {name: _inherit(file, base.get(name)) for name, file in own.items()}
    files = sorted(own.values(), key=lambda file: file.id)
    return Pack(
        language=language,
        words=read_toml(folder / "language.toml"),
        features=_read_if_there(folder / "features.toml"),
        families=_families(folder / WORDS),
        patterns={name: listed for name, (_, listed) in _lists(folder / PATTERNS, list).items()},
        acts=tuple(file for file in files if file.family == ACTS),
        rules=tuple(file for file in files if file.family != ACTS),
        directory=folder,
    )


def _read_if_there(path: Path) -> dict[str, Any]:
    return read_toml(path) if path.is_file() else {}


def _files(folder: Path) -> list[RuleFile]:
    found: dict[str, RuleFile] = {}
    for path in sorted(folder.glob("*/*.toml")):
        if path.parent.name in (WORDS, PATTERNS):
            continue
        if path.stem in found:
            raise RuleError(f'{path}: the id "{path.stem}" is taken by {found[path.stem].path}. Rename one.')
        found[path.stem] = RuleFile(path.stem, path.parent.name, path, read_toml(path))
    return list(found.values())


def _inherit(file: RuleFile, base: RuleFile | None) -> RuleFile:
    if base is None:
        return file
    inherited = {key: value for key, value in base.data.items() if key not in OWN_KEYS}
    return RuleFile(file.id, base.family, file.path, {**inherited, **file.data})


def _lists(folder: Path, member: type) -> dict[str, tuple[Path, list[Any]]]:
    """The named lists in the files of a folder, each with the file it stands in."""
    listed: dict[str, tuple[Path, list[Any]]] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, members in read_toml(path).items():
            if not isinstance(members, list) or not all(isinstance(m, (str, member)) for m in members):
                raise RuleError(
                    f'{path}: "{name}" must be a list of {"strings" if member is str else "patterns"}.'
                )
            if name in listed:
                raise RuleError(f'{path}: "{name}" also stands in {listed[name][0]}. Rename one.')
            listed[name] = (path, members)
    return listed


def _families(folder: Path) -> dict[str, list[str]]:
    """The word families of a pack, each with the members of the families it names."""
    listed = _lists(folder, str)

    def resolve(name: str, above: tuple[str, ...]) -> list[str]:
        path, members = listed[name]
        words = []
        for member in members:
            if not member.startswith("@"):
                words.append(member)
            elif member[1:] in listed and member[1:] not in (*above, name):
                words.extend(resolve(member[1:], (*above, name)))
            else:
                raise RuleError(f'{path}: "{name}" names "{member}", which is no word family above it.')
        return words

    return {name: resolve(name, ()) for name in listed}
