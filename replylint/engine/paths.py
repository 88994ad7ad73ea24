"""Names the paths through a template on which something holds, in as few conditions as tell them apart."""

from __future__ import annotations

from collections.abc import Sequence

from replylint.drafts.branches import Condition
from replylint.drafts.draft import Reading

_MOST_NAMED = 3


def described(where: Sequence[Reading], among: Sequence[Reading]) -> str | None:
    """The readings of `where` as opposed to the others of `among`; None where there are no others."""
    held = {id(reading) for reading in where}
    others = [set(reading.conditions) for reading in among if id(reading) not in held]
    if not others:
        return None
    named: list[list[Condition]] = []
    for reading in where:
        if not any(set(conditions) <= set(reading.conditions) for conditions in named):
            named.append(_telling(reading.conditions, others))
    texts = [" and ".join(f"`{of}` {value}" for of, value in conditions) for conditions in named]
    more = f", and on {len(texts) - _MOST_NAMED} more paths" if len(texts) > _MOST_NAMED else ""
    return ", or ".join(f"when {text}" for text in texts[:_MOST_NAMED] if text) + more or None


def _telling(conditions: Sequence[Condition], others: Sequence[set[Condition]]) -> list[Condition]:
    """Those of the conditions that no other reading has together, the earlier ones kept."""
    kept = list(conditions)
    for condition in reversed(conditions):
        fewer = [c for c in kept if c != condition]
        if not any(set(fewer) <= other for other in others):
            kept = fewer
    return kept
