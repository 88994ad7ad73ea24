"""Placeholder rules: a merge field was left open, has no fallback, is unknown, or breaks a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from replylint.drafts.placeholders import CHOICE, FIELD, NOTE, Placeholder
from replylint.drafts.segments import BlockKind
from replylint.engine.document import Document, Hit
from replylint.rulebook.schema import PlaceholderRule

_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")
_LETTERS_AFTER = re.compile(r"[^\W\d_]+")
# What stands in an address or a code is no word.
_ADDRESS = re.compile(r"[/@=&?_#\\]|\w\.\w|\w:\w")
# Nor is what stands in a path or a domain a field that anybody fills.
_PATH = re.compile(r"\\| \.(?:com|org|net|default)\b")
_LONGEST_WORD = 80


def check_placeholder(rule_id: str, rule: PlaceholderRule, document: Document) -> Iterator[Hit]:
    """A hit for each merge field with what the rule finds."""
    if rule.finds != "unfilled" and document.kind != "template":
        return
    for number, start, end, suggestions in _FINDERS[rule.finds](rule_id, rule, document):
        yield Hit(rule_id, rule.severity, number, start, end, rule.message, suggestions, verbatim=True)
    if rule.finds == "unfilled" and document.kind == "draft" and (tag := _tag(document)):
        number, place = tag
        at = document.sentences[number].start
        yield Hit(
            rule_id,
            rule.severity,
            number,
            at,
            at,
            rule.message,
            rule.suggestions,
            verbatim=True,
            source=place,
        )


_Found = tuple[int, int, int, tuple[str, ...]]
"""Sentence, visible start and end, suggestions."""


def _unfilled(rule_id: str, rule: PlaceholderRule, document: Document) -> Iterator[_Found]:
    """In a draft every field, in a template only notes to its author."""
    draft = document.kind == "draft"
    taken = []
    for number, field in _fields(document, quoted=False):
        if (draft or field.kind == NOTE) and not _PATH.search(_around(document.reading.text.text, field)):
            taken.append((field.start, field.end))
            yield number, field.start, field.end, rule.suggestions
    for number, start, end in document.matched(document.book.of[rule_id]) if draft else ():
        if not any(a < end and b > start for a, b in taken):
            yield number, start, end, rule.suggestions


def _tag(document: Document) -> tuple[int, tuple[int, int]] | None:
    """The first control tag outside quoted history, and the sentence behind which it stands."""
    mapped = document.reading.text
    left_out = [
        mapped.to_source(block.start, block.end)
        for block in document.reading.blocks
        if block.kind in (BlockKind.QUOTE, BlockKind.CODE)
    ]
    tags = (tag for tag in document.tags if not any(a <= tag[0] <= b for a, b in left_out))
    if (tag := next(tags, None)) is None:
        return None
    before = [
        number
        for number, sentence in enumerate(document.sentences)
        if mapped.to_source(sentence.start, sentence.end)[0] <= tag[0]
    ]
    return max(before, default=0), tag


def _without_fallback(rule_id: str, rule: PlaceholderRule, document: Document) -> Iterator[_Found]:
    """The customer's name in a greeting that nothing stands in for and no condition guards."""
    tested = " ".join(of for of, _ in document.reading.conditions)
    for number, field in _fields(document):
        greeting = document.sentences[number].kind is BlockKind.GREETING
        guarded = field.name and field.name in tested
        if greeting and field.type == "person" and field.kind == FIELD and not field.fallback and not guarded:
            yield number, field.start, field.end, rule.suggestions


def _unknown(rule_id: str, rule: PlaceholderRule, document: Document) -> Iterator[_Found]:
    """A field whose name nobody declared, with the nearest name that somebody did."""
    for number, field in _fields(document) if document.declared else ():
        if field.kind == FIELD and field.name and field.name not in document.declared:
            near = get_close_matches(field.name, sorted(document.declared), 1)
            right = tuple(field.text.replace(field.name, name) for name in near)
            yield number, field.start, field.end, (*right, *rule.suggestions)


def _in_word(rule_id: str, rule: PlaceholderRule, document: Document) -> Iterator[_Found]:
    """A field with letters right before or behind it that are neither a code nor a unit."""
    text = document.reading.text.text
    for number, field in _fields(document):
        before = _LETTERS_BEFORE.search(text, max(0, field.start - _LONGEST_WORD), field.start)
        after = _LETTERS_AFTER.match(text, field.end, field.end + _LONGEST_WORD)
        ends = [m[0] for m in (before, after) if m and not _beside(document, m.start(), m.end())]
        wrong = [end for end in ends if end not in rule.joined and not (end.isupper() and len(end) > 1)]
        if field.kind == FIELD and field.name and wrong and not _ADDRESS.search(_around(text, field)):
            yield number, field.start, field.end, rule.suggestions


def _beside(document: Document, start: int, end: int) -> bool:
    """Whether these letters are themselves read in place of another field."""
    return any(f.kind != CHOICE and f.start < end and f.end > start for f in document.reading.fields)


def _around(text: str, field: Placeholder) -> str:
    """What is joined to a field, up to the next spaces."""
    before = text[max(0, field.start - _LONGEST_WORD) : field.start].split(" ")[-1]
    after = text[field.end : field.end + _LONGEST_WORD].split(" ")[0]
    return before.split("\n")[-1] + " " + after.split("\n")[0]


def _fields(document: Document, quoted: bool = True) -> Iterator[tuple[int, Placeholder]]:
    """The fields that are linted with their sentences; on wish without those in quotation marks."""
    number = 0
    for field in document.reading.fields:
        while number < len(document.sentences) and document.sentences[number].end <= field.start:
            number += 1
        if number == len(document.sentences):
            return
        sentence = document.sentences[number]
        place = field.start - sentence.start
        if place >= 0 and (quoted or not any(a <= place < b for a, b in sentence.quoted)):
            yield number, field


_FINDERS: dict[str, Callable[[str, PlaceholderRule, Document], Iterator[_Found]]] = {
    "unfilled": _unfilled,
    "without-fallback": _without_fallback,
    "unknown": _unknown,
    "in-word": _in_word,
}
