"""Count rules: something is said too often, or never."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.drafts.segments import BlockKind
from replylint.engine.document import Document, Hit
from replylint.rulebook.schema import CountRule


def check_count(rule_id: str, rule: CountRule, document: Document) -> Iterator[Hit]:
    """At most one hit: on the match with which the count is reached, related to the first one."""
    places = list(document.matched(document.book.of[rule_id]))
    items = sum(sentence.kind is BlockKind.ITEM for sentence in document.sentences)
    allowed = rule.at_least + (max(0, items - 1) if rule.more_per_step else 0)
    if len(places) < allowed or any(document.matched(document.book.parts[rule_id][0])):
        return
    if not all(document.acts_named(name) for name in rule.with_acts):
        return
    sentence, start, end = places[allowed - 1]
    related = ((places[0][1], places[0][2], "the first"),) if allowed > 1 else ()
    yield Hit(rule_id, rule.severity, sentence, start, end, rule.message, rule.suggestions, related=related)
