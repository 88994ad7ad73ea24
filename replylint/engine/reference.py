"""Reference rules: the reply speaks of "the matter" and never names it."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.engine.document import Document, Hit
from replylint.engine.stems import stems, stems_of
from replylint.rulebook.schema import ReferenceRule


def check_reference(rule_id: str, rule: ReferenceRule, document: Document) -> Iterator[Hit]:
    """At most one hit, on the first general word, where nothing specific stands in the reply."""
    places = list(document.matched(document.book.of[rule_id]))
    if len(places) < rule.at_least or document.acts_named(*rule.specific):
        return
    if _shared(rule, document):
        return
    yield Hit(
        rule_id,
        rule.severity,
        *places[0],
        rule.message,
        rule.suggestions,
        related=tuple((start, end, "another general word") for _, start, end in places[1:3]),
    )


def _shared(rule: ReferenceRule, document: Document) -> bool:
    """Whether a word of the complaint comes back, apart from those that name nothing."""
    body = " ".join(document.sentences[i].text for i in document.body())
    return bool((stems(body) & stems(document.complaint)) - stems_of(rule.common, document.book.pack))
