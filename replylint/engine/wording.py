"""Wording rules: something is said that harms."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.engine.document import Document, Hit
from replylint.rulebook.schema import WordingRule


def check_wording(rule_id: str, rule: WordingRule, document: Document) -> Iterator[Hit]:
    """One hit for each match whose conditions on acts nearby hold."""
    for match, sentence, start, end in document.local(document.book.of[rule_id]):
        if document.in_context(match, sentence, start, end):
            spec = match.spec
            yield Hit(
                rule_id,
                spec.severity or rule.severity,
                sentence,
                start,
                end,
                spec.message or rule.message,
                rule.suggestions if spec.suggestions is None else spec.suggestions,
            )
