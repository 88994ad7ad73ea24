"""Token patterns with spaCy's Matcher semantics, run over the plain lists of a sentence.

spaCy's own Matcher asks Python for every extension attribute of every token, at each call: with our clause
features that costs as much as the parse. This walk gives the same longest matches (a property test holds it
against the Matcher) at a twentieth of the time. What it does not know (other attributes, "!") is left to
spaCy: `Sequence.of` then gives None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from replylint.language.clauses import PREFIX, Sentence

_KNOWN = frozenset({"LOWER", "TAG", "DEP", "_", "OP"})
_SETS = frozenset({"IN", "NOT_IN"})
_REPEAT = re.compile(r"\{(\d*)(,?)(\d*)\}")


@dataclass(frozen=True, slots=True)
class _Test:
    """A column of the sentence and the values that it must, or must not, have."""

    column: str
    values: frozenset[Any]
    wanted: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """One token of a pattern: its tests, whether it may be left out, whether it may be repeated."""

    tests: tuple[_Test, ...]
    optional: bool
    repeated: bool


class Sequence:
    """A token pattern, ready to walk."""

    __slots__ = ("_required", "_steps")

    def __init__(self, steps: list[_Step]) -> None:
        self._steps = steps
        self._required = [k for k, step in enumerate(steps) if not step.optional and step.tests]

    @classmethod
    def of(cls, pattern: list[dict[str, Any]]) -> Sequence | None:
        """The walk of an expanded Matcher pattern, or None where only spaCy can run it."""
        steps: list[_Step] = []
        for token in pattern:
            tests = _tests(token)
            counts = _counts(str(token.get("OP", "1")))
            if tests is None or counts is None:
                return None
            least, most = counts
            steps += [_Step(tests, False, False)] * least
            steps += (
                [_Step(tests, True, True)] if most is None else [_Step(tests, True, False)] * (most - least)
            )
        return cls(steps)

    def find(self, sentence: Sentence) -> list[tuple[int, int]]:
        """The longest match from each token on, as token indices, half-open."""
        columns = sentence.columns
        size = sentence.size
        held = {k: self._holding(k, columns, size) for k in self._required}
        if not all(held.values()):
            return []
        first = self._steps[0]
        starts = held[0] if 0 in held and not first.optional else range(size)
        found = []
        for start in starts:
            end = self._walk(start, columns, size)
            if end > start:
                found.append((start, end))
        return found

    def _holding(self, step: int, columns: dict[str, list[Any]], size: int) -> list[int]:
        places: list[int] | range = range(size)
        for test in self._steps[step].tests:
            column, values, wanted = columns[test.column], test.values, test.wanted
            places = [i for i in places if (column[i] in values) == wanted]
            if not places:
                break
        return list(places)

    def _walk(self, start: int, columns: dict[str, list[Any]], size: int) -> int:
        """The end of the longest match from `start`, or -1: a set of steps moves along the tokens."""
        steps, last = self._steps, len(self._steps)
        states = self._skipped({0})
        best = -1
        for i in range(start, size + 1):
            if last in states:
                best = i
            if i == size:
                break
            moved = set()
            for k in states:
                if k < last and all((columns[t.column][i] in t.values) == t.wanted for t in steps[k].tests):
                    moved.add(k if steps[k].repeated else k + 1)
            if not moved:
                break
            states = self._skipped(moved)
        return best

    def _skipped(self, states: set[int]) -> set[int]:
        """The states and those reached by leaving out optional steps."""
        reached = set(states)
        for k in states:
            while k < len(self._steps) and self._steps[k].optional:
                k += 1
                reached.add(k)
        return reached


def _tests(token: Mapping[str, Any]) -> tuple[_Test, ...] | None:
    if not _KNOWN.issuperset(token):
        return None
    given = {key.lower(): value for key, value in token.items() if key not in ("_", "OP")}
    given |= {name.removeprefix(PREFIX): value for name, value in token.get("_", {}).items()}
    tests = []
    for column, value in given.items():
        if not isinstance(value, Mapping):
            tests.append(_Test(column, frozenset({value}), True))
        elif _SETS.issuperset(value):
            tests += [_Test(column, frozenset(values), key == "IN") for key, values in value.items()]
        else:
            return None
    # Words first: they fail soonest.
    return tuple(sorted(tests, key=lambda test: test.column != "lower"))


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
