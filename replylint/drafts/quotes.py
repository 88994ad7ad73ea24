"""Quoted history: which lines of a mail are somebody's earlier words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from replylint.packs import BASE_LANGUAGE, Pack, languages, read_pack

_QUOTE_MARK = re.compile(r"\s{0,3}(?:>|&gt;)")
_HEADERS_OF_A_BLOCK = 3
# An attribution may be wrapped by the mail client over this many lines.
_WRAPPED = 3


@cache
def _attributions(pack: Pack) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Attribution lines and header keys in every language: a thread may mix them."""
    root = pack.directory.parent
    # The draft's own language first, then the others.
    names = dict.fromkeys([pack.language, BASE_LANGUAGE, *languages(root)])
    packs = [read_pack(root, name) for name in names]
    lines = [regex for p in packs for regex in p.list("attribution_lines")]
    keys = [re.escape(key) for p in packs for key in p.list("header_keys")]
    return (
        re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE),
        re.compile(rf"\s*[*_]{{0,2}}(?:{'|'.join(keys)})[*_]{{0,2}}\s?:", re.IGNORECASE),
    )


def quoted_lines(lines: Sequence[str], pack: Pack, known: Sequence[bool] = ()) -> list[bool]:
    """For each line whether it is quoted history, its attribution or its headers.

    Of `known` lines the format says so itself.
    An attribution line or a block of mail headers opens a quotation. Where ``>`` marks follow, only the
    marked lines are quoted (a reply may stand between them); where none does, all that follows is.
    """
    quoted = [bool(_QUOTE_MARK.match(line)) for line in lines]
    for i, is_known in enumerate(known):
        quoted[i] = quoted[i] or is_known
    for start, end in openings([("" if q else line) for line, q in zip(lines, quoted, strict=True)], pack):
        following = next((i for i in range(end, len(lines)) if lines[i].strip()), None)
        for i in range(start, end):
            quoted[i] = True
        if following is not None and not quoted[following]:
            for i in range(end, len(lines)):
                quoted[i] = True
            break
    return quoted


def openings(lines: Sequence[str], pack: Pack) -> list[tuple[int, int]]:
    """The first line of each attribution or block of headers, and the line after it."""
    attribution, header = _attributions(pack)
    found: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if not line.strip() or (found and i < found[-1][1]):
            continue
        for size in range(1, _WRAPPED + 1):
            joined = " ".join(part.strip() for part in lines[i : i + size])
            whole = all(part.strip() for part in lines[i : i + size])
            if whole and len(joined) <= 400 and attribution.fullmatch(joined):
                found.append((i, i + size))
                break
        else:
            size = 0
            while i + size < len(lines) and header.match(lines[i + size]):
                size += 1
            if size >= _HEADERS_OF_A_BLOCK:
                found.append((i, i + size))
    return found
