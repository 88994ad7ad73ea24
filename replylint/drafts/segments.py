"""Segments of a draft: greeting, paragraphs, list items, closing, signature, quoted history."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from replylint.drafts.layer import LeftOut
from replylint.drafts.quotes import quoted_lines, read_attributions
from replylint.packs import Pack


class BlockKind(StrEnum):
    """What a block of a draft is. Only greeting, body, item and closing are linted."""

    GREETING = "greeting"
    BODY = "body"
    ITEM = "item"
    CLOSING = "closing"
    SIGNATURE = "signature"
    """Everything from the closing phrase to the end: read for the name of the sender, never linted."""
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"


LEFT_OUT = frozenset({BlockKind.QUOTE, BlockKind.CODE, BlockKind.TABLE})
"""Blocks of which no word is the agent's own."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the visible text, half-open, in code points."""

    kind: BlockKind
    start: int
    end: int
    numbered: bool = False
    """For a list item: whether it is a numbered step."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


_MARKER = re.compile(
    r"\s*(?:(?P<number>\(?\d{1,2}[.)]|\(?[a-z][)]|[Ss]tep \d{1,2}[:.)]?)|[-*•–‣◦·])\s+(?=\S)"
)
_RULE = re.compile(r"\s*[-_=*~]{3,}\s*$")
_SIGNATURE_MARK = re.compile(r"-- ?$|_{5,}\s*$")
# A line this long that ends without a full stop was wrapped by a mail client, not by its writer.
_WRAPPED_LINE = 50
_CAPITAL = "(?=[A-ZÀ-ÖØ-ÞΆ-ΏΑ-Ω])"
_LONGEST_NAME = 40
_LONGEST_SIGNATURE = 12
_SHORT_SIGNATURE = 4
_LONGEST_CLOSING = 60


@dataclass(frozen=True)
class _Words:
    greeting: re.Pattern[str]
    address: re.Pattern[str]
    """How a line may begin that addresses somebody: a greeting, or a title with a name."""
    vocative: re.Pattern[str]
    closing: re.Pattern[str]
    closing_end: re.Pattern[str]
    bare_closing: re.Pattern[str]
    footer: re.Pattern[str]
    openers: frozenset[str]
    adverb_endings: tuple[str, ...]
    names_like_adverbs: frozenset[str]
    senders: frozenset[str]
    terminators: str


def _any(words: list[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"


@cache
def _words(pack: Pack) -> _Words:
    greetings = _any(pack.list("greetings"))
    titles = _any(pack.list("titles"))
    exclamations = _any(pack.list("exclamations"))
    closings = _any(pack.list("closings"))
    weak = _any(pack.list("weak_closings"))
    joins = _any(pack.list("closing_joins"))
    sentence = rf"(?:{_any(pack.list('greeting_ends'))})\b"
    name = rf"(?!{sentence})[^\W\d_][\w’'./-]*"
    links = _any(pack.list("name_links"))
    capital = rf"(?-i:{_CAPITAL}){name}"
    called = rf"(?:(?:{titles})\.?[ \t]+)?{capital}(?:(?:[ \t]+(?:{links}))?[ \t]+{capital}){{0,2}}"
    return _Words(
        address=re.compile(
            rf"(?:{greetings})\b|(?:\w+[ \t]+)?(?:{titles})\b\.?[ \t]+[^\W\d_]"
            rf"|(?:{exclamations})[ \t]+{capital}\W*$",
            re.IGNORECASE,
        ),
        # A greeting word and at most six words of address, then a mark, a line end or a new sentence.
        greeting=re.compile(
            rf"\s*(?:{greetings})\b(?:,[ \t]+{called}[,!.](?=\s|$)"
            rf"|(?:[ \t]+(?:&|/|{name}|\([^)\n]{{1,30}}\))){{0,6}}?[ \t]*"
            rf"(?:[,!:;.–—-]+(?=\s|$)|$)|(?:[ \t]+(?-i:{_CAPITAL}){name}){{1,3}}[ \t]+(?={sentence}))",
            re.IGNORECASE,
        ),
        vocative=re.compile(
            rf"\s*(?P<name>(?:(?:{titles})\.?\s+)?[A-Z][a-zà-ÿ’'-]+(?:\s+[A-Z][a-zà-ÿ’'-]+)?),(?:\s+(?=\w)|\s*$)"
        ),
        closing=re.compile(
            rf"\s*(?:{closings})(?!\w)(?:\s*[,.!–—-]*|(?:[,\s–—-]+(?-i:{_CAPITAL})|\s+(?:{joins})\b)[^.!?\n]{{0,40}},?)\s*",
            re.IGNORECASE,
        ),
        closing_end=re.compile(rf"(?<!\w)(?:{closings})\s*,\s*$", re.IGNORECASE),
        bare_closing=re.compile(rf"\s*(?:{weak})\s*[,.!–—-]*\s*", re.IGNORECASE),
        # What mail programs write under a mail: in the language of their user, not always that of the reply.
        footer=read_attributions(pack.directory.parent).footer,
        openers=frozenset(pack.list("openers")),
        adverb_endings=tuple(pack.list("adverb_endings")),
        names_like_adverbs=frozenset(pack.list("names_like_adverbs")),
        senders=frozenset(pack.list("senders")),
        terminators=pack.terminators,
    )


def segment(text: str, pack: Pack, left_out: Sequence[tuple[int, int, LeftOut]] = ()) -> tuple[Block, ...]:
    """The blocks of a draft, in order. A closing stands inside its signature block, all others apart.

    `left_out` are stretches (code points, half-open) that the format knows to be none of the agent's words:
    the lines that they touch become blocks of their own.
    """
    lines = _lines(text)
    words = _words(pack)
    kinds = _left_out(lines, left_out)
    others = (BlockKind.CODE, BlockKind.TABLE)
    read = ["" if kind in others else line.text for line, kind in zip(lines, kinds, strict=True)]
    quoted = quoted_lines(read, pack, [kind is BlockKind.QUOTE for kind in kinds])
    kinds = [BlockKind.QUOTE if q else kind for q, kind in zip(quoted, kinds, strict=True)]
    _bridge(lines, kinds)
    marked = _last_signature(lines, kinds)
    blocks = list(_runs(lines, kinds))
    own = [line for line, kind in zip(lines, kinds, strict=True) if kind is None]
    body, signature = _split_signature(own, words, marked)
    if signature:
        text_of_first = signature[0].text
        closing = words.closing.match(text_of_first) or words.bare_closing.fullmatch(text_of_first)
        if closing is None and _is_own_closing(text_of_first, words) and len(signature) > 1:
            # "Thank you for your understanding," is one whole.
            closing = re.match(r".*", text_of_first)
        closing = closing or words.bare_closing.match(text_of_first)
        if closing:
            blocks.append(_block(BlockKind.CLOSING, signature[0].start, signature[0].start + closing.end()))
        blocks.append(_block(BlockKind.SIGNATURE, signature[0].start, signature[-1].end))
    blocks.extend(_body(body, text, words))
    return tuple(sorted((b for b in blocks if b.end > b.start), key=lambda b: (b.start, b.kind)))


def _lines(text: str) -> list[_Line]:
    lines, start = [], 0
    for part in text.split("\n"):
        lines.append(_Line(start, start + len(part), part))
        start += len(part) + 1
    return lines


def _block(kind: BlockKind, start: int, end: int, numbered: bool = False) -> Block:
    return Block(kind, start, end, numbered)


def _left_out(lines: list[_Line], marks: Sequence[tuple[int, int, LeftOut]]) -> list[BlockKind | None]:
    """For each line the kind of block that a mark on it makes."""
    kinds: list[BlockKind | None] = [None] * len(lines)
    starts = [line.start for line in lines]
    for start, end, why in marks:
        for i in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
            if lines[i].end > start and not lines[i].blank:
                kinds[i] = BlockKind(why.value)
    return kinds


def _runs(lines: list[_Line], kinds: list[BlockKind | None]) -> Iterator[Block]:
    """The blocks of lines of one kind that stand together."""
    start = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or kinds[i] != kinds[start]:
            kind = kinds[start]
            if kind is not None:
                yield _block(kind, lines[start].start, lines[i - 1].end)
            start = i


def _bridge(lines: list[_Line], kinds: list[BlockKind | None]) -> None:
    """Blank lines between two lines that are left out for the same reason are so, too."""
    last = -1
    for i, line in enumerate(lines):
        if not line.blank:
            if last >= 0 and kinds[last] == kinds[i]:
                kinds[last + 1 : i] = [kinds[i]] * (i - last - 1)
            last = i


def _last_signature(lines: list[_Line], kinds: list[BlockKind | None]) -> int:
    """Where the signature begins that the format marks under the last own words; below 0 without one.

    Its lines become own ones again, so that its closing phrase is found as in plain text.
    """
    start = -1
    for i in reversed(range(len(lines))):
        if kinds[i] is BlockKind.SIGNATURE:
            kinds[i] = None
            start = lines[i].start
        elif kinds[i] is None and not lines[i].blank:
            break
    return start


def _split_signature(lines: list[_Line], words: _Words, marked: int) -> tuple[list[_Line], list[_Line]]:
    """The lines of the message, and those from its closing phrase (or sender's name) to the end.

    `marked` is where the format says that the signature begins, or below 0.
    """
    while lines and lines[-1].blank:
        lines = lines[:-1]
    cut = len(lines)
    for i, line in enumerate(lines):
        if line.start == marked or (
            i and (_SIGNATURE_MARK.match(line.text) or words.footer.match(line.text))
        ):
            cut = i
            break
    before = [i for i in range(cut) if not lines[i].blank]
    start = cut
    for position in reversed(range(len(before))):
        i = before[position]
        rest = [lines[j].text for j in before[position + 1 :]]
        if len(rest) > _LONGEST_SIGNATURE:
            break
        strong = words.closing.fullmatch(lines[i].text)
        weak = words.bare_closing.fullmatch(lines[i].text) and rest
        # "Speak soon, and kind regards,"
        mixed = rest and _is_own_closing(lines[i].text, words) and words.closing_end.search(lines[i].text)
        # "With my respects to your family," above a name and a number
        short = 1 < len(rest) <= _SHORT_SIGNATURE
        own = short and _is_own_closing(lines[i].text, words) and _is_name(rest[0], words)
        if (strong or weak or mixed or own) and all(_is_signature_line(text) for text in rest[:2]):
            start = i
            break
    if start == cut and len(before) > 1 and _is_name(lines[before[-1]].text, words):
        first = len(before) - 1
        if len(before) > 2 and lines[before[-2]].text.strip() and before[-1] == before[-2] + 1:
            first -= _is_name(lines[before[-2]].text, words)
        # "Thanks for bearing with me," above a name closes a message in words of its own.
        first -= first > 0 and _is_own_closing(lines[before[first - 1]].text, words)
        start = before[first]
    return lines[:start], lines[start:]


def _is_signature_line(text: str) -> bool:
    return len(text.strip()) <= 80 and not re.search(r"\w{3}[.?!]\s+[^\W\d_]\S*\s+\S+\s+\S", text)


def _is_own_closing(text: str, words: _Words) -> bool:
    """Whether a line above a name can be a closing that no list holds: short, with a comma at its end."""
    stripped = text.strip()
    short = len(stripped) <= _LONGEST_CLOSING and len(stripped.split()) <= 8
    return short and stripped.endswith(",") and not words.greeting.fullmatch(text)


def _is_name(text: str, words: _Words) -> bool:
    """Whether a line alone at the end can be the sender: a name, a team, a name with a number."""
    stripped = text.strip().lstrip("-–—~ ").strip()
    if not stripped or len(stripped) > _LONGEST_NAME or stripped[-1] in words.terminators + ":":
        return False
    if words.greeting.fullmatch(text):
        return False
    first, *others = stripped.split(",")[0].split() or [""]
    named = first.lower() not in words.openers or not words.senders.isdisjoint(map(str.lower, others))
    if not first or len(others) > 4 or not named:
        return False
    return first[0].isupper() and all(w[0].isupper() or w[0] in "&(" or len(w) <= 4 for w in others)


def _body(lines: list[_Line], text: str, words: _Words) -> Iterator[Block]:
    first = next((i for i, line in enumerate(lines) if not line.blank), None)
    if first is None:
        return
    if (second := _greeting_below(lines, first, words)) is not None:
        yield from _paragraphs(lines[first:second], words)
        first = second
    start = lines[first].start
    greeting = words.greeting.match(text, start, lines[first].end)
    if _is_address_line(lines, first, words):
        yield _block(BlockKind.GREETING, start, lines[first].end)
        start = lines[first].end
    elif greeting:
        yield _block(BlockKind.GREETING, start, greeting.end())
        start = greeting.end()
    elif (vocative := words.vocative.match(text, start, lines[first].end)) and not _opens_sentence(
        vocative["name"].split()[0].lower(), words
    ):
        yield _block(BlockKind.GREETING, start, vocative.end())
        start = vocative.end()
    opening = _Line(start, lines[first].end, text[start : lines[first].end])
    yield from _paragraphs([opening, *lines[first + 1 :]], words)


def _is_address_line(lines: list[_Line], first: int, words: _Words) -> bool:
    """Whether the first line as a whole addresses somebody: "To Ms Zhang Wei:", "Hi Ann and Paco 🐶,"."""
    line = lines[first].text.strip()
    alone = first + 1 < len(lines) and lines[first + 1].blank
    short = len(line) <= _LONGEST_CLOSING and len(line.split()) <= 9
    return alone and short and line[-1] in ",:" and bool(words.address.match(line))


def _greeting_below(lines: list[_Line], first: int, words: _Words) -> int | None:
    """The line of a greeting that stands under a heading: "Re: your order", "Our reference 4471"."""
    second = next((i for i in range(first + 1, len(lines)) if not lines[i].blank), None)
    heading = lines[first].text.strip()
    if second is None or len(heading) > _LONGEST_CLOSING or heading[-1] in words.terminators:
        return None
    bare = not words.greeting.match(heading) and not words.vocative.match(heading)
    return second if bare and words.greeting.fullmatch(lines[second].text) else None


def _opens_sentence(word: str, words: _Words) -> bool:
    """Whether a word before the first comma is no name: "Alas, …", "Regretfully, …"."""
    adverb = word.endswith(words.adverb_endings) and word not in words.names_like_adverbs
    return word in words.openers or adverb


def _paragraphs(lines: list[_Line], words: _Words) -> Iterator[Block]:
    """Paragraphs and list items; a line break inside a paragraph ends a block unless the line is wrapped."""
    current: list[_Line] = []
    kind, numbered = BlockKind.BODY, False
    for line in [*lines, _Line(0, 0, "")]:
        marker = _MARKER.match(line.text)
        ends = line.blank or marker or _RULE.match(line.text) or not _continues(current, line, words)
        if current and ends:
            yield _block(kind, current[0].start, current[-1].end, numbered)
            current = []
        if line.blank or _RULE.match(line.text):
            continue
        if not current:
            kind = BlockKind.ITEM if marker else BlockKind.BODY
            numbered = bool(marker and marker["number"])
            offset = marker.end() if marker else len(line.text) - len(line.text.lstrip())
            line = _Line(line.start + offset, line.end, line.text[offset:])
        current.append(line)


def _continues(current: list[_Line], line: _Line, words: _Words) -> bool:
    """Whether `line` goes on with the sentence of the lines before it."""
    if not current:
        return True
    before = current[-1].text.rstrip()
    if not before or before[-1] in words.terminators + ":":
        return False
    return line.text.lstrip()[:1].islower() or len(before) >= _WRAPPED_LINE or before[-1] in ",;"
