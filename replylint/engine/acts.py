"""Speech acts: what each sentence does, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from replylint.engine.document import Document, FoundAct
from replylint.rulebook.book import CompiledMatch


def find_acts(document: Document) -> list[FoundAct]:
    """The acts of a document in order, at most one of a name per sentence, vetoes and context applied."""
    book = document.book
    candidates: list[tuple[CompiledMatch, FoundAct]] = []
    for name in book.catalogue.acts:
        if name in book.skipped or not any(map(document.has, book.of[name])):
            continue
        vetoes = _vetoes(document, name)
        for match, sentence, start, end in document.local(book.of[name]):
            span = document.trimmed(start, end)
            act = FoundAct(name, sentence, *span, not match.spec.weak, match.spec.weak)
            judged = _vetoed(act, vetoes)
            if judged is not None:
                candidates.append((match, judged))
    # Conditions on acts nearby look at every candidate, so that their order does not matter.
    document.acts = [act for _, act in candidates]
    return _one_per_sentence(
        act for match, act in candidates if document.in_context(match, act.sentence, act.start, act.end)
    )


def _vetoes(document: Document, act: str) -> list[FoundAct]:
    book = document.book
    return [
        FoundAct(rule, sentence, start, end, False, note)
        for rule, note in book.catalogue.act(act).vetoed_by.items()
        for _, sentence, start, end in document.local(book.of.get(rule, ()))
    ]


def _vetoed(act: FoundAct, vetoes: list[FoundAct]) -> FoundAct | None:
    """The act as the vetoes leave it: as it is, invalid for a reason, or (without one) none at all."""
    for veto in vetoes:
        if veto.sentence == act.sentence and veto.start < act.end and veto.end > act.start:
            if not veto.note:
                return None
            return replace(act, valid=False, note=veto.note, vetoed=True)
    return act


def _one_per_sentence(acts: Iterable[FoundAct]) -> list[FoundAct]:
    best: dict[tuple[str, int], FoundAct] = {}
    for act in acts:
        other = best.get((act.name, act.sentence))
        if other is None or (act.valid, other.start) > (other.valid, act.start):
            best[act.name, act.sentence] = act
    return sorted(best.values(), key=lambda act: (act.start, act.end, act.name))
