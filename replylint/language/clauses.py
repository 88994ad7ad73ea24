"""Clause features: who does what to whom, token by token, as patterns see them.

A pattern reads them as spaCy extension attributes: ``_ = {subject = "customer", modality = "deontic"}``.
They are computed once per sentence and kept on the Doc; the getters are stateless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

from spacy.attrs import DEP, HEAD, IDX, LOWER, TAG
from spacy.lang.lex_attrs import is_punct, like_url
from spacy.tokens import Doc, Token

from replylint.language.values import Value

PREFIX = "replylint_"
"""spaCy's extension attributes are global to the process, so ours carry a prefix that patterns omit."""


class Clause(NamedTuple):
    """One clause: a predicate and the words that belong to it."""

    head: int
    """Index of the predicate's token."""
    subject: str = "none"
    """``us`` (I, we), ``ours`` (our driver), ``customer`` (you), ``yours`` (your card), ``third`` or
    ``none``."""
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


class Test(Protocol):
    """A question that a pattern asks of every token."""

    def mask(self, sentence: Parsed) -> int:
        """The tokens that pass, as bits."""
        ...


class Parsed:
    """A sentence as plain lists and bit masks, read in one go: spaCy's token objects are slow.

    A mask has a bit per token; a test of a pattern is answered for all tokens at once.
    """

    __slots__ = (
        "_clauses",
        "_masks",
        "_owner",
        "_text",
        "all",
        "answers",
        "dep",
        "head",
        "lower",
        "places",
        "present",
        "size",
        "start",
        "tag",
        "words",
    )

    def __init__(self, doc: Doc, text: str) -> None:
        name = doc.vocab.strings.__getitem__
        table = doc.to_array([LOWER, TAG, DEP, HEAD, IDX]).astype("int64").tolist() if len(doc) else []
        self.size = len(table)
        self.all = (1 << self.size) - 1
        self.lower = [name(row[0] % _UNSIGNED) for row in table]
        self.words = frozenset(self.lower)
        self.tag = [_name(row[1] % _UNSIGNED, name) for row in table]
        self.dep = [_name(row[2] % _UNSIGNED, name) for row in table]
        self.head = [i + row[3] for i, row in enumerate(table)]
        self.start = [row[4] for row in table]
        """Where each token starts, in code points of the sentence."""
        self._text = text
        self._clauses: list[Clause] = []
        self._owner: list[int] = []
        self._masks: dict[str, dict[Any, int]] = {}
        self.answers: dict[Test, int] = {}
        """What `answer` has found so far."""
        self.places: dict[object, list[tuple[int, int]]] = {}
        """Where the patterns that were tried so far were found: many rules share some of them."""
        self.present: int | None = None
        """What `presence` of the rulebook has found."""

    @classmethod
    def of(cls, doc: Doc) -> Parsed:
        """The sentence of a Doc, read once and kept on it."""
        sentence: Parsed | None = doc.user_data.get(_KEY)
        if sentence is None:
            sentence = doc.user_data[_KEY] = cls(doc, doc.text)
        return sentence

    def attach(self, clauses: list[Clause], owner: list[int]) -> None:
        """Take the clauses, and for each token the index of its own."""
        self._clauses, self._owner = clauses, owner

    def mark(self, column: str, spans: Iterable[tuple[int, int, Any]], otherwise: Any) -> None:
        """Give the tokens that start in a span (code points) its value in a column, and the rest another."""
        masks: dict[Any, int] = {}
        taken = 0
        for begin, end, value in spans:
            for i, start in enumerate(self.start):
                if begin <= start < end:
                    masks[value] = masks.get(value, 0) | 1 << i
                    taken |= 1 << i
        masks[otherwise] = self.all & ~taken
        self._masks[column] = masks

    def masks(self, column: str) -> dict[Any, int]:
        """For each value of a column, the tokens that have it."""
        found = self._masks.get(column)
        if found is None:
            found = self._masks[column] = (
                self._clause_masks(column) if column in _CLAUSE else self._read(column)
            )
        return found

    def answer(self, test: Test) -> int:
        """The tokens that pass a test; computed once, however many patterns ask."""
        found = self.answers.get(test)
        if found is None:
            found = self.answers[test] = test.mask(self)
        return found

    def value(self, column: str, token: int) -> Any:
        """The value of one token, or False where the language does not have the feature."""
        bit = 1 << token
        return next((value for value, tokens in self.masks(column).items() if tokens & bit), False)

    def _texts(self) -> list[str]:
        text = self._text
        return [text[start : start + len(word)] for start, word in zip(self.start, self.lower, strict=True)]

    def _clause_masks(self, column: str) -> dict[Any, int]:
        if column == "predicate":
            heads = 0
            for clause in self._clauses:
                heads |= 1 << clause.head
            return {True: heads, False: self.all & ~heads} if self._clauses else {}
        tokens = [0] * len(self._clauses)
        bit = 1
        for number in self._owner:
            tokens[number] |= bit
            bit <<= 1
        found: dict[Any, int] = {}
        for clause, own in zip(self._clauses, tokens, strict=True):
            value = getattr(clause, _CLAUSE[column])
            found[value] = found.get(value, 0) | own
        return found

    def _read(self, column: str) -> dict[Any, int]:
        if column == "first":
            first = next((1 << i for i, word in enumerate(self.lower) if word[:1].isalnum()), 1) & self.all
            return {True: first, False: self.all & ~first}
        if column in ("lower", "tag", "dep"):
            values: Iterable[Any] = getattr(self, column)
        elif column in FLAGS:
            values = map(FLAGS[column], self._texts())
        else:
            values = self._texts()
        found: dict[Any, int] = {}
        bit = 1
        for value in values:
            found[value] = found.get(value, 0) | bit
            bit <<= 1
        return found


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Attributes of spaCy that a word has by itself; few patterns ask for them.
FLAGS: dict[str, Callable[[str], bool]] = {
    "is_punct": is_punct,
    "is_title": str.istitle,
    "is_upper": str.isupper,
    "is_digit": str.isdigit,
    "is_alpha": str.isalpha,
    "like_url": lambda word: "." in word and like_url(word),
    "like_email": lambda word: "@" in word and bool(_EMAIL.fullmatch(word)),
}
_KEY = "replylint"
_UNSIGNED = 1 << 64
_names: dict[int, str] = {}


def _name(key: int, lookup: Callable[[int], str]) -> str:
    """The name of a tag or a dependency label: there are few, so they are looked up once."""
    found = _names.get(key)
    if found is None:
        found = _names[key] = lookup(key) if key else ""
    return found


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
        {
            "main",
            "complement",
            "conditional",
            "temporal",
            "reason",
            "contrast",
            "relative",
            "purpose",
            "adverbial",
        }
    ),
    "predicate": None,
    "value": frozenset({"time", "duration", "money", "number", "none"}),
    "quoted": None,
    "first": None,
}
# Features of a clause, and the names of its fields.
_CLAUSE = {
    name: "kind" if name == "clause" else name
    for name in ("subject", "mood", "tense", "modality", "negated", "passive", "clause", "predicate")
}
# These need no parser: they hold in every language.
PARSERLESS = frozenset({"value", "quoted", "first"})


def attach(
    doc: Doc, text: str, reader: ClauseReader | None, values: list[Value], quoted: tuple[tuple[int, int], ...]
) -> list[Clause]:
    """Compute the features of a sentence, the Doc of `text`, and keep them on it for the patterns."""
    sentence = doc.user_data[_KEY] = Parsed(doc, text)
    clauses: list[Clause] = []
    if reader is not None and sentence.size:
        clauses, owner = reader(doc)
        sentence.attach(clauses, owner)
    sentence.mark("value", ((value.start, value.end, value.kind) for value in values), "none")
    sentence.mark("quoted", ((start, end, True) for start, end in quoted), False)
    return clauses


def _getter(name: str) -> Any:
    def get(token: Token) -> Any:
        return Parsed.of(token.doc).value(name, token.i)

    return get


def register() -> None:
    """Register the extension attributes, once per process."""
    for name in ATTRIBUTES:
        if not Token.has_extension(PREFIX + name):
            Token.set_extension(PREFIX + name, getter=_getter(name))


register()
