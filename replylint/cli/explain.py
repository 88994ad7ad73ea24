"""What the commands say about rules and drafts, as lines of text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from replylint.drafts.draft import Draft, Reading
from replylint.drafts.layer import LeftOut, Mark
from replylint.drafts.segments import BlockKind
from replylint.engine.paths import described
from replylint.errors import ConfigError, nearest
from replylint.language.sentences import split_reading
from replylint.packs import read_pack, rules_directory
from replylint.rulebook.catalogue import Catalogue
from replylint.rulebook.schema import ActSpec, AnyRule, Example

_Line = tuple[int, str, str]
"""Where it stands in the source, what it is, and its text."""

_LEFT_OUT = {
    BlockKind.QUOTE: "quoted history",
    BlockKind.SIGNATURE: "signature",
    BlockKind.CODE: "code",
    BlockKind.TABLE: "table",
}


_DEFAULTS = {"on": "", "off": "  (off by default)", "with-complaint": "  (with --complaint)"}


def known(catalogue: Catalogue, name: str) -> str:
    """The name of a rule or act that exists.

    Raises:
        ConfigError: there is none; names the nearest.
    """
    name = catalogue.names.get(name, name)
    names = sorted({*catalogue.rules, *catalogue.acts})
    if name not in names:
        raise ConfigError(f'There is no rule or act "{name}"{nearest(name, names)}. See: replylint rules')
    return name


def overview(catalogue: Catalogue) -> Iterator[str]:
    """All rules, a line each, by family: the shipped ones, then those of each further pack."""
    yield from _families(catalogue, [name for name in catalogue.rules if "/" not in name])
    for pack in catalogue.pack.further:
        own = [name for name in catalogue.rules if name.startswith(f"{pack.name}/")]
        yield f"{pack.name} {pack.version}: {pack.description}"
        yield from (pack.url, "") if pack.url else ("",)
        yield from _families(catalogue, own)
    yield "Explain one:  replylint rule ID"


def _families(catalogue: Catalogue, chosen: list[str]) -> Iterator[str]:
    families: dict[str, list[str]] = {}
    for name in chosen:
        families.setdefault(catalogue.rules[name].family, []).append(name)
    for family, names in families.items():
        yield family
        for name in names:
            rule = catalogue.rule(name)
            off = _DEFAULTS[rule.default]
            yield f"  {name:24} {rule.severity:11} {rule.definition}{off}"
        yield ""


def profiles(catalogue: Catalogue, width: int) -> Iterator[str]:
    """All profiles, with what is asked for in each."""
    for name, profile in catalogue.profiles.items():
        yield f"{name:18}{profile.use}"
        asked = [rule for rule in catalogue.rules if name in catalogue.rule(rule).profiles]
        for label, rules in (("asks for", asked), ("off", profile.off)):
            if rules:
                indent = f"{'':18}{label}: "
                yield from textwrap.wrap(
                    ", ".join(rules), width, initial_indent=indent, subsequent_indent=" " * 20
                )


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
        if name in catalogue.measured:
            yield from wrapped("Measured", str(catalogue.measured[name]))
        yield from _sources(catalogue, spec.sources, width)
        yield ""
        yield from _examples("Bad", spec.bad)
        yield from _examples("Good", spec.good)
        for rewrite in spec.rewrite:
            label = "Safe fix" if rewrite.applicability == "safe" else "Rewrite"
            yield from (f"{label:9} {before} → {after}" for before, after in rewrite.examples)
    yield from _examples("Known gap", spec.known_gaps)


def as_data(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """One rule or act for machines."""
    if name in catalogue.acts:
        act = catalogue.act(name).model_dump(mode="json", exclude={"match"})
        return {"id": name, "family": "acts", **act}
    rule = catalogue.rule(name)
    data = rule.model_dump(mode="json", exclude={"match", "conflict", "rewrite"})
    told = {"applicability", "advice", "examples"}
    data["rewrite"] = [rewrite.model_dump(mode="json", include=told) for rewrite in rule.rewrite]
    if name in catalogue.measured:
        data["measured"] = catalogue.measured[name].model_dump(mode="json")
    return {"id": name, "family": catalogue.rules[name].family, **data}


def rendering(draft: Draft, paths: bool = False) -> Iterator[str]:
    """A draft as the linter sees it, in the order of the source: a sentence a line behind the kind of its
    block, the placeholders in it, and what is left out and why.

    Of a template with branches it is the first path, or with `paths` each that is read.
    """
    for note in (*draft.notes, *(["only the beginning was read"] if draft.truncated else [])):
        yield f"{'note':9} {note}"
    several = len(draft.readings) > 1
    if several and not paths:
        yield f"{'note':9} one of {draft.paths} paths through its branches; --paths shows all that are read"
    for reading in draft.readings if paths else draft.readings[:1]:
        if several:
            yield f"{'path':9} {described([reading], draft.readings) or 'in any case'}"
        lines = [*_spoken(draft, reading), *_left_out(reading)]
        lines += [(mark.start, "left out", f"[{mark.why}] {_unseen(draft, mark)}") for mark in draft.unseen]
        for _, kind, text in sorted(lines):
            first, *rest = text.strip().split("\n")
            yield f"{kind:9} {first.strip()}"
            yield from (f"{'':9} {line.strip()}" for line in rest if line.strip())


def _spoken(draft: Draft, reading: Reading) -> Iterator[_Line]:
    """The sentences that are linted, each with its placeholders."""
    for sentence in split_reading(reading, read_pack(rules_directory(), draft.language)):
        if sentence.kind is BlockKind.SIGNATURE:
            continue
        text = sentence.text
        for field in reading.fields:
            if sentence.start <= field.start < sentence.end:
                read = reading.text.text[field.start : field.end]
                text += f"\n[placeholder, {field.type}] {field.text} is read as “{read}”"
        yield reading.text.to_source(sentence.start, sentence.end)[0], sentence.kind.value, text


def _left_out(reading: Reading) -> Iterator[_Line]:
    """The blocks that are not linted."""
    for block in reading.blocks:
        if block.kind in _LEFT_OUT:
            # The closing stands inside the signature and is linted.
            closed = [b.end for b in reading.blocks if b.kind is BlockKind.CLOSING and b.start == block.start]
            start = closed[0] if closed else block.start
            text = reading.text.text[start : block.end]
            if text.strip():
                place = reading.text.to_source(start, block.end)[0]
                yield place, "left out", f"[{_LEFT_OUT[block.kind]}] {text.strip()}"


def _unseen(draft: Draft, mark: Mark) -> str:
    """The words in something that no customer sees, cut short; of front matter its lines."""
    if mark.why is LeftOut.FRONT_MATTER:
        return draft.front_matter
    words = " ".join(re.sub(r"<!--|-->|<[^<>]*>", " ", draft.source[mark.start : mark.end]).split())
    return textwrap.shorten(words, 200, placeholder=" …")


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
