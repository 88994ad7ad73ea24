"""Order rules: the parts of a reply come in the wrong order, or it ends on the wrong note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from replylint.engine.document import Document, Hit, Place
from replylint.engine.refusal import REFUSAL
from replylint.rulebook.schema import EndingRule, Order, OrderRule


def check_order(rule_id: str, rule: OrderRule, document: Document) -> Iterator[Hit]:
    """At most one hit: the first order that is broken."""
    if rule.refusal and not document.acts_named(REFUSAL):
        return
    body = document.body()
    for order, unless in zip(rule.order, document.book.parts[rule_id], strict=True):
        first = [place for place in document.places(*order.first) if place[0] in body]
        then = [place for place in document.places(*order.then) if place[0] in body]
        if not first or not then or any(True for _ in document.matched(unless)):
            continue
        pair = _broken(order, first, then, body)
        if pair is None:
            continue
        told, other = pair if order.report == "first" else pair[::-1]
        yield Hit(
            rule_id,
            rule.severity,
            *told,
            order.message or rule.message,
            rule.suggestions,
            related=((other[1], other[2], order.note),),
        )
        return


def _broken(
    order: Order, first: Sequence[Place], then: Sequence[Place], body: Sequence[int]
) -> tuple[Place, Place] | None:
    """The two places that are not in order, or None where all is well."""
    earliest, other = first[0], then[0 if order.then_is == "earliest" else -1]
    if order.within is not None:
        far = all(abs(a[0] - b[0]) > order.within for a in first for b in then)
        return (earliest, other) if far else None
    if any(place[0] in body[: order.grace] for place in first):
        return None
    late = earliest[1] > other[1] if order.strict else earliest[0] > other[0]
    return (earliest, other) if late else None


def check_ending(rule_id: str, rule: EndingRule, document: Document) -> Iterator[Hit]:
    """At most one hit, on the last sentence of the body."""
    body = document.body()
    if len(body) < 2:
        return  # what stands alone ends nothing
    last = body[-1]
    for ending in rule.ending:
        if all(place[0] != last for place in document.places(*ending.acts)):
            continue
        near = body[-ending.within :]
        if any(place[0] in near for place in document.places(*ending.unless_acts)):
            continue
        sentence = document.sentences[last]
        yield Hit(
            rule_id,
            ending.severity or rule.severity,
            last,
            sentence.start,
            sentence.end,
            ending.message or rule.message,
            rule.suggestions,
        )
        return
