"""Conflict rules: two statements of one reply that cannot both hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from replylint.engine.document import Document, Hit
from replylint.language.values import Value
from replylint.packs import Pack
from replylint.rulebook.book import CompiledMatch
from replylint.rulebook.patterns import fold
from replylint.rulebook.schema import Conflict, ConflictRule

_Place = tuple[int, int, int]
"""Sentence, visible start and end."""

_STEM = 5
"""So many letters make a word and its forms one: refund, refunded, refunds."""


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
    right = [*_acts(conflict.second_acts, document), *_places(second, document)]
    pairs = combinations(dict.fromkeys(left), 2) if conflict.values else product(left, right)
    for a, b in pairs:
        if a[0] != b[0] and _same_thing(conflict, a, b, document):
            if not conflict.values or _values_differ(conflict, a, b, document):
                return a, b
    return None


def _acts(names: tuple[str, ...], document: Document) -> list[_Place]:
    return [(act.sentence, act.start, act.end) for act in document.acts_named(*names)] if names else []


def _places(matches: Sequence[CompiledMatch], document: Document) -> list[_Place]:
    return [
        (sentence, start, end)
        for match, sentence, start, end in document.local(matches)
        if document.in_context(match, sentence, start, end)
    ]


def _same_thing(conflict: Conflict, a: _Place, b: _Place, document: Document) -> bool:
    """Whether both statements can be about one thing: neither names what the other does not."""
    about, aside = (_listed(words, document.book.pack) for words in (conflict.about, conflict.aside))
    one, other = (_stems(_spoken(conflict, place, document)) for place in (a, b))
    named, renamed = one & about, other & about
    if about and not (named and renamed and (named <= renamed or renamed <= named)):
        return False
    one, other = one - about - aside, other - about - aside
    if about and not conflict.values:
        # The January fee and the February fee: each names what the other does not.
        return one <= other or other <= one
    return not one or not other or not one.isdisjoint(other)


def _listed(words: tuple[str, ...], pack: Pack) -> frozenset[str]:
    """The stems of some words, and of the families that ``@names`` among them stand for."""
    return frozenset(
        stem
        for word in words
        for member in (pack.families.get(word[1:], ()) if word.startswith("@") else (word,))
        for stem in _stems(member)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in re.findall(r"[^\W\d_]{3,}", fold(text)))


def _spoken(conflict: Conflict, place: _Place, document: Document) -> str:
    """The words of a statement, without the values where these are what is compared."""
    sentence = document.sentences[place[0]]
    text = sentence.text
    for value in document.analyses[place[0]].values:
        if value.kind in conflict.values:
            text = text[: value.start] + " " * (value.end - value.start) + text[value.end :]
    return text[place[1] - sentence.start : place[2] - sentence.start]


def _values_differ(conflict: Conflict, a: _Place, b: _Place, document: Document) -> bool:
    """Whether each statement gives one value of a kind, in the same form and not the same."""
    for kind in conflict.values:
        one, other = _stated(kind, a, document), _stated(kind, b, document)
        if one and other and one[0] == other[0] and one[1].isdisjoint(other[1]):
            return True
    return False


def _stated(kind: str, place: _Place, document: Document) -> tuple[str, frozenset[str]] | None:
    """The form of the only value of a kind that a statement gives, and what it says."""
    sentence = document.sentences[place[0]]
    values = [
        value
        for value in document.analyses[place[0]].values
        if value.kind == kind and place[1] <= sentence.start + value.start < place[2]
    ]
    return _form(values[0], sentence.text, document.book.pack) if len(values) == 1 else None


def _form(value: Value, text: str, pack: Pack) -> tuple[str, frozenset[str]]:
    """Only what has the same form is compared: Monday with Friday, 3 May with 9 June, 3 days with 10."""
    said = fold(text[value.start : value.end])
    numbers = frozenset(re.sub(r"[.,]00?$|(?<=\d),(?=\d{3})", "", n) for n in re.findall(r"\d[\d.,]*\d|\d", said))
    words = re.findall(r"[^\W\d_]+", said)
    if value.kind == "money":
        return ("%" if "%" in said or "percent" in words else "", numbers)
    if value.kind == "duration":
        return (f"{words[-1].rstrip('s')} {bool(numbers)}", numbers or frozenset(words[:1])) if words else ("", numbers)
    months = set(pack.words.get("time", {}).get("months", ()))
    if months & set(words):
        return "date", frozenset({" ".join(re.findall(r"\d+", said)[:1] + [w[:3] for w in words if w in months])})
    return ("clock" if numbers else "day"), frozenset({" ".join([*sorted(numbers), *words])})
