"""The commands about settings: config show, config schema, init."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from replylint.cli.near import near
from replylint.errors import ConfigError
from replylint.project.reader import OWN_FILE, PYPROJECT, Resolved, SettingsReader
from replylint.project.settings import DeclaredSource, Settings, json_schema
from replylint.project.start import as_value, start

_TABLE = "tool.replylint"
_NEXT = """\
Wrote {path}. Next:
  replylint config show FILE    what holds for a file, and who said it
  replylint baseline write      what is found today; from then on only new findings fail
  replylint check {folder}"""


@click.group()
def config() -> None:
    """Explain settings: what holds for a file, and what can be set."""


@config.command()
@click.argument("file")
@click.option("--config", "config_", metavar="FILE", help="A settings file to use instead of those found.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def show(file: str, config_: str | None, isolated: bool, format_: str) -> None:
    """Print every setting of FILE, and where it was said. FILE need not exist."""
    reader = SettingsReader(config=config_, isolated=isolated)
    resolved = reader.resolve_folder(file) if os.path.isdir(file) else reader.resolve(file)
    if format_ == "json":
        click.echo(json.dumps(_as_data(resolved, file), ensure_ascii=False, indent=2))
        return
    for line in _table(resolved, file):
        click.echo(line)


@config.command()
def schema() -> None:
    """Print the JSON Schema of a settings file, for editors."""
    click.echo(json.dumps(json_schema(), indent=2))


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
@click.option("--pyproject", is_flag=True, help=f"Add [{_TABLE}] to {PYPROJECT} instead.")
def init(folder: str, pyproject: bool) -> None:
    """Write a commented replylint.toml to begin with, into DIR or here."""
    path = Path(folder) / (PYPROJECT if pyproject else OWN_FILE)
    try:
        if pyproject:
            _add(path)
        else:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(start())
    except FileExistsError:
        raise ConfigError(f"{path}: is there already, so it is left as it is. Edit it, or move it.") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror}).") from None
    click.echo(_NEXT.format(path=path, folder=folder))


def _add(path: Path) -> None:
    """Put the table at the end of a pyproject.toml that has none."""
    if SettingsReader().read_file(path):
        raise FileExistsError
    ended = path.read_bytes().endswith(b"\n") or not path.stat().st_size
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(("" if ended else "\n") + "\n" + start(_TABLE))


def _as_data(resolved: Resolved, file: str) -> dict[str, Any]:
    source = resolved.source_for(file)
    return {
        "file": file,
        "excluded": resolved.excluded(file),
        "settings": resolved.settings.model_dump(mode="json", by_alias=True, exclude=_USED_UP),
        "origins": dict(resolved.origins),
        "per-file": [{"glob": glob, "origin": origin} for glob, origin in resolved.per_file],
        "source": source and source.model_dump(mode="json", by_alias=True),
        "files": [str(path) for path in resolved.files],
    }


_USED_UP = {"extend", "root", "per_file"}


def _table(resolved: Resolved, file: str) -> Iterator[str]:
    """Key, value and origin in columns, paths as seen from here."""
    yield f"{file}{'  (excluded)' if resolved.excluded(file) else ''}"
    yield ""
    rows = [*_rows(resolved, file), *(("per-file", near(g), near(o)) for g, o in resolved.per_file)]
    rows += [("read", near(str(path)), "") for path in resolved.files] or [("read", "no settings file", "")]
    widest = max(len(value) for _, value, _ in rows if len(value) <= 50)
    last = ""
    for key, value, origin in rows:
        yield f"{'' if key == last else key:22}  {value:{widest}}  {origin}".rstrip()
        last = key


def _rows(resolved: Resolved, file: str) -> Iterator[tuple[str, str, str]]:
    taking = resolved.source_for(file)
    for name, info in Settings.model_fields.items():
        key, value = info.alias or name, getattr(resolved.settings, name)
        if name in _USED_UP:
            continue
        whole = resolved.origins.get(key)
        if whole is not None:
            yield key, near(_told(value)), near(whole)
        elif isinstance(value, dict):
            for member, said in value.items():
                yield key, f"{member} = {_told(said)}", near(resolved.origins[f"{key}.{member}"])
        elif name == "source":
            for index, source in enumerate(value):
                note = "  (takes this file)" if source is taking else ""
                yield key, _source(source), near(resolved.origins[f"{key}[{index}]"]) + note
        else:
            for member in value:
                yield key, near(_told(member)), near(resolved.origins[f"{key}[{member}]"])
            if not value:
                yield key, _told(value), "a nearer file selects all that is ignored"


def _source(source: DeclaredSource) -> str:
    said = source.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return near(", ".join(f"{key} = {as_value(value)}" for key, value in said.items()))


def _told(value: Any) -> str:
    return "–" if value is None else as_value(value)
