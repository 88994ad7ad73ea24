"""Presence rules: an act is missing from a complete reply."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.drafts.segments import BlockKind
from replylint.engine.document import Document, Hit
from replylint.rulebook.schema import PresenceRule


def check_presence(rule_id: str, rule: PresenceRule, document: Document) -> Iterator[Hit]:
    """At most one hit: anchored where the act belongs, or on the act that does not count."""
    if not document.body() or document.places(rule.act, *rule.satisfied_by):
        return
    if rule.only_with and not document.acts_named(*rule.only_with):
        return
    if rule.earlier and rule.act in document.earlier():
        return
    weak = document.acts_named(rule.act, valid=False)
    if weak and rule.weak_message:
        act = weak[0]
        message = rule.weak_message.replace("{note}", act.note)
        suggestions = rule.weak_suggestions or rule.suggestions
        yield Hit(rule_id, rule.severity, act.sentence, act.start, act.end, message, suggestions, "after")
        return
    number, side = _place(rule, document)
    sentence = document.sentences[number]
    related = tuple((act.start, act.end, act.note) for act in weak)
    yield Hit(
        rule_id,
        rule.severity,
        number,
        sentence.start,
        sentence.end,
        rule.message,
        rule.suggestions,
        side,
        related,
    )


def _place(rule: PresenceRule, document: Document) -> tuple[int, str]:
    """The sentence next to which the act belongs, and the side of it."""
    before = document.acts_named(*rule.after)
    if before:
        return max(act.sentence for act in before), "after"
    if document.sentences[0].kind is BlockKind.GREETING:
        return 0, "after"
    # What is missing belongs beside words, not beside a field above them.
    own = ((number, document.sentences[number]) for number in document.body())
    written = (number for number, sentence in own if not document.in_field(sentence.start, sentence.end))
    return next(written, document.body()[0]), "before"
