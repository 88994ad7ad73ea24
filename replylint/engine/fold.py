"""Folding: of several findings on the same words, the most specific one stays and names the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from replylint.engine.document import Hit


def fold_hits(hits: Sequence[Hit], outranked: Mapping[str, frozenset[str]]) -> list[Hit]:
    """The hits in order of place, each outranked one folded into a hit on the same words that stays."""

    def beats(winner: Hit, loser: Hit) -> bool:
        same_words = winner.start < loser.end and winner.end > loser.start
        return same_words and (loser.rule in outranked.get(winner.rule, ()) or _says_more(winner, loser))

    # Hits on the same words stand in the same sentence.
    beside: dict[int, list[Hit]] = {}
    for hit in dict.fromkeys(hits):
        beside.setdefault(hit.sentence, []).append(hit)
    folded = []
    for group in beside.values():
        for hit in group:
            if not any(beats(other, hit) for other in group):
                also = tuple(sorted({other.rule for other in group if beats(hit, other)} - {hit.rule}))
                folded.append(replace(hit, also=also) if also else hit)
    return sorted(folded, key=lambda hit: (hit.start, hit.end, hit.rule))


def _says_more(hit: Hit, other: Hit) -> bool:
    """Whether of two hits of one rule on the same words this one stays: the graver, else the longer."""
    if hit.rule != other.rule or hit.anchor or other.anchor:
        return False
    if hit.severity is not other.severity:
        return hit.severity.at_least(other.severity)
    return (hit.end - hit.start, other.start, other.message) > (
        other.end - other.start,
        hit.start,
        hit.message,
    )
