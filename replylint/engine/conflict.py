"""Conflict rules: two statements of one reply that cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replylint.engine.document import Document, Hit
from replylint.rulebook.book import CompiledMatch
from replylint.rulebook.schema import Conflict, ConflictRule

_Place = tuple[int, int, int]
"""Sentence, visible start and end."""


def check_conflict(rule_id: str, rule: ConflictRule, document: Document) -> Iterator[Hit]:
    """At most one hit per kind of conflict: on the later statement, related to the earlier one."""
    for conflict, (first, second) in zip(rule.conflict, document.book.conflicts[rule_id], strict=True):
        pair = _pair(conflict, first, second, document)
        if pair is None:
            continue
        earlier, later = sorted(pair, key=lambda place: place[1])
        yield Hit(
            rule_id,
            rule.severity,
            later[0],
            later[1],
            later[2],
            rule.message.replace("{topic}", conflict.topic),
            rule.suggestions,
            related=((earlier[1], earlier[2], conflict.topic),),
        )


def _pair(
    conflict: Conflict, first: Sequence[CompiledMatch], second: Sequence[CompiledMatch], document: Document
) -> tuple[_Place, _Place] | None:
    left = [*_acts(conflict.first_acts, document), *_places(first, document)]
    if conflict.values:
        return _different_values(conflict, left, document)
    right = [*_acts(conflict.second_acts, document), *_places(second, document)]
    return next(((a, b) for a in left for b in right if a[1:] != b[1:]), None)


def _acts(names: tuple[str, ...], document: Document) -> list[_Place]:
    return [(act.sentence, act.start, act.end) for act in document.acts_named(*names)] if names else []


def _places(matches: Sequence[CompiledMatch], document: Document) -> list[_Place]:
    return [
        (sentence, start, end)
        for match, sentence, start, end in document.local(matches)
        if document.in_context(match, sentence, start, end)
    ]


def _different_values(
    conflict: Conflict, places: list[_Place], document: Document
) -> tuple[_Place, _Place] | None:
    """Two sentences of the same topic that each give one value of a kind, and not the same."""
    for kind in conflict.values:
        stated = []
        for place in dict.fromkeys(places):
            sentence = document.sentences[place[0]]
            given = {
                " ".join(sentence.text[v.start : v.end].lower().split())
                for v in document.analyses[place[0]].values
                if v.kind == kind
            }
            if len(given) == 1:
                stated.append((place, given.pop()))
        for i, (place, value) in enumerate(stated):
            for other, other_value in stated[i + 1 :]:
                if place[0] != other[0] and value != other_value:
                    return place, other
    return None
