"""A reading with its sentences analysed: what the rules look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from replylint.drafts.draft import Reading
from replylint.drafts.segments import BlockKind
from replylint.engine.analysis import Analysis
from replylint.language.sentences import Sentence
from replylint.report import Severity
from replylint.rulebook.book import CompiledMatch, Rulebook
from replylint.rulebook.schema import Near

_OWN_WORDS = (BlockKind.BODY, BlockKind.ITEM)

_AROUND_WORDS = " \n.,;:!?…–—-"

# What the parser splits off a word: "n't", "'s", the "not" of "cannot".
_REST_OF_WORD = re.compile(r"(n['’]t|['’][a-z]{1,2}|not|nt)\b", re.IGNORECASE)
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")
_LONGEST_WORD = 80

Place = tuple[int, int, int]
"""Sentence, visible start and end."""


@dataclass(frozen=True, slots=True)
class FoundAct:
    """An act in a sentence; `start` and `end` are visible code points."""

    name: str
    sentence: int
    start: int
    end: int
    valid: bool = True
    note: str = ""
    """Why it does not count."""
    vetoed: bool = False
    """Whether it does not count because of what it says, rather than for something that it lacks."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding before it is mapped back to the source; offsets are visible code points."""

    rule: str
    severity: Severity
    sentence: int
    start: int
    end: int
    message: str
    suggestions: tuple[str, ...]
    anchor: str | None = None
    related: tuple[tuple[int, int, str], ...] = ()
    also: tuple[str, ...] = ()
    group: str = ""
    """The group of matches that found it: see `Match.group`."""
    verbatim: bool = False
    """Whether the message shows what stands in the source rather than what the customer sees."""
    source: tuple[int, int] | None = None
    """Where it stands in the source, for what no customer sees."""
    identity: str = ""
    """What tells it from the others of its rule, where that is not its sentence."""


@dataclass
class Document:
    """The sentences of a reading, their analyses and the acts found in them."""

    book: Rulebook
    reading: Reading
    sentences: Sequence[Sentence]
    analyses: Sequence[Analysis]
    acts: list[FoundAct] = field(default_factory=list)
    """Replaced as a whole, never changed."""
    kind: Literal["draft", "template"] = "draft"
    complaint: str = ""
    declared: frozenset[str] = frozenset()
    """The names of the merge fields that the helpdesk fills; empty where they are not known."""
    tags: Sequence[tuple[int, int]] = ()
    """Where the control tags of the whole text stand in the source; the first reading has them."""
    earlier: Callable[[], frozenset[str]] = frozenset
    """The acts that count in earlier messages of the thread; found when first asked for."""
    _indexed: tuple[list[FoundAct], dict[int, list[FoundAct]]] | None = field(
        default=None, init=False, repr=False
    )

    def local(self, matches: Sequence[CompiledMatch]) -> Iterator[tuple[CompiledMatch, int, int, int]]:
        """The matches among `matches`: the match, its sentence, visible start and end, in order of place."""
        places = self._places
        found = [
            (place, match) for match in matches if match.number in places for place in places[match.number]
        ]
        if len(found) > 1:
            found.sort(key=lambda item: item[0][1:])
        for (sentence, start, end), match in found:
            yield match, sentence, start, end

    def has(self, match: CompiledMatch) -> bool:
        """Whether a match was found at all: most were not, and asking costs next to nothing."""
        return match.number in self._places

    @cached_property
    def _places(self) -> dict[int, list[tuple[int, int, int]]]:
        """Where each match of the book was found: sentence, visible start and end."""
        places: dict[int, list[tuple[int, int, int]]] = {}
        for number, (sentence, analysis) in enumerate(zip(self.sentences, self.analyses, strict=True)):
            for found in analysis.matches:
                place = (number, sentence.start + found.start, sentence.start + found.end)
                places.setdefault(found.number, []).append(place)
        return places

    def matched_in(self, sentence: int, match: CompiledMatch) -> Iterator[tuple[int, int]]:
        """Where a match holds in one sentence with all its conditions: visible start and end."""
        offset = self.sentences[sentence].start
        for found in self.analyses[sentence].matches:
            start, end = offset + found.start, offset + found.end
            if found.number == match.number and self.in_context(match, sentence, start, end):
                yield start, end

    def acts_named(self, *names: str, valid: bool = True) -> list[FoundAct]:
        """The acts of these names, in order; with `valid` only those that count."""
        return [act for act in self.acts if act.name in names and (act.valid or not valid)]

    def places(self, *names: str) -> list[Place]:
        """Where acts that count, or the findings of wording rules, stand, in order; selected or not."""
        found = [(act.sentence, act.start, act.end) for act in self.acts_named(*names)]
        for name in names:
            if name in self.book.catalogue.rules:
                found.extend(self.matched(self.book.of.get(name, ())))
        return sorted(found, key=lambda place: (place[1], place[2]))

    def holds_near(self, near: Near, sentence: int, start: int, end: int) -> bool:
        """Whether one of the acts of `near` stands near the place."""
        acts = self._acts_by_sentence()
        last = min(sentence + near.within, len(self.sentences) - 1)
        for number in range(max(0, sentence - near.within), last + 1):
            for act in acts.get(number, ()):
                if (
                    act.name in near.acts
                    and (act.valid or not near.valid)
                    and (
                        near.where == "around"
                        or (near.where == "before" and act.start < start)
                        or (near.where == "after" and act.start >= end)
                    )
                ):
                    return True
        return False

    def _acts_by_sentence(self) -> dict[int, list[FoundAct]]:
        if self._indexed is None or self._indexed[0] is not self.acts:
            found: dict[int, list[FoundAct]] = {}
            for act in self.acts:
                found.setdefault(act.sentence, []).append(act)
            self._indexed = self.acts, found
        return self._indexed[1]

    def in_context(self, match: CompiledMatch, sentence: int, start: int, end: int) -> bool:
        """Whether the conditions on acts nearby hold."""
        return all(self.holds_near(near, sentence, start, end) for near in match.spec.near) and not any(
            self.holds_near(near, sentence, start, end) for near in match.spec.unless_near
        )

    def matched(self, matches: Sequence[CompiledMatch]) -> Iterator[Place]:
        """Where `matches` hold with all their conditions: sentence, visible start and end."""
        for match, sentence, start, end in self.local(matches):
            if self.in_context(match, sentence, start, end):
                yield sentence, start, end

    def body(self) -> list[int]:
        """The numbers of the sentences that are the reply itself, without greeting and sign-off."""
        return [i for i, sentence in enumerate(self.sentences) if sentence.kind in _OWN_WORDS]

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The span without white space and punctuation at its ends, unless there is nothing else in it.

        One that starts in the middle of a word, as at the "n't" of "weren't", starts with the word.
        """
        text = self.text(start, end)
        kept = text.strip(_AROUND_WORDS)
        if not kept:
            return start, end
        start += len(text) - len(text.lstrip(_AROUND_WORDS))
        end = start + len(kept)
        if _REST_OF_WORD.match(kept):
            before = _LETTERS_BEFORE.search(self.reading.text.text, max(0, start - _LONGEST_WORD), start)
            start = before.start() if before else start
        return start, end

    def in_field(self, start: int, end: int) -> bool:
        """Whether nothing stands there but the neutral word that is read in place of a merge field."""
        return any(field.start <= start and end <= field.end for field in self.reading.fields)

    def text(self, start: int, end: int) -> str:
        """The visible text between two places."""
        return self.reading.text.text[start:end]
