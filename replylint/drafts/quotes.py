"""Quoted history: which lines of a mail are somebody's earlier words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from replylint.packs import Pack, read_toml

_QUOTE_MARK = re.compile(r"\s{0,3}(?:>|&gt;)")
_HEADERS_OF_A_BLOCK = 3
# An attribution may be wrapped by the mail client over this many lines.
_WRAPPED = 4
_LONGEST = 400
# An attribution that no word opens begins with a name and an address, or with a date.
_BEGINNING = re.compile(r"[\d<]")
_RULE = re.compile(r"\s*[-_=*]{3,}\s*$")
# The line of dashes of a forwarded message, an announcement without a figure, an address in brackets.
_CERTAIN = re.compile(r"^[\s*_]*-{2,}|^[^\d<@]*$|<[^<>]{0,80}@[^<>]{1,120}>")
_TOLD = re.compile(r"@|\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Opening:
    """What introduces a quoted message: its attribution or its headers, as numbers of lines, half-open."""

    start: int
    end: int
    certain: bool
    """Whether no writer would say so of himself: it opens a quotation even where nothing is marked."""
    headers: bool


@dataclass(frozen=True)
class Attributions:
    """What ``attributions.toml`` says, of all languages at once: a thread may mix them."""

    line: re.Pattern[str]
    opener: re.Pattern[str]
    """How an attribution begins, be it wrapped or not."""
    partners: re.Pattern[str]
    """The writer and the reader: who speaks of them speaks for himself."""
    header: re.Pattern[str]
    subject: re.Pattern[str]
    footer: re.Pattern[str]


@cache
def read_attributions(directory: Path) -> Attributions:
    """The attributions of the folder of the packs.

    Raises:
        RuleError: the file cannot be read.
    """
    data = read_toml(directory / "attributions.toml")
    languages = [table for table in data.values() if isinstance(table, dict)]

    def listed(key: str) -> list[str]:
        return [word for table in languages for word in table.get(key, [])]

    words = {key: "|".join(sorted(listed(key), key=len, reverse=True)) for key in ("verbs", "separators")}
    forms = [re.sub(r"\{(verbs|separators)\}", lambda m: words[m[1]], form) for form in data["forms"]]
    footers = [*data["footer_lines"], *listed("footer_lines")]

    def key(names: Sequence[str]) -> re.Pattern[str]:
        ordered = sorted(map(re.escape, names), key=len, reverse=True)
        return re.compile(rf"[\s*_]*(?:{'|'.join(ordered)})[*_]{{0,2}}\s?[:：]", re.IGNORECASE)

    return Attributions(
        re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE),
        re.compile(rf"[\s*_\"]*(?:{'|'.join(map(re.escape, listed('openers')))})\s", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed('partners')))})(?!\w)", re.IGNORECASE),
        key(listed("header_keys")),
        key(data["subject_keys"]),
        re.compile("|".join(f"(?:{footer})" for footer in footers), re.IGNORECASE),
    )


def quoted_lines(lines: Sequence[str], pack: Pack, known: Sequence[bool] = ()) -> list[bool]:
    """For each line whether it is quoted history, its attribution or its headers.

    Of `known` lines the format says so itself.
    An attribution line or a block of mail headers opens a quotation. Where ``>`` marks follow, only the
    marked lines are quoted (a reply may stand between them); where none does, all that follows is.
    """
    quoted = [bool(_QUOTE_MARK.match(line)) and not _ends_address(lines, i) for i, line in enumerate(lines)]
    for i, is_known in enumerate(known):
        quoted[i] = quoted[i] or is_known
    for opening in openings([("" if q else line) for line, q in zip(lines, quoted, strict=True)], pack):
        following = next((i for i in range(opening.end, len(lines)) if lines[i].strip()), None)
        marked = following is not None and quoted[following]
        if not marked and not opening.certain:
            continue
        for i in range(opening.start, opening.end):
            quoted[i] = True
        # Headers at the very top are those of the draft itself.
        top = opening.headers and not any(line.strip() for line in lines[: opening.start])
        if following is not None and not marked and not top:
            for i in range(opening.end, len(lines)):
                quoted[i] = True
            break
    return quoted


def _ends_address(lines: Sequence[str], number: int) -> bool:
    """Whether a line beginning with ``>`` ends an attribution whose address a mail program wrapped."""
    if not lines[number].rstrip().endswith(":"):
        return False
    above = "".join(lines[max(0, number - _WRAPPED) : number])
    return above.count("<") > above.count(">")


def openings(lines: Sequence[str], pack: Pack) -> list[Opening]:
    """The attributions and blocks of headers among the lines, with the rule above them."""
    known = read_attributions(pack.directory.parent)
    found: list[Opening] = []
    for i, line in enumerate(lines):
        if not line.strip() or (found and i < found[-1].end):
            continue
        if end := _attribution_end(lines, i, known):
            certain = _is_certain(" ".join(lines[i:end]), known)
            found.append(Opening(_below_rule(lines, i), end, certain, False))
        elif end := _headers_end(lines, i, known):
            found.append(Opening(_below_rule(lines, i), end, True, True))
    return found


def _is_certain(line: str, known: Attributions) -> bool:
    """Whether an attribution can be nobody's own sentence."""
    if _CERTAIN.search(line):
        return True
    begins = known.opener.match(line) or line.lstrip(" \t*_")[:1].isdigit()
    return bool(begins and _TOLD.search(line) and not known.partners.search(line))


def _attribution_end(lines: Sequence[str], start: int, known: Attributions) -> int:
    """The line after an attribution that begins here, or 0."""
    opens = bool(known.opener.match(lines[start]))
    if not opens and not _BEGINNING.search(lines[start]):
        # Only a line by itself can be one.
        return start + 1 if known.line.fullmatch(lines[start].strip()[:_LONGEST]) else 0
    for joined, end in _joined(lines, start):
        if known.line.fullmatch(joined):
            # What stands above an attribution is none of it: the last line that can begin it does.
            begins = known.opener.match if opens else _BEGINNING.search
            later = (i for i in range(start + 1, end) if begins(lines[i]))
            tails = (" ".join(part.strip() for part in lines[i:end]) for i in later)
            return 0 if any(known.line.fullmatch(tail) for tail in tails) else end
    return 0


def _joined(lines: Sequence[str], start: int) -> list[tuple[str, int]]:
    """A line, and with the lines that a mail program may have cut off it, blank ones passed over."""
    found: list[tuple[str, int]] = []
    joined = ""
    for i in range(start, min(start + 2 * _WRAPPED, len(lines))):
        if lines[i].strip():
            joined = f"{joined} {lines[i].strip()}".lstrip()
            if len(joined) > _LONGEST or len(found) == _WRAPPED:
                break
            found.append((joined, i + 1))
    return found


def _headers_end(lines: Sequence[str], start: int, known: Attributions) -> int:
    """The line after a block of headers that begins here, or 0."""
    if not known.header.match(lines[start]):
        return 0
    end = start
    certain = False
    headers = 0
    while end < len(lines) and end - start < 4 * _HEADERS_OF_A_BLOCK:
        if known.header.match(lines[end]):
            headers += 1
            certain = certain or "@" in lines[end] or bool(known.subject.match(lines[end]))
        elif lines[end].strip() or headers > _HEADERS_OF_A_BLOCK:
            break
        end += 1
    return end if headers >= _HEADERS_OF_A_BLOCK and certain else 0


def _below_rule(lines: Sequence[str], start: int) -> int:
    """The line of the rule that a mail program draws above an attribution, or the attribution's own."""
    above = start - 1
    while above >= 0 and above > start - _WRAPPED and not lines[above].strip():
        above -= 1
    return above if above >= 0 and _RULE.match(lines[above]) else start
