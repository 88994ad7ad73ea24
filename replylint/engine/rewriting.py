"""Rewrites: the sentence that the agent can say, made from the one that was found.

Nothing here knows a language: a rule says which words become which, and this keeps the sentence in shape.
Words that come to open a sentence take its capital, a comma goes with the words that it set off, and of an
edit only the letters that change remain. An edit that would touch anything but the agent's own words is not
made: the suggestion then stays without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from replylint.drafts.draft import Draft, whole_characters
from replylint.drafts.segments import BlockKind
from replylint.engine.document import Document, Hit
from replylint.language.sentences import Sentence
from replylint.report import Edit, Suggestion
from replylint.rulebook.schema import Rewrite

_EDITED = (BlockKind.BODY, BlockKind.ITEM, BlockKind.CLOSING)
_COMMA_AFTER = re.compile(r"\s*,")
_COMMA_BEFORE = re.compile(r"\s*,\s*$")
_PAUSE = re.compile(r"\s*(?:[,;:–—]|(?<=\s)-)?\s*$")
_CLOSERS = "\"'”’»)]"
_BREAK = re.compile(r"[;:?!–—]|\s-+\s")
_LINE_ENDS = re.compile("\r\n?")


@dataclass(frozen=True, slots=True)
class _Change:
    """Code points of the sentence from `start` to `end`, and what stands there instead."""

    start: int
    end: int
    text: str


def rewritten(document: Document, hit: Hit, draft: Draft) -> Suggestion | None:
    """The suggestion that the first fitting rewrite of the rule makes of a hit."""
    sentence = document.sentences[hit.sentence]
    for spec, match in document.book.rewrites.get(hit.rule, ()):
        for start, end in document.matched_in(hit.sentence, match):
            # A space may stand between the words found and those of the finding.
            if start <= hit.end + 1 and end + 1 >= hit.start:
                rewriter = _Rewriter(document, hit.sentence, spec)
                changes = rewriter.changes(start - sentence.start, end - sentence.start)
                if changes:
                    return _suggestion(document, sentence, spec, changes, draft)
    return None


class _Rewriter:
    """Makes the changes that turn one sentence into what the agent can say."""

    def __init__(self, document: Document, number: int, spec: Rewrite) -> None:
        self._document = document
        self._number = number
        self._sentence = document.sentences[number]
        self._text = self._sentence.text
        self._spec = spec
        self._pack = document.book.pack
        self._marks = self._pack.terminators

    def changes(self, start: int, end: int) -> list[_Change]:
        """The changes in order, or none where the sentence cannot be rewritten."""
        if self._spec.sentence:
            if self._spec.text:
                return [_Change(0, len(self._text), self._styled(self._spec.text))]
            return self._without_sentence()
        changed = self._replaced(start, end) if self._spec.text else self._deleted(start, end)
        if changed is None:
            return []
        if not self._spec.ending:
            return [changed]
        ending = self._ending(changed.end)
        return [changed, ending] if ending else []

    def _replaced(self, start: int, end: int) -> _Change | None:
        text, opens = self._text, self._opens(start)
        found = text[start:end]
        if opens and "{match}" in self._spec.text and not self._spec.text.startswith("{match}"):
            found = self._lowered(found)
        # Only our own words follow the draft's apostrophes.
        new = found.join(self._styled(part) for part in self._spec.text.split("{match}"))
        if opens and text[start].isupper():
            new = new[0].upper() + new[1:]
        if not new[0].isalnum():
            # A mark stands right behind the word before it, in place of another.
            pause = _PAUSE.search(text, 0, start)
            start = pause.start() if pause else start
        if new[-1] in self._marks:
            return self._opened(start, end, new)
        return _Change(start, end, new)

    def _opened(self, start: int, end: int, new: str) -> _Change | None:
        """The change that ends a sentence with `new`, so that the next word opens another."""
        comma = _COMMA_AFTER.match(self._text, end)
        end = comma.end() if comma else end
        gap = len(self._text[end:]) - len(self._text[end:].lstrip())
        following = self._text[end + gap :]
        if not following or not following[0].isalnum():
            return None
        return _Change(start, end + gap + 1, f"{new} {self._raised(following)[0]}")

    def _deleted(self, start: int, end: int) -> _Change | None:
        text = self._text
        after = _COMMA_AFTER.match(text, end)
        if self._opens(start):
            stop = after.end() if after else end
            stop += len(text[stop:]) - len(text[stop:].lstrip())
            following = text[stop:]
            if not following or not following[0].isalnum():
                return None
            return _Change(
                start, stop + 1, (self._raised(following) if text[start].isupper() else following)[0]
            )
        before = _COMMA_BEFORE.search(text, 0, start)
        closes = not text[end:].strip(self._marks + _CLOSERS)
        if before and (after or closes):
            start = before.start()
        else:
            start = len(text[:start].rstrip()) if closes or text[start - 1].isspace() else start
        return _Change(start, after.end() if after else end, "")

    def _without_sentence(self) -> list[_Change]:
        """The deletion of the sentence with the gap beside it; never of all that the reply says."""
        number, sentence, visible = self._number, self._sentence, self._document.reading.text.text
        if sentence.kind is not BlockKind.BODY or len(self._document.body()) < 2:
            return []
        if (following := self._neighbour(number + 1)) and following.block == sentence.block:
            return [_Change(0, following.start - sentence.start, "")]
        line = visible.rfind("\n", 0, sentence.start) + 1
        shares_line = visible[line : sentence.start].strip()
        before = self._neighbour(number - 1)
        if (before and before.block == sentence.block) or shares_line or following is None:
            start = sentence.start
            while start and visible[start - 1].isspace():
                start -= 1
            return [_Change(start - sentence.start, len(sentence.text), "")]
        end = sentence.end
        while end < len(visible) and visible[end].isspace():
            end += 1
        return [_Change(0, end - sentence.start, "")]

    def _neighbour(self, number: int) -> Sentence | None:
        sentences = self._document.sentences
        return sentences[number] if 0 <= number < len(sentences) else None

    def _ending(self, after: int) -> _Change | None:
        """The new mark at the end; None where more than this one statement stands before it."""
        text = self._text
        stop = len(text.rstrip(_CLOSERS))
        start = len(text[:stop].rstrip(self._marks))
        last = text[:stop].split()[-1] if text[:stop].split() else ""
        if start < stop and (last.rstrip(".").lower() in self._abbreviations() or "." in last[:-1]):
            start = stop
        if start <= after or not (text[start - 1].isalnum() or text[start - 1] in "%€£$.)"):
            return None
        if _BREAK.search(text, after, start):
            return None
        return _Change(start, stop, self._spec.ending)

    def _abbreviations(self) -> frozenset[str]:
        names = ("abbreviations", "weak_abbreviations")
        return frozenset(word.lower() for name in names for word in self._pack.list(name))

    def _opens(self, start: int) -> bool:
        return not any(character.isalnum() for character in self._text[:start])

    def _lowered(self, text: str) -> str:
        """The text without the capital that it owes to its place; names in capitals and "I" keep theirs."""
        word = re.match(r"\w+", text)
        if not word or word.group() in self._pack.list("capitals") or not _plain(word.group()):
            return text
        return text[0].lower() + text[1:]

    def _raised(self, text: str) -> str:
        word = re.match(r"\w+", text)
        return text[0].upper() + text[1:] if word and _plain(word.group()) else text

    def _styled(self, text: str) -> str:
        """The text with the draft's kind of apostrophe."""
        draft = self._document.reading.text.text
        return text.replace("'", "’") if "’" in draft and "'" not in draft else text


def _plain(word: str) -> bool:
    """Whether no letter after the first is a capital: iPhone and NHS stay as they are."""
    return not any(letter.isupper() for letter in word[1:])


def _suggestion(
    document: Document, sentence: Sentence, spec: Rewrite, changes: list[_Change], draft: Draft
) -> Suggestion:
    """The rewritten sentence and, where they can be exact, the edits that make it."""
    changes = [_trimmed(change, document, sentence) for change in changes]
    text = worded(document, sentence, draft, changes) or spec.advice
    edits = [_edit(document, sentence, change, draft) for change in changes]
    exact = tuple(edit for edit in edits if edit is not None)
    if len(exact) < len(edits) or sentence.kind not in _EDITED:
        return Suggestion(text=text)
    return Suggestion(text=text, edits=exact, applicability=spec.applicability)


def _trimmed(change: _Change, document: Document, sentence: Sentence) -> _Change:
    """The change without the letters at both ends that stay."""
    start, end, new = change.start, change.end, change.text
    old = document.text(sentence.start + start, sentence.start + end)
    while old and new and old[0] == new[0]:
        old, new, start = old[1:], new[1:], start + 1
    while old and new and old[-1] == new[-1]:
        old, new, end = old[:-1], new[:-1], end - 1
    return _Change(start, end, new)


def worded(document: Document, sentence: Sentence, draft: Draft, changes: Sequence[_Change] = ()) -> str:
    """The sentence as it is with changes, white space as single spaces, merge fields as they are written."""
    mapped, place, parts = document.reading.text, 0, []
    written = [
        _Change(
            field.start - sentence.start,
            field.end - sentence.start,
            draft.meant(*mapped.to_source(field.start, field.end)),
        )
        for field in document.reading.fields
        if sentence.start <= field.start and field.end <= sentence.end
    ]
    end = len(sentence.text)
    # A deletion may take in a merge field, or reach over the end of the sentence.
    for change in [*sorted([*written, *changes], key=lambda c: (c.start, -c.end)), _Change(end, end, "")]:
        if change.start >= place:
            parts += [sentence.text[place : change.start], change.text]
        place = max(place, change.end)
    return " ".join(whole_characters("".join(parts)).split())


def _edit(document: Document, sentence: Sentence, change: _Change, draft: Draft) -> Edit | None:
    """The change in the source; None where it would touch a merge field, a quotation or what is not exact."""
    mapped = document.reading.text
    start, end = sentence.start + change.start, sentence.start + change.end
    foreign = [(sentence.start + a, sentence.start + b) for a, b in sentence.quoted]
    foreign += [(field.start, field.end) for field in document.reading.fields]
    if any((start < b and end > a) if start < end else a < start < b for a, b in foreign):
        return None
    if start == end:
        # Behind the word before it, as merge fields that show nothing may stand in between.
        first = (
            mapped.to_source(start - 1, start)[1]
            if start > sentence.start
            else mapped.to_source(start, start)[0]
        )
        last = first
    else:
        first, last = mapped.to_source(start, end)
        if _LINE_ENDS.sub("\n", draft.meant(first, last)) != document.text(start, end):
            return None
    text = draft.origin.written(first, last, change.text)
    return None if text is None else Edit(start=first, end=last, text=text)
