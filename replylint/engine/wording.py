"""Wording rules: something is said that harms."""

from __future__ import annotations

from collections.abc import Iterator

from replylint.engine.document import Document, Hit, Place
from replylint.rulebook.book import CompiledMatch
from replylint.rulebook.schema import WordingRule


def check_wording(rule_id: str, rule: WordingRule, document: Document) -> Iterator[Hit]:
    """One hit for each match whose conditions on its place, its number and the acts nearby hold."""
    for match in document.book.of[rule_id]:
        if not document.has(match):
            continue
        spec = match.spec
        for sentence, start, end in _reported(match, document):
            yield Hit(
                rule_id,
                spec.severity or rule.severity,
                sentence,
                *document.trimmed(start, end),
                spec.message or rule.message,
                rule.suggestions if spec.suggestions is None else spec.suggestions,
                group=spec.group,
            )


def _reported(match: CompiledMatch, document: Document) -> list[Place]:
    places = list(document.matched([match]))
    if match.spec.opening:
        places = [place for place in places if place[0] in document.body()[:1]]
    if match.spec.at_least == 1:
        return places
    enough = match.spec.at_least
    if match.spec.one_more_for:
        enough += len(document.acts_named(*match.spec.one_more_for)) + max(0, _steps(document) - 1)
    return places[enough - 1 : enough]


def _steps(document: Document) -> int:
    return len({sentence.block for sentence in document.sentences if sentence.numbered})
