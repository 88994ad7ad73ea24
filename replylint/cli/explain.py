"""What the commands say about rules and drafts, as lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from replylint.drafts.draft import Draft
from replylint.drafts.segments import BlockKind
from replylint.errors import ConfigError, nearest
from replylint.language.sentences import split_reading
from replylint.packs import read_pack, rules_directory
from replylint.rulebook.catalogue import Catalogue
from replylint.rulebook.schema import ActSpec, AnyRule, Example

_LEFT_OUT = {
    BlockKind.QUOTE: "quoted history",
    BlockKind.SIGNATURE: "signature",
    BlockKind.CODE: "code",
}


def known(catalogue: Catalogue, name: str) -> str:
    """The name of a rule or act that exists.

    Raises:
        ConfigError: there is none; names the nearest.
    """
    names = sorted({*catalogue.rules, *catalogue.acts})
    if name not in names:
        raise ConfigError(f'There is no rule or act "{name}"{nearest(name, names)}. See: replylint rules')
    return name


def overview(catalogue: Catalogue) -> Iterator[str]:
    """All rules, a line each, by family."""
    families: dict[str, list[str]] = {}
    for name, entry in catalogue.rules.items():
        families.setdefault(entry.family, []).append(name)
    for family, names in families.items():
        yield family
        for name in names:
            rule = catalogue.rule(name)
            off = "" if rule.default == "on" else "  (off by default)"
            yield f"  {name:24} {rule.severity:11} {rule.definition}{off}"
        yield ""
    yield "Explain one:  replylint rule ID"


def details(catalogue: Catalogue, name: str, width: int) -> Iterator[str]:
    """One rule or act in full."""
    spec: AnyRule | ActSpec = catalogue.act(name) if name in catalogue.acts else catalogue.rule(name)

    def wrapped(label: str, text: str) -> list[str]:
        return textwrap.wrap(text, width, initial_indent=f"{label:9} ", subsequent_indent=" " * 10)

    if isinstance(spec, ActSpec):
        yield f"{name} (speech act)"
        yield ""
        yield from wrapped("What", spec.definition)
        yield from _sources(catalogue, spec.sources, width)
        yield ""
        yield from _examples("Counts", spec.positive)
        yield from _examples("Does not", spec.lookalike)
    else:
        yield f"{name} ({spec.severity}, {catalogue.rules[name].family})"
        yield ""
        yield from wrapped("What", spec.definition)
        yield from wrapped("Why", spec.why)
        for suggestion in spec.suggestions:
            yield from wrapped("Say", suggestion)
        if spec.profiles:
            yield from wrapped("In", f"profiles {', '.join(spec.profiles)}")
        yield from _sources(catalogue, spec.sources, width)
        yield ""
        yield from _examples("Bad", spec.bad)
        yield from _examples("Good", spec.good)
    yield from _examples("Known gap", spec.known_gaps)


def as_data(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """One rule or act for machines."""
    if name in catalogue.acts:
        act = catalogue.act(name).model_dump(mode="json", exclude={"match"})
        return {"id": name, "family": "acts", **act}
    rule = catalogue.rule(name)
    data = rule.model_dump(mode="json", exclude={"match", "conflict"})
    return {"id": name, "family": catalogue.rules[name].family, **data}


def rendering(draft: Draft) -> Iterator[str]:
    """A draft as the linter sees it: a sentence a line behind the kind of its block, and what is left out."""
    pack = read_pack(rules_directory(), draft.language)
    for reading in draft.readings:
        sentences = split_reading(reading, pack)
        lines = [(s.start, s.kind.value, s.text) for s in sentences if s.kind is not BlockKind.SIGNATURE]
        for block in reading.blocks:
            if block.kind in _LEFT_OUT:
                closed = [
                    b.end for b in reading.blocks if b.kind is BlockKind.CLOSING and b.start == block.start
                ]
                start = closed[0] if closed else block.start
                text = reading.text.text[start : block.end]
                if text.strip():
                    lines.append((start, "left out", f"[{_LEFT_OUT[block.kind]}] {text}"))
        for _, kind, text in sorted(lines):
            first, *rest = text.strip().split("\n")
            yield f"{kind:9} {first.strip()}"
            yield from (f"{'':9} {line.strip()}" for line in rest if line.strip())


def _sources(catalogue: Catalogue, keys: tuple[str, ...], width: int) -> Iterator[str]:
    for key in keys:
        source = catalogue.sources[key]
        yield from textwrap.wrap(
            f"{key} (grade {source.grade}): {source.title}",
            width,
            initial_indent=f"{'Source':9} ",
            subsequent_indent=" " * 10,
        )


def _examples(label: str, examples: tuple[Example, ...]) -> Iterator[str]:
    for example in examples:
        why = f"  ({example.why})" if example.why else ""
        yield f"{label:9} {example.text}{why}"
