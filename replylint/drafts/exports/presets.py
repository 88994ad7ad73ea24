"""The shapes of exports: ``rules/exports.toml`` as validated data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from replylint.drafts.exports import Kind
from replylint.drafts.exports.paths import Choice, Condition, Path, parse_choice, parse_condition, parse_path
from replylint.errors import ConfigError, RuleError, nearest
from replylint.packs import read_toml

Format = Literal["html", "markdown", "text", "auto"]
FORMATS: tuple[Format, ...] = ("html", "markdown", "text", "auto")
"""How a text is read; auto: as HTML where tags or character references stand in it, else as text."""


def _formats(written: object) -> tuple[tuple[Path, Format], ...]:
    if not isinstance(written, dict) or not written:
        raise ValueError("must be a table of paths and their formats")
    for format in written.values():
        if format not in FORMATS:
            raise ValueError(f'"{format}" is no format: write one of {", ".join(FORMATS)}')
    return tuple((parse_path(path), format) for path, format in written.items())


_Path = Annotated[Path, PlainValidator(parse_path)]
_Choice = Annotated[Choice, PlainValidator(parse_choice)]
_Condition = Annotated[Condition, PlainValidator(parse_condition)]
_Formats = Annotated[tuple[tuple[Path, Format], ...], PlainValidator(_formats)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(_Strict):
    """Where a record holds words for the customer."""

    inside: _Path = Field(default=(), alias="in")
    """The objects that hold the text, from the record on: the record itself where nothing is said."""
    where: _Condition = Condition(())
    """What such an object must look like."""
    at: _Formats
    """Where the text stands in it and its format; of several that are not empty the first."""
    part: str | None = None
    """What it is where it is no whole reply."""


class Preset(_Strict):
    """One shape of export."""

    of: str
    reads: str
    files: tuple[Kind, ...]
    declared: bool = False
    """Whether it is tried only where a user asks for it."""
    records: _Choice
    """Where the objects are that each hold a reply or several."""
    recognise: tuple[_Condition, ...] = Field(min_length=1)
    """A file is such an export where one record at least fits one of these."""
    unless: tuple[_Condition, ...] = ()
    """A record that fits one of these is left alone."""
    title: _Choice = ()
    language: _Choice = ()
    text: tuple[Text, ...] = Field(min_length=1)

    def may_be_in(self, text: str) -> bool:
        """Whether a file is worth parsing to look for this shape."""
        return any(condition.may_fit_in(text) for condition in self.recognise)


@dataclass(frozen=True, eq=False)
class Presets:
    """All presets, in their order; compared by identity, as `read_presets` gives each table but once."""

    by_name: dict[str, Preset]

    def named(self, name: str) -> Preset:
        """The preset of this name.

        Raises:
            ConfigError: there is none; names the nearest.
        """
        if name not in self.by_name:
            known = list(self.by_name)
            hint = nearest(name, known) or f". There are: {', '.join(known)}"
            raise ConfigError(f'[[source]], key "preset": no preset "{name}"{hint}.')
        return self.by_name[name]

    def of_kind(self, kind: Kind, declared: bool) -> Iterator[Preset]:
        """Those that a kind of file may hold; with `declared` also those that are tried on demand, last."""
        fitting = [preset for preset in self.by_name.values() if kind in preset.files]
        yield from (preset for preset in fitting if not preset.declared)
        if declared:
            yield from (preset for preset in fitting if preset.declared)


@cache
def read_presets(directory: FilePath) -> Presets:
    """The presets of ``exports.toml`` in the folder of the packs.

    Raises:
        RuleError: the file cannot be used; names the preset, the key and what is wrong.
    """
    path = directory / "exports.toml"
    return Presets({name: _preset(path, name, data) for name, data in read_toml(path).items()})


def _preset(path: FilePath, name: str, data: Any) -> Preset:
    try:
        return Preset.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise RuleError(f'{path}: [{name}], key "{key}": {first["msg"]}.') from None
