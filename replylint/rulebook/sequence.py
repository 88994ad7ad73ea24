"""Token patterns with spaCy's Matcher semantics, run over the plain lists of a sentence.

spaCy's own Matcher asks Python for every extension attribute of every token, at each call: with our clause
features that costs more than the parse. Here each test of a pattern is a bit mask over the tokens, shared by
all patterns of the sentence, and a pattern that cannot match is given up after a few shifts. A property test
holds the matches against spaCy's. What this does not know (other attributes, "!") is left to spaCy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from replylint.language.clauses import FLAGS, PREFIX, Parsed, Test

_COLUMNS = {"LOWER": "lower", "TEXT": "text", "ORTH": "text", "TAG": "tag", "DEP": "dep"}
_REPEAT = re.compile(r"\{(\d*)(,?)(\d*)\}")


class _Test:
    """A column of the sentence and the values it must, or must not, have; one object per distinct test."""

    __slots__ = ("bit", "column", "regex", "values", "wanted")
    _all: ClassVar[dict[tuple[str, Any, bool], _Test]] = {}

    def __init__(
        self, column: str, values: frozenset[Any], regex: re.Pattern[str] | None, wanted: bool
    ) -> None:
        self.column, self.values, self.regex, self.wanted = column, values, regex, wanted
        self.bit = 0
        """Its place among all tests for values; 0 for a test that is not answered by presence."""

    @classmethod
    def of(cls, column: str, values: frozenset[Any], wanted: bool = True) -> _Test:
        """The test for a set of values."""
        key = (column, values, wanted)
        if key not in cls._all:
            test = cls._all[key] = cls(column, values, None, wanted)
            if wanted and column in _PRESENT:
                test.bit = 1 << len(cls._all)
                for value in values:
                    _passed[column, value] = _passed.get((column, value), 0) | test.bit
        return cls._all[key]

    @classmethod
    def matching(cls, column: str, regex: re.Pattern[str]) -> _Test:
        """The test for a regular expression."""
        return cls._all.setdefault((column, regex, True), cls(column, frozenset(), regex, True))

    def mask(self, sentence: Parsed) -> int:
        """The tokens that pass, as bits."""
        found = 0
        masks = sentence.masks(self.column)
        if self.regex is not None:
            for value, tokens in masks.items():
                if self.regex.search(value):
                    found |= tokens
        elif self.column == "lower":
            # Two sets meet faster than a set is asked word by word.
            for word in self.values & sentence.words:
                found |= masks[word]
        else:
            for value, tokens in masks.items():
                if value in self.values:
                    found |= tokens
        return found if self.wanted else sentence.all & ~found


# Columns that every sentence has at hand, and for each of their values the tests that it passes.
_PRESENT = ("lower", "subject", "mood", "tense", "modality", "negated", "passive", "clause", "value", "first")
_passed: dict[tuple[str, Any], int] = {}


def presence(sentence: Parsed) -> int:
    """The tests that some token of the sentence passes, as bits."""
    if sentence.present is None:
        present = 0
        for word in sentence.words:
            present |= _passed.get(("lower", word), 0)
        for column in _PRESENT[1:]:
            for value, tokens in sentence.masks(column).items():
                if tokens:
                    present |= _passed.get((column, value), 0)
        sentence.present = present
    return sentence.present


def required_words(needs: Iterable[frozenset[str]]) -> int:
    """The tests for words of which each needs one, as bits."""
    required = 0
    for words in needs:
        required |= _Test.of("lower", words).bit
    return required


@dataclass(frozen=True, slots=True)
class Step:
    """One token of a pattern: its tests, whether it may be left out, whether it may be repeated."""

    tests: tuple[_Test, ...]
    optional: bool = False
    repeated: bool = False

    @property
    def required(self) -> int:
        """The tests that the token must pass, as bits: see `presence`."""
        required = 0
        for test in self.tests:
            required |= test.bit
        return required

    def mask(self, sentence: Parsed) -> int:
        """The tokens that pass all tests, as bits."""
        mask, known = sentence.all, sentence.answers
        for test in self.tests:
            answer = known.get(test)
            if answer is None:
                answer = known[test] = test.mask(sentence)
            mask &= answer
            if not mask:
                break
        return mask


def read_step(token: Mapping[str, Any]) -> Step | None:
    """The tests of one token of an expanded pattern, or None where only spaCy knows one of them."""
    tests = _tests(token)
    return None if tests is None else Step(tests)


class Sequence:
    """A token pattern, ready to run."""

    __slots__ = ("_order", "_steps", "required")

    def __init__(self, steps: list[Step]) -> None:
        self._steps = steps
        # Required steps with words first: most sentences fail there.
        required = [k for k, step in enumerate(steps) if not step.optional]
        self.required = 0
        """The tests that some token must pass, as bits: see `presence`."""
        for k in required:
            self.required |= steps[k].required
        self._order = sorted(required, key=lambda k: not any(_is_word(test) for test in steps[k].tests))

    @classmethod
    def of(cls, pattern: list[dict[str, Any]]) -> Sequence | None:
        """The steps of an expanded Matcher pattern, or None where only spaCy can run it."""
        steps: list[Step] = []
        for token in pattern:
            tests = _tests(token)
            counts = _counts(str(token.get("OP", "1")))
            if tests is None or counts is None:
                return None
            least, most = counts
            steps += [Step(tests, False, False)] * least
            steps += [Step(tests, True, most is None)] * (1 if most is None else most - least)
        return cls(steps)

    def anchor_tests(self, words: frozenset[str]) -> tuple[Test, ...]:
        """The other tests of the required token that is one of `words`: all must hold on that token."""
        return other_tests((self._steps[k] for k in self._order), words)

    def find(self, sentence: Parsed) -> list[tuple[int, int]]:
        """The longest match from each token on, as token indices, half-open."""
        masks: dict[int, int] = {}
        for k in self._order:
            mask = self._steps[k].mask(sentence)
            if not mask:
                return []
            masks[k] = mask
        if len(self._steps) == 1 and masks and not self._steps[0].repeated:
            return [(i, i + 1) for i in range(masks[0].bit_length()) if masks[0] >> i & 1]
        steps = []
        # Bit i of `places`: the steps so far can end before token i.
        places = sentence.all
        for k, step in enumerate(self._steps):
            mask = masks[k] if k in masks else step.mask(sentence)
            steps.append((step, mask))
            places = _advanced(places, mask, step)
            if not places:
                return []
        first = masks.get(0, sentence.all)
        found = []
        for start in range(first.bit_length()):
            if first >> start & 1:
                end = _longest(start, steps)
                if end > start:
                    found.append((start, end))
        return found


def other_tests(steps: Iterable[Step], words: frozenset[str]) -> tuple[Test, ...]:
    """The other tests of the first step that wants one of `words`."""
    for step in steps:
        if step.tests and _is_word(step.tests[0]) and step.tests[0].values == words:
            return step.tests[1:]
    return ()


def _is_word(test: _Test) -> bool:
    return test.column == "lower" and test.wanted


def _longest(start: int, steps: list[tuple[Step, int]]) -> int:
    """The end of the longest match from `start`, or -1."""
    places = 1 << start
    for step, mask in steps:
        places = _advanced(places, mask, step)
        if not places:
            return -1
    return places.bit_length() - 1


def _advanced(places: int, mask: int, step: Step) -> int:
    """Where a match can stand after one more step."""
    moved = (places & mask) << 1
    if not step.optional:
        return moved
    if step.repeated:
        more = moved & ~places
        while more:
            places |= more
            more = ((more & mask) << 1) & ~places
        return places
    return places | moved


def _tests(token: Mapping[str, Any]) -> tuple[_Test, ...] | None:
    given: dict[str, Any] = {name.removeprefix(PREFIX): value for name, value in token.get("_", {}).items()}
    for key, value in token.items():
        if key in _COLUMNS:
            given[_COLUMNS[key]] = value
        elif key.lower() in FLAGS:
            given[key.lower()] = value
        elif key not in ("_", "OP"):
            return None
    tests = []
    for column, value in given.items():
        if not isinstance(value, Mapping):
            tests.append(_Test.of(column, frozenset({value})))
            continue
        for operator, operand in value.items():
            if operator in ("IN", "NOT_IN"):
                tests.append(_Test.of(column, frozenset(operand), operator == "IN"))
            elif operator == "REGEX" and isinstance(operand, str):
                tests.append(_Test.matching(column, re.compile(operand)))
            else:
                return None
    # Wanted words first, as they fail soonest; unwanted ones last, as they hardly ever do.
    return tuple(sorted(tests, key=lambda test: (0 if test.wanted else 2) if test.column == "lower" else 1))


def _counts(operator: str) -> tuple[int, int | None] | None:
    """How often a token stands at least and at most (None: without end), or None for an unknown operator."""
    simple: dict[str, tuple[int, int | None]] = {"1": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}
    if operator in simple:
        return simple[operator]
    match = _REPEAT.fullmatch(operator)
    if not match or not (match[1] or match[3]):
        return None
    least = int(match[1] or 0)
    most = int(match[3]) if match[3] else (None if match[2] else least)
    return least, most
