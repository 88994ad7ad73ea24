"""Finds further packs: folders that are named, and those of installed packages. See docs/rule-packs.md."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from pathlib import Path
from types import ModuleType
from typing import Any

from replylint import __version__
from replylint.errors import RuleError, nearest
from replylint.packs import RulePack, languages, read_toml, rules_directory

GROUP = "replylint.rules"
"""The entry points of packages that bring a pack."""

SHIPPED = "replylint"
"""The name of the shipped rules where packs are listed; no other pack may have it."""

SCHEMA = 1
"""The version of the layout of packs and their files that this replylint reads."""

MANIFEST = "pack.toml"
"""The file that makes a folder a pack."""

_KEYS = ("name", "version", "description", "url", "schema", "requires")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def further_packs(folders: Iterable[Path | str] = (), plugins: bool = True) -> tuple[RulePack, ...]:
    """The packs in some folders and, with `plugins`, those of installed packages, by name.

    Raises:
        RuleError: a pack that cannot be used; names it, the file, the key and the fix.
    """
    found: dict[str, RulePack] = {}
    for pack in (*map(read_manifest, map(Path, folders)), *(installed() if plugins else ())):
        other = found.setdefault(pack.name, pack)
        if other.directory != pack.directory:
            raise RuleError(
                f'{pack.directory / MANIFEST}: key "name": the pack in {other.directory} is called '
                f'"{pack.name}", too. Use one of them; plugins=False leaves installed ones out.'
            )
    return tuple(found[name] for name in sorted(found))


@cache
def installed() -> tuple[RulePack, ...]:
    """The packs of installed packages, which name them by the entry-point group `GROUP`.

    Raises:
        RuleError: an entry point or a pack that cannot be used.
    """
    return tuple(_of(point) for point in sorted(entry_points(group=GROUP), key=lambda point: point.name))


def _of(point: EntryPoint) -> RulePack:
    package = point.dist.name if point.dist else "an unknown package"
    named = f'The entry point "{point.name}" ({point.value}) of {package} in the group "{GROUP}"'
    fix = "Correct or uninstall the package; plugins=False leaves installed packs out."
    try:
        folder = _folder(point.load())
    except Exception as error:
        # Whatever a foreign module raises when it is imported.
        raise RuleError(f"{named} cannot be imported: {type(error).__name__}: {error}. {fix}") from error
    if folder is None:
        raise RuleError(f"{named} leads to no folder with a {MANIFEST}. {fix}")
    return read_manifest(folder)


def _folder(value: Any) -> Path | None:
    """The folder of a pack: the path or package that has its ``pack.toml``, or the folder in it that does."""
    roots: list[Path] = []
    if isinstance(value, ModuleType):
        # Of a module alone it would be all that is installed.
        package = sys.modules.get(value.__name__ if hasattr(value, "__path__") else value.__package__ or "")
        roots = [Path(path) for path in getattr(package, "__path__", ())]
    elif isinstance(value, (str, os.PathLike)):
        roots = [Path(value)]
    elif isinstance(value, Traversable):
        # A namespace package, in which files are paths.
        roots = [Path(str(value.joinpath(MANIFEST))).parent]
    for root in roots:
        for found in (root / MANIFEST, *sorted(root.glob(f"*/{MANIFEST}"))):
            if found.is_file():
                return found.parent
    return None


def read_manifest(folder: Path) -> RulePack:
    """The pack in a folder.

    Raises:
        RuleError: it has no ``pack.toml``, or one that is wrong; names the key and the fix.
    """
    folder = folder.resolve()
    path = folder / MANIFEST
    if not path.is_file():
        deeper = sorted(folder.glob(f"*/{MANIFEST}"))
        fix = (
            f"Name the folder {deeper[0].parent}, which has one."
            if deeper
            else "A folder of rules needs one with name, version and description; see docs/rule-packs.md."
        )
        raise RuleError(f"{path}: is missing. {fix}")
    data = read_toml(path)
    for key in data:
        if key not in _KEYS:
            raise RuleError(f'{path}: key "{key}": unknown key{nearest(key, list(_KEYS))}. Remove it.')
    schema = data.get("schema", SCHEMA)
    if schema != SCHEMA:
        raise RuleError(
            f'{path}: key "schema": {schema!r} is not {SCHEMA}, which this replylint reads. '
            "Update replylint, or use an older version of the pack."
        )
    name = _text(path, data, "name")
    if not _NAME.fullmatch(name) or name == SHIPPED:
        raise RuleError(
            f'{path}: key "name": "{name}" cannot stand before the ids of rules. Use lower-case letters, '
            f'digits and dashes, and another name than "{SHIPPED}".'
        )
    _check_requires(path, _text(path, data, "requires", ""))
    known = languages(rules_directory())
    if not any((folder / language).is_dir() for language in known):
        raise RuleError(
            f'{path}: the pack "{name}" has rules for no language. Put them into folders called as these: '
            f"{', '.join(known)}."
        )
    version, description = _text(path, data, "version"), _text(path, data, "description")
    return RulePack(name, version, description, _text(path, data, "url", ""), folder)


def _text(path: Path, data: dict[str, Any], key: str, default: str | None = None) -> str:
    value = data.get(key, default)
    if value is None:
        raise RuleError(f'{path}: key "{key}": is missing. Add it.')
    if not isinstance(value, str) or not (value.strip() or value == default):
        raise RuleError(f'{path}: key "{key}": must be a text that says something, not {value!r}.')
    return value


def _check_requires(path: Path, requires: str) -> None:
    """Refuse a pack that is made for other versions of replylint."""
    if not requires:
        return
    # Imported here: few packs ask.
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        requirement = Requirement(requires)
    except InvalidRequirement:
        requirement = None
    if requirement is None or requirement.name != "replylint":
        raise RuleError(f'{path}: key "requires": write it as "replylint>=0.1,<0.2", not "{requires}".')
    # A checkout that is not installed has no version.
    if __version__ != "0" and not requirement.specifier.contains(__version__, prereleases=True):
        raise RuleError(
            f'{path}: key "requires": the pack needs {requires}, and this is {__version__}. '
            "Install versions of the two that fit."
        )
