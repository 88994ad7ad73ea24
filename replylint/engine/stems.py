"""Words told apart by their beginnings: refund, refunded and refunds are one."""

from __future__ import annotations

import re
from functools import lru_cache

from replylint.packs import Pack
from replylint.rulebook.patterns import fold

_STEM = 5
"""So many letters make a word and its forms one."""


@lru_cache(maxsize=4096)
def words_of(words: tuple[str, ...], pack: Pack) -> frozenset[str]:
    """Some words, and those of the families that ``@names`` among them stand for."""
    named = (pack.families.get(word[1:], ()) if word.startswith("@") else (word,) for word in words)
    return frozenset(member for members in named for member in members)


@lru_cache(maxsize=4096)
def stems_of(words: tuple[str, ...], pack: Pack) -> frozenset[str]:
    """The stems of such words."""
    return frozenset(stem for word in words_of(words, pack) for stem in stems(word))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    words = (re.sub("(?<=[^s])s$", "", word)[:_STEM] for word in re.findall(r"[^\W\d_]{3,}", fold(text)))
    # waive and waiving, swap and swapped
    return frozenset(
        word[:-1] if len(word) == _STEM and (word[-1] in "ei" or word[-1] == word[-2]) else word
        for word in words
    )
