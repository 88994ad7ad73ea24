"""Runs the examples of rules and acts, plain and as drafts really look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from replylint.drafts.segments import BlockKind
from replylint.errors import ConfigError, nearest
from replylint.linter import Linter
from replylint.packs import Pack
from replylint.plugins import MANIFEST
from replylint.rulebook.catalogue import Entry
from replylint.rulebook.schema import ActSpec, Example, SuppressionRule, WordingRule

UNDER_GREETING, IN_EMAIL = "under a greeting", "in an e-mail"
AFTER_EMOJI, BESIDE_FIELD = "after an emoji", "with a placeholder"
# These add words around a text, which a whole reply has no room for.
_AROUND = {UNDER_GREETING, IN_EMAIL, AFTER_EMOJI, BESIDE_FIELD}
_NOTHING = Example(text="")

FOUND = ("bad", "positive")
"""The keys of a rule file whose examples must be found; those of the others must not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example in one wrapping, and whether it holds."""

    entry: Entry
    key: str
    """``bad``, ``good``, ``positive``, ``lookalike`` or ``rewrite``."""
    wrapping: str
    text: str
    holds: bool
    gap: str = ""
    """For a known gap: why it does not hold."""

    def __str__(self) -> str:
        how = "gap is closed, move it to the examples" if self.gap else self.wrapping
        held = "holds" if self.holds else "does not hold"
        return f"{self.entry.path}: {self.key} example {held} ({how}): {self.text}"


def run(linter: Linter, targets: Iterable[Path | str] = ()) -> Iterator[Outcome]:
    """The outcome of every example of the linter's language, or of some rules only.

    A target is an id, a file or a folder of rules, such as that of a further pack. A known gap that holds
    nevertheless is an outcome that does not hold: it should move to the examples.

    Raises:
        ConfigError: a target that names no rule, act, file or folder of this language.
    """
    pack = linter.catalogue.pack
    wrappings = _wrappings(pack)
    trial = _Trial(linter)
    for entry in _chosen(linter, targets):
        spec = entry.spec
        wrapped = isinstance(spec, WordingRule) or (isinstance(spec, ActSpec) and _in_body(spec))
        # What the wrapping alone already is says nothing about the example.
        own = {name for name in wrappings if wrapped and trial.finds(entry, _NOTHING, wrappings[name](""))}
        for key, examples in _examples(entry):
            for example in examples:
                draft = _drafted(example.text)
                left_out = own | (_AROUND if _is_whole(linter, draft) else set())
                for name, wrap in wrappings.items():
                    text = wrap(draft)
                    if name == "plain" or (wrapped and text != draft and name not in left_out):
                        holds = trial.finds(entry, example, text) == (key in FOUND)
                        yield Outcome(entry, key, name, example.text, holds)
        for rewrite in () if isinstance(spec, ActSpec) else spec.rewrite:
            for before, after in rewrite.examples:
                for name, wrap in wrappings.items() if wrapped else [("plain", wrappings["plain"])]:
                    drafts = wrap(_drafted(before)), wrap(_drafted(after))
                    yield Outcome(entry, "rewrite", name, f"{before} → {after}", trial.makes(entry, *drafts))
        for gap in entry.spec.known_gaps:
            found = trial.finds(entry, gap, _drafted(gap.text))
            key = gap.expect or "bad"
            why = gap.why or "no reason given"
            yield Outcome(entry, key, "plain", gap.text, found != (key in FOUND), why)


class _Trial:
    """Checks texts with one rule selected at a time."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter
        self._linters: dict[str, Linter] = {}

    def finds(self, entry: Entry, example: Example, text: str) -> bool:
        """Whether the rule or act finds something in the text."""
        profile = example.profile or _profile(entry)
        if isinstance(entry.spec, ActSpec):
            return entry.id in self._linter.acts_in(text)
        report = self._only(entry).check(
            text,
            profile=profile,
            kind=example.kind,
            format=example.format,
            declared_placeholders=example.declared,
        )
        return any(finding.rule == entry.id for finding in report.findings)

    def makes(self, entry: Entry, before: str, after: str) -> bool:
        """Whether a suggestion of the rule makes one text of another, but for the kind of its apostrophes."""
        report = self._only(entry).check(before, profile=_profile(entry))
        suggestions = (s for finding in report.findings for s in finding.suggestions if s.edits)
        return any(_straight(report.apply(s)) == _straight(after) for s in suggestions)

    def _only(self, entry: Entry) -> Linter:
        if isinstance(entry.spec, SuppressionRule):
            # What a comment suppresses is told by all the others.
            return self._linter
        if entry.id not in self._linters:
            self._linters[entry.id] = self._linter.only(entry.id)
        return self._linters[entry.id]


def _straight(text: str) -> str:
    return text.replace("’", "'")


def _profile(entry: Entry) -> str:
    profiles: tuple[str, ...] = getattr(entry.spec, "profiles", ())
    return "complaint-reply" if not profiles or "complaint-reply" in profiles else profiles[0]


def _in_body(spec: ActSpec) -> bool:
    return all(match.patterns and not match.regex for match in spec.match)


def _is_whole(linter: Linter, text: str) -> bool:
    """Whether a text has a greeting or sign-off of its own."""
    framed = {BlockKind.GREETING, BlockKind.SIGNATURE}
    return any(block.kind in framed for reading in linter.draft(text).readings for block in reading.blocks)


def _examples(entry: Entry) -> list[tuple[str, tuple[Example, ...]]]:
    spec = entry.spec
    if isinstance(spec, ActSpec):
        return [("positive", spec.positive), ("lookalike", spec.lookalike)]
    return [("bad", spec.bad), ("good", spec.good)]


def _drafted(text: str) -> str:
    return "\n\n".join(part.strip() for part in text.split("¶"))


def _wrappings(pack: Pack) -> dict[str, Callable[[str], str]]:
    """Ways in which a sentence stands in a draft, in the words of the language."""
    words: dict[str, str] = pack.words.get("wrapping", {})
    greeting, closing = words.get("greeting", ""), words.get("closing", "")
    history, field = words.get("history", ""), words.get("field", "")
    return {
        "plain": lambda text: text,
        UNDER_GREETING: lambda text: f"{greeting}\n\n{text}" if greeting else text,
        IN_EMAIL: lambda text: f"{greeting}\n\n{text}\n\n{closing}\n\n{history}" if history else text,
        AFTER_EMOJI: lambda text: f"🙂 {text}",
        "with CRLF": lambda text: text.replace("\n", "\r\n") + "\r\n",
        "with curly quotes": lambda text: re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’"),
        BESIDE_FIELD: lambda text: f"{text}\n\n{field}" if field else text,
    }


def _chosen(linter: Linter, targets: Iterable[Path | str]) -> list[Entry]:
    entries = {**linter.catalogue.acts, **linter.catalogue.rules}
    targets = tuple(targets)
    if not targets:
        return list(entries.values())
    chosen = []
    for target in targets:
        path = Path(target).resolve()
        found = [entry for entry in entries.values() if target == entry.id or _is_in(entry, path)]
        if not found and (path / MANIFEST).is_file():
            language = linter.catalogue.pack.language
            raise ConfigError(
                f'"{target}": the pack has no rule or act for "{language}" yet, so there is nothing to run. '
                f"Put the first one into {path / language / '<family>' / '<id>.toml'}."
            )
        if not found:
            hint = nearest(str(target), sorted(entries))
            raise ConfigError(f'"{target}" names no rule, file or folder of rules{hint}.')
        chosen += found
    return chosen


def _is_in(entry: Entry, path: Path) -> bool:
    own = entry.path.resolve()
    return path == own or path in own.parents
