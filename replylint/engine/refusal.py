"""Refusal rules: a no lacks its regret, its reason or its alternative."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.engine.document import Document, FoundAct, Hit
from replylint.rulebook.schema import RefusalRule

REFUSAL = "refusal"


def check_refusal(rule_id: str, rule: RefusalRule, document: Document) -> Iterator[Hit]:
    """At most one hit, on the first refusal that lacks the part."""
    parts = document.acts_named(*rule.acts)
    refusals = document.acts_named(REFUSAL)
    whole: int | None = None
    for refusal in refusals:
        # A no said again close behind a whole one is the same no.
        again = whole is not None and refusal.sentence - whole <= rule.within
        if again or any(_belongs(part, refusal, rule) for part in parts):
            whole = refusal.sentence
        else:
            yield Hit(
                rule_id,
                rule.severity,
                refusal.sentence,
                refusal.start,
                refusal.end,
                rule.message,
                rule.suggestions,
                "before" if rule.where == "before" else "after",
            )
            return


def _belongs(part: FoundAct, refusal: FoundAct, rule: RefusalRule) -> bool:
    """Whether the part stands where the rule wants it, seen from the refusal."""
    distance = part.sentence - refusal.sentence
    if abs(distance) > rule.within:
        return False
    if rule.where == "before":
        return distance <= 0
    return rule.where == "around" or distance > 0 or (distance == 0 and part.start >= refusal.start)
