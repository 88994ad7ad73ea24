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


def _any(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in ordered) or r"(?!)"


@cache
def _pattern(pack: Pack) -> re.Pattern[str]:
    time = pack.words.get("time", {})
    words = {key: _any(time.get(key, [])) for key in time}
    month, unit, number = (words.get(key, r"(?!)") for key in ("months", "units", "numbers"))
    modifiers, points = words.get("modifiers", r"(?!)"), words.get("points", r"(?!)")
    determiners = words.get("determiners", r"(?!)")
    count = rf"(?:\d+(?:[.,]\d+)?|(?:{number}))"
    currency = r"(?:€|£|\$|₹|¥|eur|usd|gbp|inr|rs\.?)"
    money_word = r"(?:€|£|euros?|eur|usd|dollars?|gbp|pounds?|pence|cents?|rupees?|inr|aud|cad|%|percent|per cent)"
    clock = (
        r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?|\d{1,2}\s?o[’']clock|\d{1,2}:\d{2}|\d{1,2}h\d{0,2}"
    )
    date = (
        rf"\d{{1,2}}(?:st|nd|rd|th)?\.?\s(?:of\s)?(?:{month})\b(?:\s\d{{4}})?"
        rf"|(?:{month})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?"
        rf"|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|\bthe\s\d{{1,2}}(?:st|nd|rd|th)\b"
        rf"|(?:in|by|until|till|since|from|of|last|next|this|early|late|mid)\s(?:{month})\b(?:\s\d{{4}})?"
    )
    return re.compile(
        rf"(?P<money>{currency}\s?\d[\d.,]*\d|{currency}\s?\d|\d[\d.,]*\s?{money_word}(?!\w))"
        rf"|(?P<time>(?<!\w)(?:{date}|{clock}|(?:{determiners})[\s-](?:{unit})(?!\w)|(?:{points})(?!\w)))"
        rf"|(?P<duration>(?<!\w)(?:{count})(?:\s?(?:-|–|to|or)\s?(?:{count}))?[\s-]?(?:(?:{modifiers})\s)?(?:{unit}|hrs?|h)(?!\w))"
        rf"|(?P<number>(?<!\w)#?\d[\w.,/-]*\w|(?<!\w)#?\d)",
        re.IGNORECASE,
    )


def find_values(text: str, pack: Pack) -> list[Value]:
    """The values of a sentence, in order, without overlap."""
    return [Value(m.lastgroup or "", m.start(), m.end()) for m in _pattern(pack).finditer(text)]
