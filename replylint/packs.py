"""Finds the rule packs and reads their plain data. No matching and no spaCy here.

A pack is the folder of one language: ``language.toml`` (words that describe the language and its mail),
``words/`` (word families that patterns name), ``acts/`` and one folder per rule family. A language
inherits from the English file of the same id whatever its own file does not say. Further packs add such
folders, without ``language.toml``, under names of their own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from replylint.errors import ConfigError, RuleError, nearest
from replylint.namespaces import Names

BASE_LANGUAGE = "en"
ACTS = "acts"
WORDS = "words"
PATTERNS = "patterns"
# Keys that belong to the words of one language: another language never inherits them.
OWN_KEYS = frozenset({"match", "rewrite", "conflict", "bad", "good", "positive", "lookalike", "known_gaps"})
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Table = Mapping[str, tuple[Path, Any]]
"""The named tables of a file such as ``sources.toml``, each with the file it stands in."""


def rules_directory() -> Path:
    """The folder of the shipped packs: inside the wheel, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "rules", here.parent / "rules"):
        if (candidate / "sources.toml").is_file():
            return candidate
    raise RuleError(f"No rule packs found in {here / 'rules'}. Install replylint again.")


@dataclass(frozen=True, slots=True)
class RulePack:
    """A further pack of rules beside the shipped ones, as its ``pack.toml`` says."""

    name: str
    """What stands before the slash in the ids of its rules."""
    version: str
    description: str
    url: str
    directory: Path


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
    sources: Table = field(default_factory=dict)
    profiles: Table = field(default_factory=dict)
    measured: Table = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)
    """The families of all English rules and acts, which this language may not have yet."""
    directory: Path = field(default_factory=Path)
    further: tuple[RulePack, ...] = ()
    """The further packs that have rules for this language."""

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


def read_pack(directory: Path, language: str, further: tuple[RulePack, ...] = ()) -> Pack:
    """The shipped pack of one language, with what it inherits from English and what further packs add.

    Raises:
        ConfigError: there is no pack for the language.
        RuleError: a file of the pack cannot be read.
    """
    return _read_all(directory, language, further) if further else _read_shipped(directory, language)


@cache
def _read_all(directory: Path, language: str, further: tuple[RulePack, ...]) -> Pack:
    shipped = _read_shipped(directory, language)
    parts = [_read_further(pack, shipped) for pack in further if (pack.directory / language).is_dir()]
    return _joined(shipped, parts) if parts else shipped


@cache
def _read_shipped(directory: Path, language: str) -> Pack:
    known = languages(directory)
    if language not in known:
        hint = nearest(language, known)
        raise ConfigError(f'No rule pack for language "{language}"{hint}. There are: {", ".join(known)}.')
    folder = directory / language
    files, english = _inherited(directory, language)
    return Pack(
        language=language,
        words=read_toml(folder / "language.toml"),
        features=_read_if_there(folder / "features.toml"),
        families=_families(folder / WORDS),
        patterns=_patterns(folder / PATTERNS),
        acts=tuple(file for file in files if file.family == ACTS),
        rules=tuple(file for file in files if file.family != ACTS),
        sources=_table(directory / "sources.toml"),
        profiles=_table(directory / "profiles.toml"),
        measured=_table(folder / "measured.toml"),
        english=english,
        directory=folder,
    )


def _read_further(pack: RulePack, shipped: Pack) -> Pack:
    """What a further pack adds to the shipped pack of a language, under its own names.

    The shipped lists stand under its name, too, so that ``@name`` in its files is its own list or the shipped
    one.
    """
    folder = pack.directory / shipped.language
    if (folder / "language.toml").is_file():
        raise RuleError(f"{folder / 'language.toml'}: only replylint describes a language. Remove the file.")
    files, english = _inherited(pack.directory, shipped.language)
    sources, profiles = _table(pack.directory / "sources.toml"), _table(pack.directory / "profiles.toml")
    ids = frozenset((*english, *(file.id for file in files)))
    names = Names(pack.name, ids, frozenset(sources), frozenset(profiles))

    def named(table: Mapping[str, Any]) -> dict[str, Any]:
        return {f"{pack.name}/{name}": value for name, value in table.items()}

    def whole(table: Table) -> Table:
        return named({name: (path, names.resolved(value)) for name, (path, value) in table.items()})

    ready = [replace(file, id=names.whole(file.id), data=names.resolved(file.data)) for file in files]
    features = names.resolved(_read_if_there(folder / "features.toml"))
    patterns = names.resolved(_patterns(folder / PATTERNS), "patterns")
    return Pack(
        language=shipped.language,
        words={},
        features=named({**shipped.features, **features}),
        families=named({**shipped.families, **_families(folder / WORDS, shipped.families)}),
        patterns=named({**shipped.patterns, **patterns}),
        acts=tuple(file for file in ready if file.family == ACTS),
        rules=tuple(file for file in ready if file.family != ACTS),
        sources=whole(sources),
        profiles=whole(profiles),
        measured=whole(_table(folder / "measured.toml")),
        english=named(english),
        directory=folder,
        further=(pack,),
    )


def _joined(shipped: Pack, parts: Sequence[Pack]) -> Pack:
    """The shipped pack with what further packs add; no two use the same name."""
    packs = (shipped, *parts)

    def all_of(attribute: str) -> dict[str, Any]:
        return {name: value for pack in packs for name, value in getattr(pack, attribute).items()}

    return replace(
        shipped,
        features=all_of("features"),
        families=all_of("families"),
        patterns=all_of("patterns"),
        acts=tuple(file for pack in packs for file in pack.acts),
        rules=tuple(file for pack in packs for file in pack.rules),
        sources=all_of("sources"),
        profiles=all_of("profiles"),
        measured=all_of("measured"),
        english=all_of("english"),
        further=tuple(further for pack in parts for further in pack.further),
    )


def _inherited(directory: Path, language: str) -> tuple[list[RuleFile], dict[str, str]]:
    """The files of a language with what they inherit, in the order of their ids, and the English ids."""
    own = {file.id: file for file in _files(directory / language)}
    base = own if language == BASE_LANGUAGE else {f.id: f for f in _files(directory / BASE_LANGUAGE)}
    if base is not own:
        own = {name: _inherit(file, base.get(name)) for name, file in own.items()}
    return sorted(own.values(), key=lambda file: file.id), {name: file.family for name, file in base.items()}


def _table(path: Path) -> Table:
    return {name: (path, value) for name, value in _read_if_there(path).items()}


def _read_if_there(path: Path) -> dict[str, Any]:
    return read_toml(path) if path.is_file() else {}


def _files(folder: Path) -> list[RuleFile]:
    found: dict[str, RuleFile] = {}
    for path in sorted(folder.glob("*/*.toml")):
        if path.parent.name in (WORDS, PATTERNS):
            continue
        if not _ID.fullmatch(path.stem):
            raise RuleError(
                f"{path}: the file's name is the id: lower-case letters, digits, dashes. Rename it."
            )
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


def _patterns(folder: Path) -> dict[str, list[Any]]:
    return {name: listed for name, (_, listed) in _lists(folder, list).items()}


def _families(folder: Path, shipped: Mapping[str, list[str]] | None = None) -> dict[str, list[str]]:
    """The word families of a pack, each with the members of the families it names.

    A further pack may also name the shipped ones, and add to one in a family of the same name.
    """
    listed = _lists(folder, str)

    def resolve(name: str, above: tuple[str, ...]) -> list[str]:
        path, members = listed[name]
        words = []
        for member in members:
            if not member.startswith("@"):
                words.append(member)
            elif member[1:] in listed and member[1:] not in (*above, name):
                words.extend(resolve(member[1:], (*above, name)))
            elif shipped and member[1:] in shipped:
                words.extend(shipped[member[1:]])
            else:
                raise RuleError(f'{path}: "{name}" names "{member}", which is no word family above it.')
        return words

    return {name: resolve(name, ()) for name in listed}
