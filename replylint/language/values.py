"""Values in a sentence: times, durations, amounts of money and numbers, found by the language's data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from replylint.packs import Pack


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a text: `kind` is ``time``, ``duration``, ``money`` or ``number``."""

    kind: str
    start: int
    end: int


_STARTS = re.compile(r"(?<!\w)\w|(?<!\d)\d|[^\w\s]")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")


def _any(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in ordered) or r"(?!)"


@cache
def _pattern(pack: Pack) -> re.Pattern[str]:
    time = pack.words.get("time", {})
    names = ("points", "months", "units", "hours", "numbers", "modifiers", "determiners", "month_leads")
    words = {name: _any(time.get(name, [])) for name in names}
    month, unit, modifiers = words["months"], words["units"], words["modifiers"]

    def forms(name: str) -> str:
        """The regular expressions of the pack, with the lists that they name filled in."""
        listed = "|".join(time.get(name, [])) or r"(?!)"
        return re.sub(r"\{([a-z_]+)\}", lambda m: rf"(?:{words[m[1]]})", listed)

    # "3days" is a duration; a number in words needs a space or hyphen before its unit ("ah" is none).
    count = rf"(?:\d+(?:[.,]\d+)?|(?:{words['numbers']})(?=[\s(–-]))"
    money = pack.words.get("money", {})
    # A code in letters stands apart ("R300" is money, "ER300" none); a sign may follow one ("A$30").
    currency = rf"(?:(?<![^\W_])(?:{_any([c for c in money.get('before', []) if c[0].isalpha()])})"
    currency += rf"|(?:{_any([c for c in money.get('before', []) if not c[0].isalpha()])}))"
    money_word = rf"(?:{_any(money.get('after', []))})"
    clock = r"\d{1,2}(?:[:.]\d{2})?\s?[ap](?:m\b|\.m\b\.?)|\d{1,2}:\d{2}|\d{1,2}h\d{2}"
    date = (
        rf"\d{{1,2}}(?:st|nd|rd|th)?\.?\s(?:of\s)?(?:{month})\b(?:,?\s\d{{4}})?"
        rf"|(?:{month})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?"
        rf"|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
        rf"|(?:{words['month_leads']})\s(?:{month})\b(?:\s\d{{4}})?"
    )
    relative = rf"(?:{words['determiners']})[\s-](?:(?:{modifiers})\s)?(?:{unit})(?!\w)"
    spelled = r"(?:\s?\([\w-]{1,15}\))?"
    return re.compile(
        rf"(?<!\w)(?:{forms('never')})(?!\w)"
        # "R2D2" is no money, and "5 p.m." no pence.
        rf"|(?P<money>{currency}\s?(?:\d[\d.,]*\d|\d)(?![^\W\d_]\d)|\d[\d.,]*\s?{money_word}(?!\.?\w))"
        rf"|(?P<time>(?<!\w)(?:{date}|{forms('forms')}|{clock}|{relative}|(?:{words['points']})(?!\w)))"
        rf"|(?P<duration>(?<!\w){count}{spelled}(?:\s?(?:-|–|to|or)\s?{count}{spelled})?[\s-]?"
        rf"(?:(?:{modifiers})\s){{0,2}}(?:{unit}|hrs?|h)(?!\w))"
        rf"|(?P<number>(?<!\w)#?\d[\w.,/-]*\w|(?<!\w)#?\d)",
        re.IGNORECASE,
    )


@cache
def _signs(pack: Pack) -> frozenset[str]:
    """Words of which every value without a digit holds one."""
    time = pack.words.get("time", {})
    listed = [*time.get("months", []), *time.get("units", []), *time.get("hours", []), "h", "hr", "hrs"]
    # The last word of "this morning" is the rare one.
    points = [point.split()[-1] for point in time.get("points", [])]
    return frozenset(word.casefold() for word in [*listed, *points, *time.get("signs", [])])


def may_hold_values(text: str, pack: Pack) -> bool:
    """Whether the pattern, which is slow, has to be tried on a sentence at all."""
    # A pattern that ignores case takes a Turkish i for an i, and folding does not.
    if _DIGIT.search(text) or "ı" in text or "İ" in text:
        return True
    return not _signs(pack).isdisjoint(_WORD.findall(text.casefold()))


def find_values(text: str, pack: Pack) -> list[Value]:
    """The values of a sentence, in order, without overlap."""
    if not may_hold_values(text, pack):
        return []
    pattern, found, end = _pattern(pack), [], 0
    # A value starts where a word, a number or a sign does: elsewhere the pattern need not be tried.
    for place in _STARTS.finditer(text):
        match = pattern.match(text, place.start()) if place.start() >= end else None
        if match:
            end = match.end()
            if match.lastgroup:
                found.append(Value(match.lastgroup, match.start(), end))
    return found
