"""Order rules: the parts of a reply come in the wrong order, or it ends on the wrong note."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.engine.document import Document, Hit
from replylint.rulebook.book import CompiledMatch
from replylint.rulebook.schema import Ending, EndingRule, Order, OrderRule

_Place = tuple[int, int, int]
"""Sentence, visible start and end."""


def check_order(rule_id: str, rule: OrderRule, document: Document) -> Iterator[Hit]:
    """At most one hit per order: on the part that comes too late, related to the part before it."""
    body = document.body()
    for order, unless in zip(rule.order, document.book.parts[rule_id], strict=True):
        first = [place for place in _acts(order.first, document) if place[0] in body]
        then = [place for place in _then(order, document) if place[0] in body]
        if not first or not then or any(document.matched(unless)):
            continue
        wanted, other = min(first), max(then) if order.latest else min(then)
        if wanted[0] <= other[0] or any(place[0] in body[: order.grace] for place in first):
            continue
        yield Hit(
            rule_id,
            rule.severity,
            *wanted,
            order.message or rule.message,
            rule.suggestions,
            related=((other[1], other[2], "comes before it"),),
        )


def check_ending(rule_id: str, rule: EndingRule, document: Document) -> Iterator[Hit]:
    """At most one hit, on the last sentence of the body."""
    body = document.body()
    if not body:
        return
    last = body[-1]
    for ending, matches in zip(rule.ending, document.book.parts[rule_id], strict=True):
        places = [place for place in _of(ending, matches, document) if place[0] == last]
        if places and not any(act.sentence == last for act in document.acts_named(*ending.unless_acts)):
            sentence = document.sentences[last]
            severity = ending.severity or rule.severity
            message = ending.message or rule.message
            yield Hit(rule_id, severity, last, sentence.start, sentence.end, message, rule.suggestions)
            return


def _of(ending: Ending, matches: tuple[CompiledMatch, ...], document: Document) -> list[_Place]:
    return [*_acts(ending.acts, document), *document.matched(matches), *_rules(ending.rules, document)]


def _then(order: Order, document: Document) -> list[_Place]:
    return [*_acts(order.then, document), *_rules(order.then_rules, document)]


def _acts(names: tuple[str, ...], document: Document) -> list[_Place]:
    return [(act.sentence, act.start, act.end) for act in document.acts_named(*names)] if names else []


def _rules(names: tuple[str, ...], document: Document) -> list[_Place]:
    return [place for name in names for place in document.matched(document.book.of.get(name, ()))]
