"""Finds the settings files of a draft and resolves what they say for it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Any

from replylint.errors import ConfigError
from replylint.project.globs import compiled
from replylint.project.layers import (
    COMMAND_LINE,
    DEFAULT,
    STRUCTURE,
    Layer,
    Said,
    Taking,
    Value,
    merge,
    read_layer,
    slashed,
)
from replylint.project.places import Place, explained, line_of, places
from replylint.project.settings import DeclaredSource, Settings, digest_of

OWN_FILE = "replylint.toml"
PYPROJECT = "pyproject.toml"
_DEEPEST = 50
"""So many files may extend one another; symbolic links can make a circle that never repeats a name."""


@dataclass(frozen=True, eq=False)
class Resolved:
    """The settings of a file. Files of a folder have the same object where no `per-file` tells them apart."""

    settings: Settings
    origins: Mapping[str, str]
    """Who said it: ``FILE:LINE``, ``command line`` or ``default``, by key (``profile``), key of a table
    (``severity.command``) and member of a list (``ignore[command]``, ``source[0]``)."""
    files: tuple[Path, ...]
    """All settings files that were read, the nearest last."""
    per_file: tuple[tuple[str, str], ...] = ()
    """The globs of `per-file` that hold here, each with where it stands."""
    _excluded: tuple[re.Pattern[str], ...] = ()
    _sources: tuple[tuple[re.Pattern[str], DeclaredSource], ...] = ()

    def excluded(self, path: Path | str) -> bool:
        """Whether `exclude` names a file, or a folder around it."""
        absolute = slashed(os.path.abspath(path)) if self._excluded else ""
        return any(glob.match(absolute) for glob in self._excluded)

    def source_for(self, path: Path | str) -> DeclaredSource | None:
        """The first ``[[source]]`` that takes a file, the nearest settings first."""
        absolute = slashed(os.path.abspath(path)) if self._sources else ""
        return next((source for glob, source in self._sources if glob.match(absolute)), None)

    def origin_of(self, source: DeclaredSource) -> str:
        """Who declared a source."""
        return self.origins[f"source[{self.settings.source.index(source)}]"]

    def digest(self, path: Path | str) -> str:
        """As `Settings.digest`, with the ``[[source]]`` of the file."""
        source = self.source_for(path)
        if source is None:
            return self.settings.digest()
        how = source.model_dump(mode="json", exclude={"files"})
        return digest_of({"settings": self.settings.digest(), "source": how})


def who_said(settings: Settings, origins: Mapping[str, str], message: str) -> str:
    """The place in a settings file of the value that an error names; empty where none of them said it."""
    found: list[tuple[int, str]] = []
    for key, origin in origins.items():
        name, *member = re.split(r"[.\[]", key, maxsplit=1)
        value = member[0].removesuffix("]") if member else getattr(settings, name.replace("-", "_"))
        for said in value if isinstance(value, tuple) else (value,):
            place = message.find(f"{said}" if name == "rules" else f'"{said}"')
            if place >= 0 and origin != DEFAULT:
                found.append((place, origin))
    # What is named first is wrong, what is named later is the nearest right one.
    origin = min(found, default=(0, ""), key=lambda one: one[0])[1]
    return "" if origin == COMMAND_LINE else origin


def resolve(
    path: Path | str,
    overrides: Mapping[str, object] | None = None,
    config: Path | str | None = None,
    isolated: bool = False,
) -> Resolved:
    """The settings of one file; for several keep a `SettingsReader`, which see."""
    return SettingsReader(overrides, config, isolated).resolve(path)


class SettingsReader:
    """Resolves the settings of many files and reads each settings file once.

    Args:
        overrides: what the command line says, by key; None in it says nothing. It counts most.
        config: a settings file to read instead of looking for some.
        isolated: whether no settings file is read.

    Raises:
        ConfigError: an override that cannot be; `config` together with `isolated`.
    """

    def __init__(
        self,
        overrides: Mapping[str, object] | None = None,
        config: Path | str | None = None,
        isolated: bool = False,
    ) -> None:
        if config is not None and isolated:
            raise ConfigError(f"{config}: an isolated run reads no settings. Leave one of them away.")
        said = {key.replace("_", "-"): value for key, value in (overrides or {}).items() if value is not None}
        self._overrides = read_layer(None, said, COMMAND_LINE, {}, Path.cwd())
        self._config = None if config is None else Path(os.path.abspath(config))
        self._isolated = isolated
        self._files: dict[Path, tuple[Layer, ...]] = {}
        self._chains: dict[Path, tuple[Layer, ...]] = {}
        self._folders: dict[str, _Folder] = {}
        self._resolved: dict[tuple[tuple[Layer, ...], tuple[str, ...]], Resolved] = {}

    def resolve(self, path: Path | str) -> Resolved:
        """The settings of a file, which need not exist.

        Raises:
            ConfigError: a settings file that cannot be read; names file, line, key and what is right.
        """
        head, name = os.path.split(path)
        if name in ("", os.curdir, os.pardir):
            head, name = os.path.split(os.path.abspath(path))
        folder = self._folders.get(head)
        if folder is None:
            folder = self._folders[head] = self._folder(Path(os.path.abspath(head)))
        if not folder.globs:
            return folder.usual
        absolute = f"{folder.path}/{name}"
        return self._merged(folder.chain, tuple(glob for glob, g in folder.globs if g.match(absolute)))

    def resolve_folder(self, folder: Path | str) -> Resolved:
        """The settings of a folder itself, such as the one in which a command runs; errors as `resolve`."""
        return self._folder(Path(os.path.abspath(folder))).usual

    def tables(self) -> Iterator[Resolved]:
        """What each table of the settings files in play says, as if it held for a file, with the rule packs
        that are in play there."""
        seen: set[object] = set()
        for chain, _ in list(self._resolved):
            in_play = self._merged(chain, ()).settings
            # The command line, which comes last, would hide what files say.
            files = chain[:-1]
            for count, layer in enumerate(files, 1):
                for globs in ((), *((some.glob,) for some in layer.per_file)):
                    key = files[:count], globs, in_play.rules, in_play.plugins
                    if key in seen:
                        continue
                    seen.add(key)
                    said = _resolved(files[:count], globs)
                    more = {"rules": in_play.rules, "plugins": in_play.plugins}
                    yield replace(said, settings=said.settings.model_copy(update=more))

    def taking(self, folders: Iterable[str]) -> list[Taking]:
        """The globs that are to take files, of those settings files read so far that lie in some folders."""
        within = tuple(os.path.join(os.path.abspath(folder), "") for folder in folders)
        return [
            glob for layer in self.layers() if str(layer.path).startswith(within) for glob in layer.taking
        ]

    def layers(self) -> list[Layer]:
        """What the settings files say that were read so far."""
        return list(dict.fromkeys(layer for layers in self._files.values() for layer in layers))

    def read_file(self, path: Path | str) -> tuple[Layer, ...]:
        """What a settings file says, on top of what it extends; nothing where it is another tool's alone.

        Raises:
            ConfigError: it cannot be read.
        """
        return self._read(Path(os.path.abspath(path)))

    def _folder(self, folder: Path) -> _Folder:
        chain = (*self._chain(folder), self._overrides)
        globs = {said.glob: said.pattern for layer in chain for said in layer.per_file}
        path = slashed(str(folder)).rstrip("/")
        return _Folder(path, chain, tuple(globs.items()), self._merged(chain, ()))

    def _chain(self, folder: Path) -> tuple[Layer, ...]:
        """The layers of a folder, the nearest last."""
        if self._isolated:
            return ()
        if self._config is not None:
            if layers := self._read(self._config):
                return layers
            raise ConfigError(f"{self._config}: has no table [tool.replylint]. Name another file.")
        waiting: list[tuple[Path, tuple[Layer, ...]]] = []
        chain: tuple[Layer, ...] = ()
        for above in (folder, *folder.parents):
            if above in self._chains:
                chain = self._chains[above]
                break
            own = self._own(above)
            waiting.append((above, own))
            if os.path.exists(above / ".git") or (own and own[-1].settings.root):
                break
        for below, own in reversed(waiting):
            if own:
                chain = (*(layer for layer in chain if layer not in own), *own)
            self._chains[below] = chain
        return chain

    def _own(self, folder: Path) -> tuple[Layer, ...]:
        for name in (OWN_FILE, PYPROJECT):
            if os.path.isfile(folder / name) and (layers := self._read(folder / name)):
                return layers
        return ()

    def _read(self, path: Path, below: tuple[Path, ...] = ()) -> tuple[Layer, ...]:
        """A settings file on top of those that it extends; none where it is another tool's alone."""
        if path in self._files:
            return self._files[path]
        text = _text(path)
        prefix: Place = ("tool", "replylint") if path.name == PYPROJECT else ()
        if prefix and "replylint" not in text:
            # What is wrong with the file of another tool is not for us to say.
            return ()
        data = _parsed(text, path)
        for key in prefix:
            data = data.get(str(key)) if isinstance(data, dict) else None
        if data is None:
            return ()
        lines = {
            place[len(prefix) :]: n for place, n in places(text).items() if place[: len(prefix)] == prefix
        }
        layer = read_layer(path, data, str(path), lines, path.parent)
        where = f"{path}:{line_of(lines, ('extend',))}"
        extended: list[Layer] = []
        for name in layer.settings.extend:
            other = Path(os.path.abspath(path.parent / name))
            if other in (path, *below) or len(below) >= _DEEPEST:
                circle = " → ".join(file.name for file in (*reversed(below), path, other)[-4:])
                raise ConfigError(f'{where}: "extend" goes round in a circle ({circle}). Leave one away.')
            if not os.path.isfile(other):
                raise ConfigError(f'{where}: "extend" names {other}, which is no file. Correct the path.')
            if not (layers := self._read(other, (path, *below))):
                raise ConfigError(f'{where}: "extend" names {other}, which has no table [tool.replylint].')
            extended += layers
        self._files[path] = (*dict.fromkeys(extended), layer)
        return self._files[path]

    def _merged(self, chain: tuple[Layer, ...], globs: tuple[str, ...]) -> Resolved:
        if (chain, globs) not in self._resolved:
            self._resolved[chain, globs] = _resolved(chain, globs)
        return self._resolved[chain, globs]


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    chain: tuple[Layer, ...]
    globs: tuple[tuple[str, re.Pattern[str]], ...]
    usual: Resolved
    """What holds for files that no glob names."""


def _resolved(chain: tuple[Layer, ...], globs: tuple[str, ...]) -> Resolved:
    layers: list[Said] = []
    held = []
    for layer in chain:
        layers.append(layer.said)
        for some in layer.per_file:
            if some.glob in globs:
                layers.append(some.said)
                held.append((some.glob, some.origin))
    nothing: Said = {}
    merged = reduce(merge, layers, nothing)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, info in Settings.model_fields.items():
        key = info.alias or name
        said = merged.get(name, Value(info.default, DEFAULT))
        if name in STRUCTURE:
            continue
        if isinstance(said, Value):
            values[name], origins[key] = said
        elif isinstance(info.default, dict):
            values[name] = {member: value.value for member, value in said.items()}
            origins |= {f"{key}.{member}": value.origin for member, value in said.items()}
        else:
            values[name] = tuple(value.value for value in said.values())
            shown = range(len(said)) if name == "source" else values[name]
            origins |= {f"{key}[{s}]": v.origin for s, v in zip(shown, said.values(), strict=True)}
    settings = Settings().model_copy(update=values)
    return Resolved(
        settings,
        origins,
        tuple(layer.path for layer in chain if layer.path),
        tuple(held),
        tuple(map(compiled, settings.exclude)),
        tuple((compiled(glob), source) for source in settings.source for glob in source.files),
    )


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8. Save it as UTF-8.") from None


def _parsed(text: str, path: Path) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = explained(text, str(error))
        raise ConfigError(f"{path}:{line}: is not valid TOML: {problem}.") from None
    except RecursionError:
        raise ConfigError(f"{path}: is nested too deeply.") from None
