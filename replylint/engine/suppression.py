"""Suppressions: which findings the comments in a draft keep out, and what is wrong with the comments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from replylint.drafts.comments import Directive, Scope, Seen
from replylint.drafts.draft import Draft, Reading
from replylint.drafts.segments import LEFT_OUT, Block, BlockKind
from replylint.engine.document import Document, Hit
from replylint.packs import languages, read_pack
from replylint.rulebook.catalogue import Catalogue, read_catalogue
from replylint.rulebook.schema import SuppressionRule

_WHOLE = -1
"""In the place of the number of a block: the whole draft."""
_LONGEST_GAP = 1_000
_LONGEST_NAME = 60
_MOST_LOOKED_UP = 50


@dataclass(frozen=True, slots=True)
class _Problem:
    """Something wrong with a comment, by its key in the rule file."""

    key: str
    rule: str = ""
    nearest: str = ""


class Suppressions:
    """The comments of a draft that speak to replylint.

    `sort` is called for every reading, then `hits` for what is wrong with the comments. A comment in quoted
    history is somebody else's and counts for nothing.
    """

    def __init__(self, draft: Draft, catalogue: Catalogue, kind: str) -> None:
        self._catalogue = catalogue
        self._kind = kind
        self._truncated = draft.truncated
        self._directives = draft.directives
        self._ids = [self._valid_ids(directive) for directive in draft.directives]
        self._used: set[tuple[int, str]] = set()
        self._quoted: set[int] = set()
        self._looked_up = 0

    def sort(self, document: Document, hits: Iterable[Hit]) -> dict[Directive | None, list[Hit]]:
        """The hits in a reading by the comment that suppresses them; under None those that stay."""
        found: dict[Directive | None, list[Hit]] = {None: []}
        blocks = _own_blocks(document.reading)
        starts = [block.start for block in blocks]
        self._quoted.update(self._in_quotes(document.reading))
        # For each block, and for the whole draft, which comment speaks of which rule.
        asked: dict[int, dict[str, int]] = {}
        for number in range(len(self._directives)):
            target = self._target(number, document.reading, blocks, starts)
            for rule in self._ids[number] if target is not None else ():
                asked.setdefault(target or 0, {}).setdefault(rule, number)
        for hit in hits:
            block = bisect_right(starts, hit.start) - 1
            inside = block >= 0 and hit.start <= blocks[block].end
            by = self._by(hit, [asked.get(place, {}) for place in ((block, _WHOLE) if inside else (_WHOLE,))])
            found.setdefault(by, []).append(hit)
        return found

    def hits(self, document: Document, rules: Iterable[str], judged: Callable[[str], bool]) -> Iterator[Hit]:
        """What is wrong with the comments, for those of `rules` that look for it.

        `judged` tells whether a rule (or a group of its matches) was judged at all: else nothing could be
        found, and a comment about it may well be needed elsewhere.
        """
        for rule_id in rules if self._directives else ():
            rule = self._catalogue.rule(rule_id)
            for number, directive in enumerate(self._directives):
                if isinstance(rule, SuppressionRule) and number not in self._quoted:
                    for problem in self._problems(rule.finds, number, judged):
                        yield _hit(rule_id, rule, directive, problem, document)

    def _valid_ids(self, directive: Directive) -> dict[str, str]:
        """The rules that a comment suppresses, by their present ids, each with the name that it gives."""
        if directive.fault:
            return {}
        names = self._catalogue.names
        return {
            names[name]: name for name in directive.rules if name in names and not self._is_reserved(name)
        }

    def _is_reserved(self, name: str) -> bool:
        """Whether it is a rule about comments, which no comment suppresses."""
        rules = self._catalogue.rules
        return name in rules and isinstance(rules[name].spec, SuppressionRule)

    def _in_quotes(self, reading: Reading) -> Iterator[int]:
        """The numbers of the comments in quoted history."""
        quotes = [block for block in reading.blocks if block.kind is BlockKind.QUOTE]
        starts = [block.start for block in quotes]
        for number, place in enumerate(reading.places) if quotes else ():
            if place is not None and (before := bisect_left(starts, place) - 1) >= 0:
                end = quotes[before].end
                if place < end or (place == end and self._directives[number].after_words):
                    yield number

    @cached_property
    def _foreign(self) -> frozenset[str]:
        """The names of the rules of other languages."""
        root, further = self._catalogue.pack.directory.parent, self._catalogue.pack.further
        packs = (read_pack(root, language, further) for language in languages(root))
        return frozenset(name for pack in packs for name in read_catalogue(pack).names)

    def _near(self, name: str) -> str:
        """The nearest right name, if there is one. It takes time, so that not all are looked up."""
        self._looked_up += 1
        if self._looked_up > _MOST_LOOKED_UP or len(name) > _LONGEST_NAME:
            return ""
        return next(iter(get_close_matches(name, sorted(self._catalogue.names), 1, 0.5)), "")

    def _target(
        self, number: int, reading: Reading, blocks: Sequence[Block], starts: Sequence[int]
    ) -> int | None:
        """The number of the block that a comment speaks of in a reading; None where there is none."""
        directive, place = self._directives[number], reading.places[number]
        if directive.outside:
            return _WHOLE
        if place is None or number in self._quoted:
            return None
        if directive.scope is Scope.FILE:
            return _WHOLE
        before = bisect_left(starts, place) - 1
        after = before + 1 if before + 1 < len(blocks) else None
        if before >= 0 and place < blocks[before].end:
            return before
        if before >= 0 and directive.after_words:
            text, end = reading.text.text, blocks[before].end
            behind = place - end < _LONGEST_GAP and not text[end:place].strip(" ")
            if behind and (after is None or text.find("\n", place, starts[after]) >= 0):
                return before
        return after

    def _by(self, hit: Hit, asked: Sequence[dict[str, int]]) -> Directive | None:
        """The comment that suppresses a hit: one about its block before one about the whole draft."""
        for some in asked:
            for name in (f"{hit.rule}.{hit.group}", hit.rule) if hit.group else (hit.rule,):
                if (number := some.get(name)) is not None:
                    self._used.add((number, name))
                    return self._directives[number]
        return None

    def _problems(self, finds: str, number: int, judged: Callable[[str], bool]) -> Iterator[_Problem]:
        directive = self._directives[number]
        if finds == "visible":
            if directive.seen is Seen.ALWAYS or (directive.seen is Seen.IN_DRAFT and self._kind == "draft"):
                yield _Problem(directive.seen)
        elif finds == "unused":
            # What a comment speaks of can stand behind the words that were read.
            for rule, name in self._ids[number].items() if not self._truncated else ():
                if (number, rule) not in self._used and judged(rule):
                    yield _Problem("unused", name)
        else:
            if directive.fault:
                yield _Problem(directive.fault)
            for name in directive.rules:
                if self._is_reserved(name):
                    yield _Problem("reserved", name)
                elif name not in self._catalogue.names and name not in self._foreign:
                    near = self._near(name)
                    yield _Problem("unknown-near" if near else "unknown", name, near)


def _own_blocks(reading: Reading) -> list[Block]:
    """The blocks of own words, apart from each other: a closing is a part of its signature."""
    own: list[Block] = []
    for block in sorted(reading.blocks, key=lambda block: (block.start, -block.end)):
        if block.kind not in LEFT_OUT and not (own and block.end <= own[-1].end):
            own.append(block)
    return own


def _hit(
    rule_id: str, rule: SuppressionRule, directive: Directive, problem: _Problem, document: Document
) -> Hit:
    """A finding on a comment; on one outside the text it stands where the words begin."""
    mapped = document.reading.text
    place = 0 if directive.outside else mapped.place(directive.start)
    sentence = max(0, bisect_right(document.sentences, place, key=lambda s: s.start) - 1)
    at = document.sentences[sentence].start
    told = rule.problems[problem.key].replace("{rule}", problem.rule).replace("{nearest}", problem.nearest)
    right: tuple[str, ...] = ()
    if problem.nearest:
        names = [problem.nearest if name == problem.rule else name for name in directive.rules]
        right = (f"replylint: {directive.scope}[{', '.join(names)}] {directive.reason}",)
    return Hit(
        rule_id,
        rule.severity,
        sentence,
        at,
        at,
        rule.message.replace("{problem}", told).replace("{comment}", directive.text),
        (*right, *rule.suggestions),
        verbatim=True,
        source=None if directive.outside else (directive.start, directive.end),
        identity=f"{directive.text}\0{problem.rule}",
    )
