"""Folding: of several findings on the same words, the most specific one stays and names the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from replylint.engine.document import Hit


def fold_hits(hits: Sequence[Hit], outranked: Mapping[str, frozenset[str]]) -> list[Hit]:
    """The hits in order of place, each outranked one folded into a hit on the same words that stays."""

    def beats(winner: Hit, loser: Hit) -> bool:
        same_words = winner.start < loser.end and winner.end > loser.start
        return same_words and loser.rule in outranked.get(winner.rule, ())

    ordered = sorted(set(hits), key=lambda h: (h.start, h.end, h.rule))
    staying = [hit for hit in ordered if not any(beats(other, hit) for other in ordered)]
    return [
        replace(hit, also=tuple(sorted({other.rule for other in ordered if beats(hit, other)})))
        for hit in staying
    ]
