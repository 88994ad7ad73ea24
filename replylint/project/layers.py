"""What one settings file says, and how several are merged: the nearer counts more."""

from __future__ import annotations

import os
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from replylint.project.globs import anchored, compiled
from replylint.project.places import Place, line_of
from replylint.project.settings import PerFile, Settings, read_settings

COMMAND_LINE = "command line"
DEFAULT = "default"
STRUCTURE = ("extend", "root", "per_file")
"""What says how settings are put together; the rest is merged."""


class Value(NamedTuple):
    """Something that is said, and where."""

    value: Any
    origin: str


Said = Mapping[str, Value | Mapping[Hashable, Value]]
"""By the field's name; of a table its keys, and of a list its members, are said one by one."""


class ForFiles(NamedTuple):
    """What is said of the files that a glob names."""

    glob: str
    origin: str
    pattern: re.Pattern[str]
    said: Said


class Taking(NamedTuple):
    """A glob that is there to take files, as it is written."""

    glob: str
    origin: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, eq=False)
class Layer:
    """What one file says, or the command line. Compared by identity: a reader has each once."""

    path: Path | None
    settings: Settings
    said: Said
    per_file: tuple[ForFiles, ...] = ()
    taking: tuple[Taking, ...] = ()
    """The globs of `per_file` and of the sources."""


def merge(far: Said, near: Said) -> Said:
    """Both together: `near` counts more, what is said one by one adds up.

    Several are merged from the farthest on.
    """
    merged = dict(far)
    selected = (*_names(near, "select"), *_names(near, "extend_select"))
    if selected and "ignore" in far:
        merged["ignore"] = {
            name: value
            for name, value in _members(far, "ignore").items()
            if not any(name == rule or str(name).startswith((f"{rule}.", f"{rule}/")) for rule in selected)
        }
    for key, said in near.items():
        if isinstance(said, Value):
            merged[key] = said
        else:
            # The nearer first: the first `source` that takes a file counts.
            merged[key] = {**said, **{k: v for k, v in _members(merged, key).items() if k not in said}}
    return merged


def _members(said: Said, key: str) -> Mapping[Hashable, Value]:
    members = said.get(key, {})
    return {} if isinstance(members, Value) else members


def _names(said: Said, key: str) -> Iterable[Hashable]:
    names = said.get(key, {})
    return (names.value or ()) if isinstance(names, Value) else names


def read_layer(
    path: Path | None, data: Mapping[str, Any], name: str, lines: Mapping[Place, int], folder: Path
) -> Layer:
    """The layer of a file called `name` in `folder`, from its parsed content; errors as `read_settings`."""
    settings = read_settings(data, name, lines)

    def origin(*place: str | int) -> str:
        line = line_of(lines, place)
        return f"{name}:{line}" if line else name

    per_file = []
    taking = [
        Taking(glob, origin("source", index, "files", glob), compiled(anchored(glob, slashed(str(folder)))))
        for index, source in enumerate(settings.source)
        for glob in source.files
    ]
    for glob, table in settings.per_file.items():
        whole = anchored(glob, slashed(str(folder)))
        said = _said(table, folder, lambda *place, glob=glob: origin("per-file", glob, *place))
        per_file.append(ForFiles(whole, origin("per-file", glob), compiled(whole), said))
        taking.append(Taking(glob, *per_file[-1][1:3]))
    return Layer(path, settings, _said(settings, folder, origin), tuple(per_file), tuple(taking))


def _said(table: PerFile, folder: Path, origin: Any) -> Said:
    """What is said in a table, with its paths made absolute."""
    said: dict[str, Value | Mapping[Hashable, Value]] = {}
    for name in table.model_fields_set.difference(STRUCTURE):
        key, value = name.replace("_", "-"), getattr(table, name)
        if isinstance(value, dict):
            said[name] = {member: Value(v, origin(key, member)) for member, v in value.items()}
        elif isinstance(value, tuple) and name != "select":
            said[name] = {
                (whole := _absolute(name, member, folder)): Value(
                    whole, origin(key, index if name == "source" else member)
                )
                for index, member in enumerate(value)
            }
        else:
            said[name] = Value(_absolute(name, value, folder), origin(key))
    return said


def _absolute(name: str, value: Any, folder: Path) -> Any:
    if name == "exclude":
        return anchored(value, slashed(str(folder)))
    if name == "source":
        return value.model_copy(
            update={"files": tuple(anchored(g, slashed(str(folder))) for g in value.files)}
        )
    if name in ("rules", "baseline", "cache") and isinstance(value, str):
        return os.path.abspath(folder / value)
    return value


def slashed(path: str) -> str:
    """A path as globs see it."""
    return path if os.sep == "/" else path.replace(os.sep, "/")
