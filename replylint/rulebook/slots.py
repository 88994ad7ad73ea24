"""The slots in the texts of rules, such as ``{excerpt}``: one that nobody fills would reach the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replylint.errors import nearest
from replylint.packs import RuleFile
from replylint.rulebook.schema import (
    AnyRule,
    ConflictRule,
    EndingRule,
    OrderRule,
    PresenceRule,
    SuppressionRule,
    located,
)

_SLOT = re.compile(r"\{([^{}]*)\}")
_ALWAYS = ("excerpt",)
"""What every message may hold: the words that the finding is about."""


def check_slots(file: RuleFile, rule: AnyRule) -> None:
    """Refuse a rule with a slot that is not filled.

    Raises:
        RuleError: names file, key, slot and the nearest one that there is.
    """
    for key, text, slots in _texts(rule):
        for slot in _SLOT.findall(text):
            if slot not in slots:
                there_are = ", ".join(f"{{{name}}}" for name in slots)
                hint = nearest(slot, list(slots))
                problem = f'no slot "{{{slot}}}" is filled there{hint}. There are: {there_are}'
                raise located(file, key, f'rule "{file.id}", key "{key}": {problem}.')


def _texts(rule: AnyRule) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The texts that a finding may show, each with its key and the slots that are filled in it."""
    match rule:
        case ConflictRule():
            yield "message", rule.message, (*_ALWAYS, "topic")
        case SuppressionRule():
            yield "message", rule.message, (*_ALWAYS, "problem", "comment")
            yield from (
                ("problems", text, (*_ALWAYS, "comment", "rule", "nearest"))
                for text in rule.problems.values()
            )
        case _:
            yield "message", rule.message, _ALWAYS
    if isinstance(rule, PresenceRule) and rule.weak_message:
        yield "weak_message", rule.weak_message, (*_ALWAYS, "note")
    parts = [match for part in rule.parts() for match in part]
    more = rule.order if isinstance(rule, OrderRule) else rule.ending if isinstance(rule, EndingRule) else ()
    for message in (part.message for part in (*parts, *more)):
        if message:
            yield "message", message, _ALWAYS
    yield from (("text", rewrite.text, ("match",)) for rewrite in rule.rewrite)
