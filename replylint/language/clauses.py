"""Clause features: who does what to whom, token by token, as patterns see them.

A pattern reads them as spaCy extension attributes: ``_ = {subject = "customer", modality = "deontic"}``.
They are computed once per sentence and kept on the Doc; the getters are stateless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from spacy.tokens import Doc, Token

from replylint.language.values import Value

PREFIX = "replylint_"
"""spaCy's extension attributes are global to the process, so ours carry a prefix that patterns omit."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: a predicate and the words that belong to it."""

    head: int
    """Index of the predicate's token."""
    subject: str = "none"
    """``us`` (I, we), ``ours`` (our driver), ``customer`` (you), ``yours`` (your card), ``third``, ``none``."""
    mood: str = "declarative"
    """``declarative``, ``imperative``, ``interrogative`` or ``fragment`` (no finite verb)."""
    tense: str = "none"
    """``past``, ``perfect``, ``present``, ``progressive``, ``future`` or ``none``."""
    modality: str = "none"
    """``deontic`` (an order), ``epistemic`` (a guess or expectation), ``ability``, ``conditional`` (would)
    or ``none``."""
    negated: bool = False
    passive: bool = False
    kind: str = "main"
    """``main``, ``complement``, ``conditional``, ``temporal``, ``reason``, ``contrast``, ``relative``,
    ``purpose`` or ``adverbial``."""


class ClauseReader(Protocol):
    """What a language with a parser provides: the clauses of a parsed sentence."""

    def __call__(self, doc: Doc) -> tuple[list[Clause], list[int]]:
        """The clauses, and for each token the index of its clause."""
        ...


# The attributes that a pattern may name, with their allowed values (None: true or false).
ATTRIBUTES: dict[str, frozenset[str] | None] = {
    "subject": frozenset({"us", "ours", "customer", "yours", "third", "none"}),
    "mood": frozenset({"declarative", "imperative", "interrogative", "fragment"}),
    "tense": frozenset({"past", "perfect", "present", "progressive", "future", "none"}),
    "modality": frozenset({"deontic", "epistemic", "ability", "conditional", "none"}),
    "negated": None,
    "passive": None,
    "clause": frozenset(
        {"main", "complement", "conditional", "temporal", "reason", "contrast", "relative", "purpose", "adverbial"}
    ),
    "predicate": None,
    "value": frozenset({"time", "duration", "money", "number", "none"}),
    "quoted": None,
    "first": None,
}
# These need no parser: they hold in every language.
PARSERLESS = frozenset({"value", "quoted", "first"})


@dataclass(slots=True)
class _Features:
    """One list per attribute, one entry per token."""

    columns: dict[str, list[Any]]


def attach(
    doc: Doc, reader: ClauseReader | None, values: list[Value], quoted: tuple[tuple[int, int], ...]
) -> list[Clause]:
    """Compute the features of a sentence and keep them on its Doc for the pattern getters."""
    size = len(doc)
    first = next((token.i for token in doc if not (token.is_punct or token.is_space)), 0)
    columns: dict[str, list[Any]] = {
        "value": ["none"] * size,
        "quoted": [False] * size,
        "first": [i == first for i in range(size)],
    }
    clauses: list[Clause] = []
    if reader is not None and size:
        clauses, owner = reader(doc)
        own = [clauses[i] for i in owner]
        columns |= {
            "subject": [c.subject for c in own],
            "mood": [c.mood for c in own],
            "tense": [c.tense for c in own],
            "modality": [c.modality for c in own],
            "negated": [c.negated for c in own],
            "passive": [c.passive for c in own],
            "clause": [c.kind for c in own],
            "predicate": [c.head == i for i, c in enumerate(own)],
        }
    if values or quoted:
        starts = [token.idx for token in doc]
        for value in values:
            for i, start in enumerate(starts):
                if value.start <= start < value.end:
                    columns["value"][i] = value.kind
        for begin, end in quoted:
            for i, start in enumerate(starts):
                if begin <= start < end:
                    columns["quoted"][i] = True
    doc.user_data["replylint"] = _Features(columns)
    return clauses


def index_words(doc: Doc) -> set[str]:
    """The words and features that the pattern index looks up: lower-case words and ``_name=value``."""
    words = {token.lower_ for token in doc}
    features: _Features = doc.user_data["replylint"]
    for name, column in features.columns.items():
        words.update(f"_{name}={value}" for value in set(column))
    return words


def _getter(name: str) -> Any:
    def get(token: Token) -> Any:
        features: _Features | None = token.doc.user_data.get("replylint")
        if features is None or name not in features.columns:
            return False
        return features.columns[name][token.i]

    return get


def register() -> None:
    """Register the extension attributes, once per process."""
    for name in ATTRIBUTES:
        if not Token.has_extension(PREFIX + name):
            Token.set_extension(PREFIX + name, getter=_getter(name))


register()
