"""Sentence by sentence: parse, match every pattern of the book, and remember the result.

The memory is keyed by everything that a sentence's own verdict depends on, and by nothing else: its
neighbours, the profile and the selection are applied afterwards. It keeps plain values only.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Doc

from replylint.drafts.segments import BlockKind
from replylint.language.clauses import Clause, Parsed, attach
from replylint.language.sentences import Sentence
from replylint.language.values import Value, find_values
from replylint.rulebook.book import CompiledMatch, Rulebook
from replylint.rulebook.patterns import fold, straight
from replylint.rulebook.sequence import presence

REMEMBERED = 20_000
"""Sentences that are remembered; the ones unused for longest are forgotten."""

_BATCH = 32
_PARSED = frozenset({BlockKind.BODY, BlockKind.ITEM, BlockKind.CLOSING})


class LocalMatch(NamedTuple):
    """A match of the book's match `number`; `start` and `end` are code points in the sentence."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one sentence holds, apart from its neighbours."""

    matches: tuple[LocalMatch, ...]
    values: tuple[Value, ...]
    clauses: tuple[Clause, ...]


class Analyzer:
    """Analyses sentences with one rulebook. Thread-safe; its memory is bounded."""

    def __init__(self, book: Rulebook, remembered: int = REMEMBERED) -> None:
        self.book = book
        self._remembered = remembered
        self._memory: OrderedDict[object, Analysis] = OrderedDict()
        self._lock = book.pipeline.lock

    def analyse(self, sentences: Sequence[Sentence]) -> list[Analysis]:
        """The analyses of `sentences`, in order."""
        keys = [(s.text, s.kind, s.numbered, s.quoted) for s in sentences]
        with self._lock:
            found = {key: self._memory[key] for key in keys if key in self._memory}
            new = {key: s for key, s in zip(keys, sentences, strict=True) if key not in found}
            if new:
                # Parse, match and leave the memory zone under the lock.
                for key, analysis in zip(new, self._fresh(list(new.values())), strict=True):
                    found[key] = self._memory[key] = analysis
            for key in found:
                self._memory.move_to_end(key)
            while len(self._memory) > self._remembered:
                self._memory.popitem(last=False)
        return [found[key] for key in keys]

    def forget(self) -> None:
        """Empty the memory."""
        with self._lock:
            self._memory.clear()

    def _fresh(self, sentences: list[Sentence]) -> list[Analysis]:
        nlp = self.book.pipeline.nlp
        parsed = [i for i, s in enumerate(sentences) if s.kind in _PARSED]
        with nlp.memory_zone():
            docs = dict(
                zip(
                    parsed,
                    nlp.pipe((straight(sentences[i].text) for i in parsed), batch_size=_BATCH),
                    strict=True,
                )
            )
            analyses = [self._one(sentence, docs.get(i)) for i, sentence in enumerate(sentences)]
            for doc in docs.values():
                # Nothing of the zone is kept.
                doc.user_data.clear()
            return analyses

    def _one(self, sentence: Sentence, doc: Doc | None) -> Analysis:
        values = find_values(sentence.text, self.book.pack)
        spans: dict[int, list[tuple[int, int]]] = {}
        clauses: list[Clause] = []
        parsed: Parsed | None = None
        unread = self.book.unread(sentence.kind, sentence.numbered)
        if doc is not None:
            text = straight(sentence.text)
            clauses = attach(doc, text, self.book.pipeline.reader, values, sentence.quoted)
            parsed = Parsed.of(doc)
            for match, pattern in self.book.candidates(parsed):
                if match.number not in unread and (places := pattern.find(doc, parsed)):
                    spans.setdefault(match.number, []).extend(places)
        folded = fold(sentence.text)
        for match in self.book.by_regex:
            if match.number not in unread:
                spans.setdefault(match.number, []).extend(
                    m.span() for regex in match.regex for m in regex.finditer(folded) if m.end() > m.start()
                )
        found = []
        for number, places in spans.items():
            match = self.book.matches[number]
            for start, end in _longest(places):
                if not _inside(start, sentence.quoted) and _holds(match, doc, parsed, start, end):
                    found.append(LocalMatch(number, start, end))
        found.sort(key=lambda m: (m.start, m.end, m.number))
        return Analysis(tuple(found), tuple(values), tuple(clauses))


def _holds(match: CompiledMatch, doc: Doc | None, parsed: Parsed | None, start: int, end: int) -> bool:
    """Whether the conditions hold that look at the sentence itself."""
    if doc is None or parsed is None:
        return not match.also
    present = presence(parsed)
    # Most patterns lack a word that they require: that costs no call.
    if match.also and not any(
        pattern.required & present == pattern.required and pattern.find(doc, parsed) for pattern in match.also
    ):
        return False
    if any(
        pattern.required & present == pattern.required and pattern.find(doc, parsed)
        for pattern in match.unless
    ):
        return False
    for pattern in match.unless_overlapping:
        if pattern.required & present == pattern.required and any(
            a < end and b > start for a, b in pattern.find(doc, parsed)
        ):
            return False
    return True


def _longest(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest of places that overlap."""
    if len(places) == 1:
        return places
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(places), key=lambda p: (p[0] - p[1], p[0])):
        if not any(a < end and b > start for a, b in kept):
            kept.append((start, end))
    return sorted(kept)


def _inside(place: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= place < end for start, end in spans)
