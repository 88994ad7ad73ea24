"""Conflict rules: two statements of one reply that cannot both hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from replylint.engine.document import Document, Hit, Place
from replylint.engine.stems import stems, stems_of, words_of
from replylint.language.values import Value
from replylint.packs import Pack
from replylint.rulebook.book import CompiledMatch
from replylint.rulebook.patterns import fold
from replylint.rulebook.schema import Conflict, ConflictRule

_FAR = 3
"""Durations in different units differ where one is so many times the other: 24 hours and a day may not."""

_PARTS = re.compile(r"[^\W\d_]+|[,;:](?=\s)|[–—()]")
"""Words, and the marks at which a statement ends."""


def check_conflict(rule_id: str, rule: ConflictRule, document: Document) -> Iterator[Hit]:
    """At most one hit per kind of conflict: on the later statement, related to the earlier one."""
    for conflict, (first, second) in zip(rule.conflict, document.book.conflicts[rule_id], strict=True):
        pair = _pair(conflict, first, second, document, rule)
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
    conflict: Conflict,
    first: Sequence[CompiledMatch],
    second: Sequence[CompiledMatch],
    document: Document,
    rule: ConflictRule,
) -> tuple[Place, Place] | None:
    void = words_of(conflict.void, document.book.pack)
    left, right = (
        [p for p in places if void.isdisjoint(_PARTS.findall(document.sentences[p[0]].text.lower()))]
        for places in (
            [*document.places(*conflict.first_acts), *document.matched(first)],
            [*document.places(*conflict.second_acts), *document.matched(second)],
        )
    )
    pairs = combinations(dict.fromkeys(left), 2) if conflict.values else product(left, right)
    for a, b in pairs:
        related = a[0] != b[0] and _same_thing(conflict, a, b, document)
        if related and (not conflict.values or _values_differ(conflict, a, b, document, rule)):
            return a, b
    return None


def _same_thing(conflict: Conflict, a: Place, b: Place, document: Document) -> bool:
    """Whether both statements can be about one thing: neither names what the other does not."""
    about, aside = (stems_of(words, document.book.pack) for words in (conflict.about, conflict.aside))
    one, other = (stems(_spoken(conflict, place, document)) for place in (a, b))
    named, renamed = one & about, other & about
    if about and not (named and renamed and (named <= renamed or renamed <= named)):
        return False
    one, other = one - about - aside, other - about - aside
    if about and not conflict.values:
        # The January fee and the February fee: each names what the other does not.
        one, other = one | named, other | renamed
        return one <= other or other <= one
    return not one or not other or not one.isdisjoint(other)


def _statement(conflict: Conflict, place: Place, document: Document) -> tuple[int, int]:
    """Where the statement around a match stands in its sentence: from break to break."""
    sentence = document.sentences[place[0]]
    start, end = 0, len(sentence.text)
    breaks = words_of(conflict.breaks, document.book.pack)
    for part in _PARTS.finditer(sentence.text):
        if part[0][0].isalpha() and part[0].lower() not in breaks:
            continue
        if part.end() <= place[1] - sentence.start:
            start = part.end()
        elif part.start() >= place[2] - sentence.start:
            end = part.start()
            break
    return start, end


def _spoken(conflict: Conflict, place: Place, document: Document) -> str:
    """The words of a statement, without the values where these are what is compared."""
    text = document.sentences[place[0]].text
    for value in document.analyses[place[0]].values:
        if value.kind in conflict.values:
            text = text[: value.start] + " " * (value.end - value.start) + text[value.end :]
    return text[slice(*_statement(conflict, place, document))]


def _values_differ(conflict: Conflict, a: Place, b: Place, document: Document, rule: ConflictRule) -> bool:
    """Whether the statements give values of one kind that have nothing in common."""
    for kind in conflict.values:
        one, other = (_stated(kind, place, document, rule) for place in (a, b))
        # Monday and 3 May: the days differ, or the dates do.
        if any(one[form].isdisjoint(other[form]) for form in one.keys() & other.keys()):
            return True
        disjoint = kind == "duration" and one.keys().isdisjoint(other)
        if disjoint and _far(_length(one, rule.lengths), _length(other, rule.lengths)):
            return True
    if not {"time", "duration"}.issubset(conflict.values):
        return False
    # Tomorrow, and in ten days: a day is a time that is so far off at most.
    return any(
        _far(*(_length(_stated(kind, place, document, rule), rule.lengths) for kind, place in kinds))
        for kinds in ((("time", a), ("duration", b)), (("duration", a), ("time", b)))
    )


def _far(one: int, other: int) -> bool:
    """Whether two times, in hours, are both known and far from each other."""
    return 0 < min(one, other) * _FAR <= max(one, other)


def _length(said: dict[str, set[str]], lengths: dict[str, int]) -> int:
    """The longest time, in hours, that a duration or a day allows, or 0 if that cannot be told."""
    if len(said) != 1:
        return 0
    form, numbers = next(iter(said.items()))
    if form == "day":
        return max((lengths.get(word, 0) for words in numbers for word in words.split()), default=0)
    counts = [int(number) if number.isdecimal() else lengths.get(number, 0) for number in numbers]
    return max(counts, default=0) * lengths.get(form.split()[0], 0)


def _stated(kind: str, place: Place, document: Document, rule: ConflictRule) -> dict[str, set[str]]:
    """What the values in the sentence of a statement say, by form. Two sums are a sum and its parts."""
    sentence, pack = document.sentences[place[0]], document.book.pack
    values = [value for value in document.analyses[place[0]].values if value.kind == kind]
    said: dict[str, set[str]] = {}
    for value in values if kind == "time" or len(values) == 1 else ():
        form, words = _form(value, sentence.text, pack, rule)
        said.setdefault(form, set()).update(words)
    return said


def _form(value: Value, text: str, pack: Pack, rule: ConflictRule) -> tuple[str, frozenset[str]]:
    """Only what has the same form is compared: Monday with Friday, 3 May with 9 June, 3 days with 10."""
    said = fold(text[value.start : value.end])
    found = re.findall(r"\d[\d.,]*\d|\d", said)
    numbers = frozenset(re.sub(r"[.,]00?$|(?<=\d),(?=\d{3})", "", n) for n in found)
    words = re.findall(r"[^\W\d_]+", said)
    if value.kind == "money":
        if not rule.hundredths.isdisjoint(words):  # 150 pence and £1.50
            numbers = frozenset(f"{int(n) / 100:.2f}".removesuffix(".00") for n in numbers if n.isdecimal())
        return ("%" if "%" in said or "percent" in words else "", numbers)
    if value.kind == "duration":
        form = f"{words[-1].rstrip('s')} {bool(numbers)}" if words else ""
        return form, numbers or frozenset(words[:1])
    months = set(pack.words.get("time", {}).get("months", ()))
    if months & set(words):
        day = re.findall(r"\d+", said)[:1]
        return "date", frozenset({" ".join(day + [w[:3] for w in words if w in months])})
    return ("clock" if numbers else "day"), frozenset({" ".join([*sorted(numbers), *words])})
