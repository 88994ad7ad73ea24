"""The start of a settings file: every setting with what it means, and an example to uncomment."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from replylint.project.settings import Settings

_WIDTH = 88
_HEAD = """\
# Settings of replylint. They hold for this folder and the folders in it; what a settings file
# nearer to a draft says counts more. `replylint config show FILE` prints what holds for a file
# and who said it. Every line that begins with # and no blank is an example to uncomment.

kind = "template"
"""


def start(table: str = "") -> str:
    """The text of a commented settings file, or of a `table` in a file of several tools."""
    lines = [f"[{table}]"] if table else []
    lines += _HEAD.splitlines()
    fields = [(info.alias or name, info) for name, info in Settings.model_fields.items() if name != "kind"]
    # Tables come last: what stands below a table's name belongs to it.
    for key, info in sorted(fields, key=lambda field: _is_table(field[1].examples)):
        said = f"{info.description} Default: {as_value(info.default)}." if _told(info) else info.description
        lines += ["", *textwrap.wrap(said or "", _WIDTH, initial_indent="# ", subsequent_indent="# ")]
        lines += [f"#{line}" for line in as_toml(key, (info.examples or [None])[0], table)]
    return "\n".join(lines) + "\n"


def as_toml(key: str, value: Any, table: str = "") -> Iterator[str]:
    """The lines that say a setting, with tables written out below `table`."""
    name = f"{table}.{key}" if table else key
    if isinstance(value, Mapping) and any(isinstance(inner, Mapping) for inner in value.values()):
        for inner, content in value.items():
            yield from as_toml(_key(inner), content, name)
    elif isinstance(value, Mapping):
        yield f"[{name}]"
        yield from (f"{_key(inner)} = {as_value(content)}" for inner, content in value.items())
    elif _is_table([value]):
        for content in value:
            yield f"[[{name}]]"
            yield from (f"{_key(inner)} = {as_value(said)}" for inner, said in content.items())
    else:
        yield f"{key} = {as_value(value)}"


def as_value(value: Any) -> str:
    """A value as TOML writes it; a table in a line."""
    if isinstance(value, str):
        # Regular expressions are read more easily without doubled backslashes.
        return f"'{value}'" if "\\" in value and "'" not in value else json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(as_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(k)} = {as_value(v)}' for k, v in value.items())} }}" if value else "{}"
    return json.dumps(value)


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else json.dumps(name)


def _told(info: Any) -> bool:
    """Whether a setting has a default worth telling."""
    return info.default is not None and info.default != () and info.default != {}


def _is_table(examples: list[Any] | None) -> bool:
    value = (examples or [None])[0]
    return isinstance(value, Mapping) or (
        isinstance(value, (list, tuple)) and bool(value) and isinstance(value[0], Mapping)
    )
