"""Branches of templates: which customers receive which words.

Control tags make a tree: each node is an ``if``, a ``case`` or a loop with its alternatives. A path takes one
alternative of every node that it meets; tests of the same condition go the same way. Tags that do not pair
show nothing, and what stands between them is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from replylint.drafts.placeholders import Placeholder
from replylint.packs import read_toml

MOST_PATHS = 64
"""Of a template with more paths so many are read, chosen so that every branch is."""
COUNTED_PATHS = 1_000_000
"""So many paths stand for more."""
_MOST_CHARACTERS = 400_000
"""Fewer paths of a long template are read: all together they have about so many characters."""
_FEWEST_PATHS = 4
_MOST_NODES = 500
_DEEPEST = 20

_ROLES = ("if", "unless", "elif", "else", "case", "when", "loop", "block", "hidden", "end")
_OPENING = frozenset({"if", "unless", "case", "loop", "block", "hidden"})
_DIVIDED = {"elif": ("if", "unless"), "when": ("case",), "else": ("if", "unless", "case", "loop")}
_WORD = re.compile(r"\w*")

Condition = tuple[str, str]
"""What is tested and how it turns out: ``("order.delayed", "is false")``."""
Span = tuple[int, int]

TRUE, FALSE, SOME, NONE, OTHER = "is true", "is false", "has entries", "is empty", "is anything else"


@dataclass(frozen=True)
class Branching:
    """A path through a template: the conditions that lead there, and the spans that it leaves out."""

    conditions: tuple[Condition, ...] = ()
    left_out: tuple[Span, ...] = ()
    unread: tuple[Span, ...] = ()
    """The same by the numbers of tags: what stands behind one of these, before the next, is left out."""
    whole: bool = True
    """False where branches stand one after another that no customer receives together."""


@dataclass(frozen=True)
class Paths:
    """The paths to read."""

    read: tuple[Branching, ...]
    total: int
    """How many there are; at most so many, where not all are read."""
    tags: tuple[Span, ...]
    """What every path leaves out: control tags, with the line where they stand alone."""


@dataclass
class _Alternative:
    """One way through a node: what must hold for it, and the span that it shows."""

    conditions: tuple[Condition, ...]
    start: int
    end: int
    after: int
    """The number of the tag that begins it."""
    before: int
    """The number of the tag that ends it."""
    nodes: list[_Node] = field(default_factory=list)
    shown: bool = True
    taken: bool = False


@dataclass
class _Node:
    """An ``if``, a ``case`` or a loop, from its opening tag to the end of its closing one."""

    role: str
    family: int
    word: str
    of: str
    start: int
    alternatives: list[_Alternative]
    failed: tuple[Condition, ...] | None
    """What holds where none of the alternatives so far is taken; None behind an ``else``."""
    end: int = 0
    first: int = 0
    """The number of its opening tag."""
    last: int = 0
    """The number of its closing tag."""


def find_paths(text: str, tags: Sequence[Placeholder], directory: Path) -> Paths:
    """The paths through a text with these control tags, in order."""
    if not tags:
        return Paths((Branching(),), 1, ())
    spans = _with_their_lines(text, tags)
    nodes, fits = _tree(tags, spans, read_families(directory / "branches.toml"))
    if not fits:
        return Paths((Branching(whole=False),), COUNTED_PATHS, spans)
    most = min(MOST_PATHS, max(_FEWEST_PATHS, _MOST_CHARACTERS // (len(text) + 1)))
    read: dict[tuple[Span, ...], Branching] = {}
    for conditions, taken in _all_ways(nodes):
        if len(read) == most:
            return Paths(_chosen(nodes, tuple(read.values()), most), _count(nodes), spans)
        path = _branching(conditions, taken)
        read[path.left_out] = path
    return Paths(tuple(read.values()), len(read), spans)


def _with_their_lines(text: str, tags: Sequence[Placeholder]) -> tuple[Span, ...]:
    """The spans of the tags. Of a line that holds nothing else, nothing remains."""
    spans: list[Span] = []
    first = 0
    for number, tag in enumerate(tags):
        spans.append((tag.start, tag.end))
        after = _past_blanks(text, tag.end)
        if number + 1 < len(tags) and after == tags[number + 1].start:
            continue
        before = tags[first].start
        while before and text[before - 1] in " \t":
            before -= 1
        if (before == 0 or text[before - 1] == "\n") and text[after : after + 1] in ("\n", ""):
            spans[first] = (before, spans[first][1])
            spans[number] = (spans[number][0], min(after + 1, len(text)))
        first = number + 1
    return tuple(spans)


def _past_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t":
        place += 1
    return place


# --- what the tags say ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Families:
    """The table of rules/branches.toml, compiled."""

    families: tuple[tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]], ...]
    negated: re.Pattern[str]
    around: re.Pattern[str]

    @lru_cache(2048)  # noqa: B019 - the table of a file lives as long as the process
    def read(self, tag: str) -> tuple[str, int, str, str] | None:
        """The role of a tag, the number of its family, its word, and what it is about."""
        for number, (shape, roles) in enumerate(self.families):
            shaped = shape.fullmatch(tag)
            for role, regex in roles if shaped else ():
                if shaped and (match := regex.fullmatch(inside := shaped["inside"])):
                    groups = match.groupdict()
                    first = _WORD.match(inside)
                    word = groups.get("word", "" if role == "end" or not first else first[0])
                    return role, number, word or "", " ".join((groups.get("of") or "").split())
        return None

    def condition(self, of: str, holds: bool) -> Condition:
        """A condition in its plain form: that ``not paid`` holds is that ``paid`` does not."""
        plain = of
        while (match := self.around.search(plain)) or self.negated.search(plain):
            if match:
                plain = match["of"].strip()
            else:
                plain, holds = self.negated.sub("", plain, count=1).strip(), not holds
        return plain, TRUE if holds else FALSE


@cache
def read_families(path: Path) -> Families:
    """The table of a file."""
    data: dict[str, Any] = read_toml(path)
    families = tuple(
        (
            re.compile(family["tag"], re.DOTALL),
            tuple((role, re.compile(r, re.DOTALL)) for role in _ROLES for r in family.get(role, ())),
        )
        for family in data["family"]
    )
    conditions = data["conditions"]
    return Families(families, re.compile(conditions["not"]), re.compile(conditions["around"]))


# --- the tree ---------------------------------------------------------------------------------------


def _tree(tags: Sequence[Placeholder], spans: Sequence[Span], families: Families) -> tuple[list[_Node], bool]:
    """The nodes at the top, and whether there are few enough of them to be followed."""
    root = _Alternative((), 0, 0, 0, 0)
    stack: list[_Node] = []
    opened = 0

    def around() -> _Alternative:
        return stack[-1].alternatives[-1] if stack else root

    def dissolve(count: int) -> None:
        """What was opened and not closed is no branch."""
        while len(stack) > count:
            lost = stack.pop()
            around().nodes.extend(node for a in lost.alternatives for node in a.nodes)

    def innermost(family: int, word: str = "") -> int | None:
        places = range(len(stack) - 1, -1, -1)
        return next(
            (i for i in places if stack[i].family == family and (not word or stack[i].word == word)), None
        )

    for number, (tag, (start, end)) in enumerate(zip(tags, spans, strict=True)):
        if (read := families.read(tag.text)) is None:
            continue
        role, family, word, of = read
        if role in _OPENING:
            if len(stack) >= _DEEPEST or opened >= _MOST_NODES:
                return [], False
            stack.append(_opened(role, family, word, of, number, start, end, families))
            opened += 1
        elif (place := innermost(family, word if role == "end" else "")) is not None:
            if role == "end":
                dissolve(place + 1)
                node = stack.pop()
                _close(node, number, start, end)
                around().nodes.append(node)
            elif stack[place].role in _DIVIDED[role] and stack[place].failed is not None:
                dissolve(place + 1)
                _divide(stack[place], role, of, number, start, end, families)
    dissolve(0)
    return root.nodes, True


def _opened(
    role: str, family: int, word: str, of: str, number: int, start: int, end: int, families: Families
) -> _Node:
    conditions: tuple[Condition, ...] = ()
    failed: tuple[Condition, ...] | None = None
    if role in ("if", "unless"):
        conditions = (families.condition(of, role == "if"),)
        failed = (families.condition(of, role == "unless"),)
    elif role == "loop":
        conditions, failed = ((of, SOME),), ((of, NONE),)
    elif role == "case":
        failed = ((of, OTHER),)
    shown = role not in ("case", "hidden")
    first = _Alternative(conditions, end, end, number, number, shown=shown)
    return _Node(role, family, word, of, start, [first], failed, first=number)


def _divide(node: _Node, role: str, of: str, number: int, start: int, end: int, families: Families) -> None:
    failed = node.failed or ()
    node.alternatives[-1].end, node.alternatives[-1].before = start, number
    if role == "when":
        conditions: tuple[Condition, ...] = ((node.of, f"is {of}"),)
    elif role == "elif":
        conditions = (*failed, families.condition(of, True))
        node.failed = (*failed, families.condition(of, False))
    else:
        conditions, node.failed = failed, None
    node.alternatives.append(_Alternative(conditions, end, end, number, number))


def _close(node: _Node, number: int, start: int, end: int) -> None:
    node.alternatives[-1].end, node.alternatives[-1].before = start, number
    node.end, node.last = end, number
    for alternative in node.alternatives:
        if not alternative.shown:
            alternative.nodes.clear()
    if node.role == "case":
        # What stands before the first value is for no customer.
        del node.alternatives[0]
    if node.failed is not None or not node.alternatives:
        node.alternatives.append(_Alternative(node.failed or (), start, start, number, number))


# --- the paths --------------------------------------------------------------------------------------

_Taken = tuple[tuple[_Node, _Alternative], ...]
_Rest = tuple[_Node, Any] | None
"""The nodes that a path has still to meet, as a linked list."""


def _then(nodes: Sequence[_Node], rest: _Rest) -> _Rest:
    for node in reversed(nodes):
        rest = (node, rest)
    return rest


def _possible(node: _Node, known: dict[str, str]) -> list[_Alternative]:
    """The alternatives that what is known allows."""
    listed = {value for a in node.alternatives for _, value in a.conditions}

    def fits(condition: Condition) -> bool:
        of, value = condition
        have = known.get(of)
        return have is None or have == value or (value == OTHER and have not in listed)

    return [a for a in node.alternatives if all(map(fits, a.conditions))] or node.alternatives[-1:]


def _all_ways(nodes: Sequence[_Node]) -> Iterator[tuple[dict[str, str], _Taken]]:
    """Every path, first alternatives first."""
    open_: list[tuple[_Rest, dict[str, str], _Taken]] = [(_then(nodes, None), {}, ())]
    while open_:
        rest, known, taken = open_.pop()
        while rest is not None:
            node, rest = rest
            first, *others = _possible(node, known)
            for other in reversed(others):
                open_.append((_then(other.nodes, rest), _knowing(known, other), (*taken, (node, other))))
            rest, known, taken = _then(first.nodes, rest), _knowing(known, first), (*taken, (node, first))
        yield known, taken


def _knowing(known: dict[str, str], alternative: _Alternative) -> dict[str, str]:
    return {**known, **{of: value for of, value in alternative.conditions if of not in known}}


def _chosen(nodes: Sequence[_Node], more: Sequence[Branching], most: int) -> tuple[Branching, ...]:
    """So many paths that every branch is on one of them; where that takes too many, all branches at once."""
    chosen: dict[tuple[Span, ...], Branching] = {}
    left = True
    while left and len(chosen) < most:
        known: dict[str, str] = {}
        taken: _Taken = ()
        new = False
        rest = _then(nodes, None)
        while rest is not None:
            node, rest = rest
            possible = _possible(node, known)
            # One that was never taken, else one with such a branch in it.
            fresh = [a for a in possible if not a.taken] or [a for a in possible if _unread(a)]
            # The second path takes the last ones: what is left when nothing is true.
            alternative = (fresh or possible)[-1 if len(chosen) == 1 else 0]
            new = new or not alternative.taken
            alternative.taken = True
            known = _knowing(known, alternative)
            taken = (*taken, (node, alternative))
            rest = _then(alternative.nodes, rest)
        path = _branching(known, taken)
        chosen.setdefault(path.left_out, path)
        left = new
    if any(not a.taken or _unread(a) for node in nodes for a in node.alternatives):
        return (*list(chosen.values())[: most - 1], Branching(whole=False))
    for path in more:
        if len(chosen) < most:
            chosen.setdefault(path.left_out, path)
    return tuple(chosen.values())


def _unread(alternative: _Alternative) -> bool:
    """Whether a branch inside it was never read."""
    return any(not a.taken or _unread(a) for node in alternative.nodes for a in node.alternatives)


def _branching(known: dict[str, str], taken: _Taken) -> Branching:
    left_out, unread = [], []
    for node, alternative in taken:
        if alternative.shown:
            left_out += [(node.start, alternative.start), (alternative.end, node.end)]
            unread += [(node.first, alternative.after), (alternative.before, node.last)]
        else:
            left_out.append((node.start, node.end))
            unread.append((node.first, node.last))
    return Branching(tuple(known.items()), tuple(sorted(left_out)), tuple(sorted(unread)))


def _count(nodes: Sequence[_Node]) -> int:
    """How many paths there are where all conditions are independent."""
    total = 1
    for node in nodes:
        total = min(COUNTED_PATHS, total * sum(_count(a.nodes) for a in node.alternatives))
    return total
