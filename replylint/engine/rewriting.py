"""Rewrites: the sentence that an agent can say, made from the one that was found."""

from __future__ import annotations

import re

from replylint.engine.document import Document, Rewritten
from replylint.rulebook.schema import Rewrite

_AFTER_DELETED = re.compile(r",?\s*")
_END = re.compile(r"[.!?…]*[\"'”’)]*$")


def rewrite(spec: Rewrite, document: Document, sentence: int, start: int, end: int) -> Rewritten | None:
    """The rewritten sentence, or None where the match cannot be replaced without touching other words."""
    whole = document.sentences[sentence]
    opens = not document.text(whole.start, start).strip("\"'“‘( ")
    text = spec.text
    edits: list[tuple[int, int, str]] = []
    if not text:
        after = _AFTER_DELETED.match(document.text(end, whole.end))
        end += after.end() if after else 0
        following = document.text(end, end + 1)
        if not following:
            return None
        if opens:
            # The word after the deleted ones now opens the sentence.
            edits.append((start, end + 1, following.upper()))
        else:
            edits.append((start, end, ""))
    else:
        capital = opens and document.text(start, start + 1).isupper()
        edits.append((start, end, text[0].upper() + text[1:] if capital else text))
    if spec.ending is not None:
        close = _END.search(whole.text)
        at = whole.start + (close.start() if close else len(whole.text))
        edits.append((at, whole.end, spec.ending))
    fields = document.reading.fields
    if any(a < last and b > first for a, b, _ in fields for first, last, _ in edits):
        return None
    rewritten = document.text(whole.start, whole.end)
    for edit_start, edit_end, new in reversed(edits):
        rewritten = rewritten[: edit_start - whole.start] + new + rewritten[edit_end - whole.start :]
    return Rewritten(" ".join(rewritten.split()), tuple(edits), spec.applicability)
