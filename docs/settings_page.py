"""The page about settings: what generate.py writes to docs/settings.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from replylint.project.settings import DeclaredSource, PerFile, Settings, json_schema
from replylint.project.start import as_toml, as_value

_INTRO = """\
# Settings

Generated from `replylint/project/settings.py` by `python docs/generate.py`.

Settings stand in `replylint.toml`, or in the table `[tool.replylint]` of `pyproject.toml`.
`replylint init` writes a commented start, and `replylint config show FILE` prints every value that holds
for a file and who said it.

```toml
kind = "template"
ignore = ["policy-shield"]

[severity]
command = "error"

[per-file."refusals/"]
profile = "refusal"
```

## Which files are read

Those in the folder of the draft and in every folder above it, up to the root of the project: the folder
that holds `.git`, or one whose settings say `root = true`. Where a folder has both files, `replylint.toml`
counts and the other is not read. `--config FILE` reads that file instead, and `--isolated` none.

`extend` names other settings files, which are read first: what they say counts less than what stands in
the file that names them. Paths and globs of an extended file start from its own folder. Files that extend
each other in a circle are refused.

## How they are merged

Settings are added up; a file does not replace the one above it.

| what | how |
|---|---|
| single values and `select` | the nearest file that says it counts |
| tables (`severity`) | key by key, each from the nearest file that says it |
| lists (`ignore`, `rules`, `source` …) | all together, the nearest first, without repeats |

A rule that a nearer file names in `select` or `extend-select` is no longer ignored because of a file farther
away. Naming a rule also brings back its groups: `extend-select = ["hollow-phrase"]` undoes
`ignore = ["hollow-phrase.officialese"]`. The name of a rule pack of your own (`ignore = ["acme"]`) stands for
all its rules in these three settings.

What `per-file` says of a draft counts more than the other settings of the same file, and less than those of
a nearer file. Of several globs that hold, the later counts more. Options of the command line count most.

## Globs and paths

Globs mean what they mean in a `.gitignore`, except that there is no `!`. They start from the folder of the
file they stand in. `*` and `?` stay inside a name, `[a-z]` is one character, `**` is any number of folders.
A glob without a slash, such as `*.md` or `old/`, holds at any depth; one with a slash, such as
`macros/*.md`, from that folder on. One that matches a folder holds for everything in it. Other paths, too,
start from the folder of the file they stand in. On every system they are written with `/`.

## Mistakes

A setting that does not exist, a value of the wrong kind, a regular expression that is none: the command
ends with exit code 2 and names file, line and key, and the nearest name that exists. So it does for a rule,
profile, language or preset that does not exist, also in a table that concerns none of the files, and for a
selection that leaves no rule to judge by. A glob of `per-file` or `source` that takes none of the files is
told of on standard error where the folder of its settings file is searched as a whole; the exit code stays.
[settings.schema.json](settings.schema.json) lets an editor say so while you type:
`replylint config schema > settings.schema.json` writes it down, and editors that use Taplo find it by a
first line `#:schema ./settings.schema.json` in `replylint.toml`.

## All settings
"""


def settings_page() -> Iterator[str]:
    """What is found and merged, then each setting with its type, default, meaning and an example."""
    yield _INTRO
    schema = json_schema()
    for name, info in Settings.model_fields.items():
        key = info.alias or name
        yield f"### {key}\n\n{info.description}\n"
        facts = [f"**Type**: {_type(schema, schema['properties'][key])}", f"**Default**: {_default(info)}"]
        if name in PerFile.model_fields:
            facts.append("also in `per-file`")
        yield f"{'. '.join(facts[:2])}{'; ' + facts[2] if facts[2:] else ''}.\n"
        if name == "source":
            yield from _table(DeclaredSource, schema)
        yield "```toml"
        yield from as_toml(key, info.examples[0])
        yield "```\n"


def _table(model: type[BaseModel], schema: dict[str, Any]) -> Iterator[str]:
    yield "| key | type | what it says | example |\n|---|---|---|---|"
    properties = schema["$defs"][model.__name__]["properties"]
    for key, info in model.model_fields.items():
        kind = _type(schema, properties[key]).replace("|", "\\|")
        yield f"| `{key}` | {kind} | {info.description} | `{as_value(info.examples[0])}` |"
    yield ""


def _default(info: Any) -> str:
    return "none" if info.default is None or info.default in ((), {}) else f"`{as_value(info.default)}`"


_TYPES = {"string": "text", "boolean": "true or false", "integer": "whole number"}


def _type(schema: dict[str, Any], part: dict[str, Any]) -> str:
    if "anyOf" in part:
        return " or ".join(_type(schema, one) for one in part["anyOf"] if one.get("type") != "null")
    if "const" in part:
        return f"`{json.dumps(part['const'])}`"
    if "enum" in part:
        return ", ".join(f"`{json.dumps(value)}`" for value in part["enum"])
    if "$ref" in part:
        return "table"
    if part["type"] == "array":
        return f"list of {_type(schema, part['items'])}s"
    if part["type"] == "object":
        inner = part["additionalProperties"]
        return "tables by glob" if "$ref" in inner else f"table of {_type(schema, inner)}"
    return _TYPES[part["type"]]


def schema_text() -> str:
    """What generate.py writes to docs/settings.schema.json."""
    return json.dumps(json_schema(), indent=2) + "\n"
