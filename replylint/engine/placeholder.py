"""Placeholder rules: a merge field or a note to the author was left open."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.engine.document import Document, Hit
from replylint.rulebook.schema import PlaceholderRule


def check_placeholder(rule_id: str, rule: PlaceholderRule, document: Document) -> Iterator[Hit]:
    """A hit for each open field: in a draft every field, in a template only notes to its author."""
    fields = [
        (_sentence(document, start), start, end)
        for start, end, kind in document.reading.fields
        if document.kind == "draft" or kind in rule.notes
    ]
    taken = [(start, end) for _, start, end in fields]
    others = document.matched(document.book.of[rule_id]) if document.kind == "draft" else ()
    found = [p for p in others if not any(a < p[2] and b > p[1] for a, b in taken)]
    for sentence, start, end in [*fields, *found]:
        if sentence is not None:
            yield Hit(
                rule_id, rule.severity, sentence, start, end, rule.message, rule.suggestions, verbatim=True
            )


def _sentence(document: Document, place: int) -> int | None:
    """The sentence that holds a place, or None where it is not linted: quoted history, quoted words."""
    for number, sentence in enumerate(document.sentences):
        if sentence.start <= place < sentence.end:
            quoted = any(a <= place - sentence.start < b for a, b in sentence.quoted)
            return None if quoted else number
    return None
