"""The settings of a project: what there is to say, and what is said to be wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationError,
    WithJsonSchema,
)

from replylint.errors import ConfigError, nearest
from replylint.project.globs import compiled, unclosed
from replylint.project.places import Place, line_of

SeverityName = Literal["error", "warning", "suggestion"]


def _regex(source: str) -> str:
    try:
        re.compile(source)
    except re.error as error:
        raise ValueError(f'"{source}" is no regular expression: {error}') from None
    return source


def _glob(glob: str) -> str:
    if not glob or glob.startswith("!"):
        raise ValueError(f'"{glob}" is no glob: it must name files, and there is no "!"')
    if "\\" in glob:
        raise ValueError(f'"{glob}" is no glob: write "{glob.replace(chr(92), "/")}", on every system')
    if unclosed(glob):
        raise ValueError(f'"{glob}" is no glob: a "[" in it is not closed. Write "[[]" for the character')
    compiled(glob)
    return glob


def _one_or_several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _folder_or_not(value: Any) -> Any:
    if not isinstance(value, (bool, str)):
        raise ValueError("must be true, false or a folder")
    return value


_Regex = Annotated[str, AfterValidator(_regex)]
_Glob = Annotated[str, AfterValidator(_glob)]
_Strings = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_OneOrSeveral = Annotated[tuple[str, ...], BeforeValidator(_one_or_several), WithJsonSchema(_Strings)]
_Globs = Annotated[tuple[_Glob, ...], BeforeValidator(_one_or_several), WithJsonSchema(_Strings)]


class _Strict(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=lambda name: name.replace("_", "-")
    )


class PerFile(_Strict):
    """What is said of some files: the settings here hold for them in the place of the usual ones."""

    profile: str = Field(
        default="auto",
        description="What the texts are, such as complaint-reply or snippet; with auto each text "
        "tells. `replylint profiles` lists them.",
        examples=["snippet"],
    )
    kind: Literal["draft", "template"] | None = Field(
        default=None,
        description="A reply to send, or a canned response with merge fields; otherwise exports hold the "
        "latter, and all other files the former.",
        examples=["template"],
    )
    role: Literal["refusal"] | None = Field(
        default=None,
        description="What snippets do: with refusal they are judged as a refusal. Mostly said per file.",
        examples=["refusal"],
    )
    language: str = Field(
        default="en",
        description="The language of the texts; with auto each text tells (needs the extra langdetect).",
        examples=["auto"],
    )
    extend_select: tuple[str, ...] = Field(
        default=(),
        description="Rules that are off by default, or groups of them, to report as well.",
        examples=[["hollow-phrase.officialese"]],
    )
    ignore: tuple[str, ...] = Field(
        default=(), description="Rules, or groups of them, not to report.", examples=[["policy-shield"]]
    )
    severity: Mapping[str, SeverityName] = Field(
        default={},
        description="How grave the findings of a rule are: error, warning or suggestion.",
        examples=[{"command": "error"}],
    )


class DeclaredSource(_Strict):
    """One kind of file that holds many texts, such as the macros that a helpdesk exports."""

    files: _Globs = Field(
        min_length=1, description="Globs of the files, one or a list.", examples=["macros/*.json"]
    )
    preset: str | None = Field(
        default=None,
        description="The helpdesk that wrote the files; docs/exports.md lists them.",
        examples=["zendesk"],
    )
    select: _OneOrSeveral = Field(
        default=(),
        description="Where the texts stand, one path or a list, in the place of a preset.",
        examples=["$.items[*].body"],
    )
    format: Literal["text", "html", "markdown"] | None = Field(
        default=None, description="How the texts are written; otherwise each tells.", examples=["html"]
    )
    name: str | None = Field(
        default=None,
        description="The key of the title, in the object that holds the text or the nearest one around it.",
        examples=["title"],
    )
    language: str | None = Field(
        default=None,
        description="The key of the language, found as that of the title; or a language for all texts.",
        examples=["locale"],
    )


class Settings(PerFile):
    """Everything that can be set. In the settings of one file (see `Resolved`) what counts for it is put
    together: paths and globs are absolute, and `extend`, `root` and `per_file` are used up."""

    model: str | None = Field(
        default=None,
        description="The spaCy model to read with, instead of the one of the language.",
        examples=["en_core_web_sm"],
    )
    select: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        default=None,
        description="The only rules to report; otherwise all that are on by default. Here, in `ignore` and "
        "in `extend-select` the name of a rule pack of your own stands for all its rules.",
        examples=[["command", "missing-apology"]],
    )
    placeholders: tuple[_Regex, ...] = Field(
        default=(),
        description="Regular expressions for merge fields of your own system; a group called name says which "
        "part is the field's name.",
        examples=[[r"~~(?P<name>\w{1,40})~~"]],
    )
    declared_placeholders: tuple[str, ...] = Field(
        default=(),
        description="The merge fields that your helpdesk fills: any other in a template is a misspelt one.",
        examples=[["customer.name", "order.number"]],
    )
    rules: tuple[str, ...] = Field(
        default=(), description="Folders of rule packs of your own.", examples=[["./our-rules"]]
    )
    plugins: StrictBool = Field(
        default=True,
        description="Whether the rule packs of installed packages are in play, too.",
        examples=[False],
    )
    exclude: tuple[_Glob, ...] = Field(
        default=(),
        description="Globs of files and folders that are passed over when a folder is searched.",
        examples=[["drafts/old/", "*.bak.md"]],
    )
    fail_on: Literal["error", "warning", "suggestion", "never"] = Field(
        default="warning",
        description="From which severity on the command exits with 1.",
        examples=["error"],
    )
    baseline: str | None = Field(
        default=None,
        description="The file of findings that were there before and are not reported.",
        examples=["replylint-baseline.json"],
    )
    cache: Annotated[bool | str, BeforeValidator(_folder_or_not)] = Field(
        default=True,
        description="Whether results are kept for the next run, or the folder in which.",
        examples=[".replylint-cache"],
    )
    workers: StrictInt = Field(
        default=0,
        ge=0,
        description="How many processes share the work; with 0 as many as pay.",
        examples=[2],
    )
    extend: _OneOrSeveral = Field(
        default=(),
        description="Other settings files, one or a list, that are read first; what this file says comes "
        "before them.",
        examples=["../shared/replylint.toml"],
    )
    root: StrictBool = Field(
        default=False,
        description="Whether no settings are looked for above this folder.",
        examples=[True],
    )
    per_file: Mapping[_Glob, PerFile] = Field(
        default={},
        description="What holds for the files that a glob names.",
        examples=[{"refusals/": {"profile": "refusal", "ignore": ["policy-shield"]}}],
    )
    source: tuple[DeclaredSource, ...] = Field(
        default=(),
        description="Files that hold many texts and are not recognised by their content.",
        examples=[[{"files": "macros/*.json", "preset": "zendesk"}]],
    )

    def digest(self) -> str:
        """A short name for all of it that can change the findings in a text: the same in every process.

        Of rule packs it knows the folders only, and of files with many texts nothing; see `Resolved.digest`.
        """
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return digest_of(self.model_dump(mode="json", include=_JUDGING))


_JUDGING = {
    *PerFile.model_fields,
    *("model", "select", "placeholders", "declared_placeholders", "rules", "plugins"),
}
_UNORDERED = ("select", "extend_select", "ignore", "declared_placeholders")


def digest_of(data: dict[str, Any]) -> str:
    """32 hexadecimal digits that tell plain data apart; the order of rules does not matter."""
    from hashlib import blake2b

    same = {key: sorted(value) if key in _UNORDERED and value else value for key, value in data.items()}
    return blake2b(json.dumps(same, sort_keys=True).encode(), digest_size=16).hexdigest()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a settings file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Settings.model_json_schema(by_alias=True),
        "title": "Settings of replylint",
        "description": "replylint.toml, or [tool.replylint] in pyproject.toml.",
    }


def read_settings(data: Mapping[str, Any], name: str, lines: Mapping[Place, int]) -> Settings:
    """What a file called `name` says, from its parsed content; `lines` tells where its keys stand.

    Raises:
        ConfigError: an unknown key or a value of the wrong kind; names file, line, key and what is right.
    """
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = tuple(part for part in first["loc"] if part != "[key]")
        line = line_of(lines, place)
        where = f"{name}:{line}" if line else name
        raise ConfigError(f'{where}: "{_shown(place)}" {_wrong(place, first)}.') from None


def _shown(place: Place) -> str:
    """A place as it could be written: ``source[0].preset``, ``per-file."*.md".kind``."""
    shown = ""
    for part in place:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            shown += ("." if shown else "") + (part if re.fullmatch(r"[\w-]+", part) else f"'{part}'")
    return shown


def _wrong(place: Place, error: Any) -> str:
    kind, given = error["type"], error["input"]
    if kind == "extra_forbidden":
        models: dict[str, type[BaseModel]] = {"per-file": PerFile, "source": DeclaredSource}
        model = models.get(str(place[0]), Settings)
        known = sorted(field.alias or name for name, field in model.model_fields.items())
        hint = nearest(str(place[-1]), known) or f". There are: {', '.join(known)}"
        return f"is no setting{hint}"
    if kind == "missing":
        return "is missing. Add it"
    if kind == "literal_error":
        expected = str(error["ctx"]["expected"]).replace("'", '"')
        hint = nearest(given, re.findall(r'"(.*?)"', expected)) if isinstance(given, str) else ""
        return f"must be {expected}, not {_written(given)}{hint}"
    if place == ("source",) and isinstance(given, dict):
        return "is a list of tables. Write [[source]], with two brackets"
    if kind == "too_short":
        fix = ". Leave it away for all that are on by default" if place == ("select",) else ""
        return f"must name one at least{fix}"
    if kind in _EXPECTED:
        return f"must be {_EXPECTED[kind]}, not {_written(given)}"
    return str(error["msg"]).removeprefix("Value error, ")


_EXPECTED = {
    "string_type": "a text in quotation marks",
    "tuple_type": "a list",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "greater_than_equal": "0 or more",
    "mapping_type": "a table",
    "dict_type": "a table",
    "model_type": "a table",
}


def _written(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:39]}…"
