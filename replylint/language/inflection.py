"""Word forms of a lemma, by the language's data: lemmas are expanded when the rulebook is compiled."""

from __future__ import annotations

import re
from functools import cache

from replylint.packs import Pack


@cache
def _endings(pack: Pack) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    inflection = pack.words.get("inflection", {})
    return tuple((re.compile(ending), tuple(forms)) for ending, forms in inflection.get("endings", []))


@cache
def word_forms(lemma: str, pack: Pack) -> frozenset[str]:
    """All forms of `lemma` in lower case, itself included.

    Where the language has no inflection data, only the lemma itself.
    """
    word = lemma.lower()
    forms = {word, *pack.words.get("inflection", {}).get("irregular", {}).get(word, [])}
    for ending, replacements in _endings(pack):
        match = ending.fullmatch(word)
        if match:
            forms.update(match.expand(replacement) for replacement in replacements)
            break
    return frozenset(forms)
