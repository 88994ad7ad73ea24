"""Replies made from a fixed seed, for benchmarks of speed."""

from __future__ import annotations

import random
from collections.abc import Callable

_OPENINGS = [
    "You waited {n} days for the {thing} and nobody {did} you.",
    "I'm sorry we {failed} the {thing} that you ordered on {n} May.",
    "Thank you for telling us about the {thing} in room {n}.",
    "We {failed} your {thing} twice, and I can see why that is annoying.",
]
_MIDDLES = [
    "The {thing} was {done} by our {team} at {n} o'clock, although the {place} had closed.",
    "However, the {place} says that the {thing} was {done} on {n} April.",
    "You must send the {thing} to the {place} within {n} days, or we cannot refund it.",
    "Our {team} checked the {thing} again and found that the {place} had {done} it {n} times.",
    "If the {thing} is not {done} by Friday, please call the {place} and ask for {name}.",
    "Unfortunately we can't replace the {thing}, because it was {done} in the {place} after {n} weeks.",
    "I have asked {name} in the {team} to look at the {thing}, and she will email you by {n} June.",
    "What I can do is send a new {thing} to the {place}, or give you {n} euros back.",
]
_WORDS = {
    "thing": [
        "lamp",
        "parcel",
        "kettle",
        "invoice",
        "ticket",
        "router",
        "boiler",
        "sofa",
        "coat",
        "booking",
        "meter",
        "voucher",
        "suitcase",
    ],
    "did": ["called", "wrote", "told", "helped", "answered", "phoned"],
    "failed": ["lost", "broke", "forgot", "mislaid", "damaged", "misread", "delayed"],
    "done": ["packed", "delivered", "cancelled", "checked", "signed", "opened", "repaired"],
    "team": ["courier", "warehouse", "team", "driver", "office", "supplier", "desk"],
    "place": ["depot", "shop", "station", "hotel", "bank", "branch", "workshop"],
    "name": ["Dana", "Femi", "Priya", "Lars", "Mina", "Jonas"],
}


def drafts(count: int, words: int, seed: int) -> list[str]:
    """Replies of about `words` words in which hardly a sentence recurs."""
    random_ = random.Random(seed)

    def opening() -> str:
        return _filled(random_.choice(_OPENINGS), random_)

    def sentence() -> str:
        return _filled(random_.choice(_MIDDLES), random_)

    return [_reply(random_, words, opening, sentence) for _ in range(count)]


def templates(count: int, words: int, seed: int, pool: int = 400, share: float = 0.6) -> list[str]:
    """Canned replies of about `words` words in which a `share` of the sentences comes from a pool."""
    random_ = random.Random(seed)
    common = [_filled(random_.choice(_OPENINGS + _MIDDLES), random_) for _ in range(pool)]

    def sentence() -> str:
        if random_.random() < share:
            return random_.choice(common)
        # A number of its own, so that the sentence stands nowhere else.
        return _filled(random_.choice(_MIDDLES), random_, random_.randint(31, 10_000_000))

    return [_reply(random_, words, sentence, sentence) for _ in range(count)]


def _reply(
    random_: random.Random, words: int, opening: Callable[[], str], sentence: Callable[[], str]
) -> str:
    body = [opening()]
    while sum(len(s.split()) for s in body) < words:
        body.append(sentence())
    name = random_.choice(_WORDS["name"])
    return f"Dear {name},\n\n{' '.join(body)}\n\nKind regards,\nEva Smit\n"


def _filled(pattern: str, random_: random.Random, number: int | None = None) -> str:
    words = {key: random_.choice(all_) for key, all_ in _WORDS.items()}
    return pattern.format(n=number or random_.randint(2, 30), **words)
