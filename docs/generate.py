"""Writes what is generated in docs/: a page per rule and act, their index, the settings, and JSON schemas.

python docs/generate.py            # write
python docs/generate.py --check    # only compare; exit 1 when something is out of date
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from settings_page import schema_text, settings_page

from replylint import Linter, Run
from replylint.drafts.placeholders import read_table
from replylint.packs import read_pack, read_toml
from replylint.rulebook.catalogue import AnyRule, Catalogue
from replylint.rulebook.schema import Example, RefusalRule

_DEFAULTS = {"on": "on", "off": "off", "with-complaint": "on where the complaint is supplied"}
DOCS = Path(__file__).resolve().parent


def pages() -> dict[str, str]:
    """Every generated file and its content."""
    catalogue = Linter(plugins=False).catalogue
    made = {f"rules/{name}.md": "\n".join(rule_page(catalogue, name)) for name in catalogue.rules}
    made |= {
        f"acts/{name}.md": "\n".join(act_page(catalogue, name))
        for name in catalogue.acts
        if not catalogue.act(name).internal
    }
    made["rules/README.md"] = "\n".join(index(catalogue))
    made["placeholders.md"] = "\n".join(placeholders(catalogue.pack.directory.parent))
    made["exports.md"] = "\n".join(exports(catalogue.pack.directory.parent))
    made["profiles.md"] = "\n".join(profiles(catalogue))
    made["report.schema.json"] = json.dumps(Run.model_json_schema(mode="serialization"), indent=2) + "\n"
    made["settings.md"] = "\n".join(settings_page())
    made["settings.schema.json"] = schema_text()
    return made


_KINDS = {
    "field": ("Fields", "Filled when the reply is sent: an error in a draft, fine in a template."),
    "choice": ("Choices", "The author picks one of several wordings: the first is read."),
    "note": ("Notes to the author and blanks", "An error in a draft and in a template."),
    "tag": ("Control tags", "No customer sees them; those that make branches are read as such."),
}
_FOUND = """\
A merge field is found on the visible text, so that it does not matter what tags a rich-text editor put
inside. For the grammar a neutral word of its type stands in its place, no finding stands on that word,
and no fix touches it.
"""
_OWN = """
## Fields of your own

`Linter(placeholders=[r"~~(?P<name>\\w+)~~"])` adds patterns, which come first; the group `name` is the name
of the field. They should be bounded, as no limit of time is set on them.
`Linter(declared_placeholders=["customer.first_name"])` makes any other name in a template an
[unknown-placeholder](rules/unknown-placeholder.md).
"""
_TYPES = ("person", "agent", "order", "number", "date", "money", "company", "link", "text")
_ROLES = ("if", "unless", "elif", "else", "case", "when", "loop", "block", "hidden")


def placeholders(root: Path) -> Iterator[str]:
    """Every syntax of a merge field, the types, and the families of control tags."""
    table, words = read_table(root / "placeholders.toml"), read_pack(root, "en").words["placeholder_words"]
    yield "# Merge fields and branches\n"
    yield "Generated from `rules/placeholders.toml` and `rules/branches.toml` by `python docs/generate.py`.\n"
    yield _FOUND
    for kind, (title, what) in _KINDS.items():
        yield f"## {title}\n\n{what}\n\n| example | used by |\n|---|---|"
        for syntax in table.syntaxes:
            if syntax.kind == kind:
                yield f"| {_code(syntax.example)} | {syntax.of} |"
        yield ""
    yield "## What a field stands for\n"
    yield "Its name tells: `customer.first_name` is a person, `order.total` is money.\n"
    yield "| type | read in English as |\n|---|---|"
    yield from (f"| {type_} | {words[type_]} |" for type_ in _TYPES)
    yield "\n## Families of branches\n\n| family | reads |\n|---|---|"
    for family in read_toml(root / "branches.toml")["family"]:
        yield f"| {family['name']} | {', '.join(role for role in _ROLES if role in family)} |"
    yield _OWN


_EXPORTS = """\
A file that holds many replies is read in place: a finding names file, line and column, the place inside
(`/macros/0/actions/1/value`) and the title of the macro.

`replylint check exports/` reads an export of the systems below wherever its content has their shape, and
passes over every other JSON, YAML, CSV and XML file; which ones, a line at the end says. A file that is named
by itself and has none of these shapes is read as [generic](#generic). An export that is broken, and a
`[[source]]` that finds nothing in its file, end with an error, so that neither looks like one without faults.

## Files of your own

Where that is not enough, the settings say what a file holds:

```toml
[[source]]
files = "macros/*.json"       # which files
preset = "zendesk"            # a preset of this page, though the file does not look like it

[[source]]
files = "texts/*.yaml"
select = "$.items[*].body"    # the texts themselves (or a list of paths), in the place of a preset
format = "html"               # html, markdown, text or auto: html where tags or references (&nbsp;) are found
name = "title"                # the key of the title, in the object around the text or one further out
language = "locale"           # the key of the language there, or a language for all: "nl"
```

`select` is a path: `$.items[*].body` (each member of a list), `$.replies.*.body` (each key of an object),
`$['my texts'][0]`, `$.actions[field=comment].value` (the objects of a list that hold this value), or a JSON
Pointer with `*`: `/items/*/body`. In CSV the rows are the list and the columns the keys: `$[*].answer`; in
JSON lines the lines are the list; in XML the records are `$.records[*].fields.body`.

`format`, `name` and `language` also go with a preset, and then win over what it says. A subject is a line
and no whole reply: it keeps its own format.

## Presets

The first that fits is taken. A list of records without anything around it is `$[*]`, which the rows of CSV
and the lines of JSON lines are, too.
"""
_FILES = {"json": "JSON, JSON lines", "yaml": "YAML", "csv": "CSV", "xml": "XML"}


def exports(root: Path) -> Iterator[str]:
    """Every shape of export: whose it is, what is read of it, and how it is recognised."""
    yield "# Exports of helpdesks\n"
    yield "Generated from `rules/exports.toml` by `python docs/generate.py`.\n"
    yield _EXPORTS
    for name, preset in read_toml(root / "exports.toml").items():
        yield f"### {name}\n"
        yield f"**{preset['of']}**: {preset['reads']}.\n"
        yield f"- **Files**: {', '.join(map(_FILES.__getitem__, preset['files']))}"
        asked = "nothing; where it is asked for, records with " if preset.get("declared") else "records with "
        yield f"- **Recognised by**: {asked}{'; or with '.join(map(_tests, preset['recognise']))}"
        yield f"- **Records**: {_choice(preset['records'])}"
        if "unless" in preset:
            yield f"- **Left alone**: records with {'; or with '.join(map(_tests, preset['unless']))}"
        yield f"- **Title**: {_choice(preset['title'])}"
        if "language" in preset:
            yield f"- **Language**: {_choice(preset['language'])}"
        yield "\n| text | format | of records with |\n|---|---|---|"
        for text in preset["text"]:
            where = _tests(text["where"]) if "where" in text else "–"
            part = f" ({text['part']})" if "part" in text else ""
            for number, (path, format) in enumerate(text["at"].items()):
                place = ".".join(filter(None, (text.get("in"), path)))
                yield f"| {'else ' if number else ''}{_code(place)}{part} | {format} | {where} |"
        yield ""


def _choice(written: str) -> str:
    return ", else ".join(map(_code, written.split(" | ")))


def _tests(tests: Mapping[str, bool | str | list[str]]) -> str:
    """What must stand where."""
    told = []
    for choice, wanted in tests.items():
        keys = " or ".join(map(_code, choice.split(" | ")))
        listed = wanted if isinstance(wanted, list) else [str(wanted)]
        values = " or ".join(map(_code, listed))
        told.append(keys if wanted in (True, "*") else f"{keys} = {values}" if wanted else f"no {keys}")
    return ", ".join(told)


def _code(text: str) -> str:
    """Code in a cell of a table."""
    return "`" + text.replace("|", "\\|") + "`"


def index(catalogue: Catalogue) -> Iterator[str]:
    """All rules by family, then all acts."""
    yield "# Rules\n"
    yield "Generated from the rule files by `python docs/generate.py`.\n"
    families = dict.fromkeys(entry.family for entry in catalogue.rules.values())
    for family in families:
        yield f"## {family}\n\n| rule | severity | finds |\n|---|---|---|"
        for name, entry in catalogue.rules.items():
            if entry.family == family:
                rule = catalogue.rule(name)
                default = "" if rule.default == "on" else f" ({_DEFAULTS[rule.default]})"
                yield f"| [{name}]({name}.md) | {_severities(rule)}{default} | {rule.definition} |"
        yield ""
    yield "## Speech acts\n\n| act | what it is |\n|---|---|"
    for name in catalogue.acts:
        act = catalogue.act(name)
        if not act.internal:
            yield f"| [{name}](../acts/{name}.md) | {act.definition} |"
    yield ""
    yield "What each kind of text is asked for: [profiles](../profiles.md).\n"


def profiles(catalogue: Catalogue) -> Iterator[str]:
    """The profile table: what is asked for, what is left off."""
    yield "# Profiles\n"
    yield "Generated from `rules/profiles.toml` and the rule files by `python docs/generate.py`.\n"
    yield "A profile says what kind of text it is. Wording rules hold in all of them but `internal-note`,"
    yield "which is left alone; what is missing, and in which order it comes, is judged where the table says"
    yield "so.\n"
    yield "| profile | for | asked for | a refusal is judged | off |\n|---|---|---|---|---|"
    for name, profile in catalogue.profiles.items():
        asked = [_link(rule) for rule in catalogue.rules if name in catalogue.rule(rule).profiles]
        off = ", ".join(map(_link, profile.off)) or "–"
        refusal = "yes" if profile.refusal else "–"
        yield f"| `{name}` | {profile.use} | {', '.join(asked) or '–'} | {refusal} | {off} |"
    yield ""


def _link(rule: str) -> str:
    return f"[{rule}](rules/{rule}.md)"


def rule_page(catalogue: Catalogue, name: str) -> Iterator[str]:
    """What, why, source, what to say, examples, near misses and known gaps."""
    rule = catalogue.rule(name)
    yield f"# {name}\n"
    yield f"{rule.definition}\n"
    family, default = catalogue.rules[name].family, _DEFAULTS[rule.default]
    yield f"**Severity**: {_severities(rule)}. **Family**: {family}. **Default**: {default}.\n"
    if rule.aliases:
        yield f"**Earlier names**: {', '.join(f'`{alias}`' for alias in rule.aliases)}.\n"
    if rule.profiles:
        yield f"**Judged in**: {', '.join(f'`{p}`' for p in rule.profiles)}.\n"
    if isinstance(rule, RefusalRule):
        yield "**Judged** where a refusal is found, in profiles that judge refusals.\n"
    if rule.outranks:
        yield f"On the same words it takes in: {', '.join(f'[{r}]({r}.md)' for r in rule.outranks)}.\n"
    yield f"## Why\n\n{rule.why}\n"
    yield "## Say instead\n"
    yield from (f"- {suggestion}" for suggestion in rule.suggestions)
    if rule.rewrite:
        yield "\n## Rewritten for you\n"
        for rewrite in rule.rewrite:
            how = "`--fix`" if rewrite.applicability == "safe" else "`--unsafe-fixes`: read the result"
            yield from (f"- {before} → {after} ({how})" for before, after in rewrite.examples)
    yield "\n## Flagged\n"
    yield from map(_example, rule.bad)
    yield "\n## Fine\n"
    yield from map(_example, rule.good)
    yield from _gaps(rule.known_gaps)
    if name in catalogue.measured:
        yield f"\n## Measured\n\n{catalogue.measured[name]}.".replace("\n\nno", "\n\nNo")
    yield "\n## Sources\n"
    for key in rule.sources:
        source = catalogue.sources[key]
        yield f"- **{key}** (grade {source.grade}): {source.title}"
    yield ""


def act_page(catalogue: Catalogue, name: str) -> Iterator[str]:
    """What counts as the act and what only looks like it."""
    act = catalogue.act(name)
    yield f"# {name}\n"
    yield f"{act.definition}\n"
    for rule, note in act.vetoed_by.items():
        found = f"finds it {note}" if note else "finds the same words"
        yield f"Does not count where [{rule}](../rules/{rule}.md) {found}.\n"
    yield "## Counts\n"
    yield from map(_example, act.positive)
    yield "\n## Only looks like it\n"
    yield from map(_example, act.lookalike)
    yield from _gaps(act.known_gaps)
    yield ""


def _severities(rule: AnyRule) -> str:
    other = sorted(
        {m.severity.value for m in getattr(rule, "match", ()) if m.severity} - {rule.severity.value}
    )
    return rule.severity.value + (f" ({', '.join(other)} by wording)" if other else "")


def _example(example: Example) -> str:
    profile = f" (profile `{example.profile}`)" if example.profile else ""
    # A page of Markdown would not show the comments of HTML.
    text = f"`` {example.text} ``" if "replylint" in example.text else example.text
    how = [name for name in (example.kind, example.format) if name not in ("draft", "text")]
    read_as = f" ({', '.join(how)})" if how else ""
    return f"- {text}{read_as}{profile}"


def _gaps(gaps: tuple[Example, ...]) -> Iterator[str]:
    if gaps:
        yield "\n## Known gaps\n"
        yield from (f"- {gap.text} (should be {gap.expect}: {gap.why})" for gap in gaps)


def main() -> None:
    made = pages()
    stale = [
        name
        for name, text in made.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != text
    ]
    left = [
        p
        for folder in ("rules", "acts")
        for p in (DOCS / folder).glob("*.md")
        if f"{folder}/{p.name}" not in made
    ]
    if "--check" in sys.argv:
        if stale or left:
            names = ", ".join([*stale, *(str(p) for p in left)])
            raise SystemExit(f"docs are out of date: {names}. Run: python docs/generate.py")
        return
    for path in left:
        path.unlink()
    for name in stale:
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(made[name], "utf-8")


if __name__ == "__main__":
    main()
