"""Dependency patterns with spaCy's DependencyMatcher semantics, walked from their first word.

spaCy's matcher tries every token for every node, in Python for each of our features. Here the tests are bit
masks, and only the words that the tree joins are looked at. Relations unknown here are left to spaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from replylint.language.clauses import Parsed, Test
from replylint.rulebook.sequence import Step, other_tests, read_step


def _children(sentence: Parsed, token: int) -> list[int]:
    return [i for i, head in enumerate(sentence.head) if head == token and i != token]


def _head(sentence: Parsed, token: int) -> list[int]:
    head = sentence.head[token]
    return [] if head == token else [head]


def _above(sentence: Parsed, token: int) -> list[int]:
    found: list[int] = []
    while sentence.head[token] != token and len(found) < sentence.size:
        token = sentence.head[token]
        found.append(token)
    return found


def _below(sentence: Parsed, token: int) -> list[int]:
    return [i for i in range(sentence.size) if i != token and token in _above(sentence, i)]


# What a relation leads to, from the left node: "A < B" reads "A hangs from B".
_RELATIONS: dict[str, Callable[[Parsed, int], list[int]]] = {
    "<": _head,
    ">": _children,
    "<<": _above,
    ">>": _below,
}


@dataclass(frozen=True, slots=True)
class _Node:
    step: Step
    left: int
    """The number of the node that it is joined to; of the first node, its own."""
    relation: str


class Walk:
    """A dependency pattern, ready to run."""

    __slots__ = ("_nodes", "required")

    def __init__(self, nodes: list[_Node]) -> None:
        self._nodes = nodes
        self.required = 0
        """The tests that some token must pass, as bits."""
        for node in nodes:
            self.required |= node.step.required

    @classmethod
    def of(cls, pattern: Iterable[Mapping[str, Any]]) -> Walk | None:
        """The nodes of an expanded DependencyMatcher pattern, or None where only spaCy can run it."""
        nodes: list[_Node] = []
        numbers: dict[str, int] = {}
        for item in pattern:
            step = read_step(item.get("RIGHT_ATTRS", {}))
            left, relation = item.get("LEFT_ID"), str(item.get("REL_OP", ""))
            known = left in numbers and relation in _RELATIONS if nodes else left is None
            if step is None or not known or "RIGHT_ID" not in item:
                return None
            nodes.append(_Node(step, numbers[left] if left is not None else 0, relation))
            numbers[item["RIGHT_ID"]] = len(nodes) - 1
        return cls(nodes)

    def anchor_tests(self, words: frozenset[str]) -> tuple[Test, ...]:
        """The other tests of the node that is one of `words`: all must hold on that token."""
        return other_tests((node.step for node in self._nodes), words)

    def find(self, sentence: Parsed) -> list[tuple[int, int]]:
        """The span of tokens of each match, half-open."""
        masks = [node.step.mask(sentence) for node in self._nodes]
        if not all(masks):
            return []
        found: list[list[int]] = [[i] for i in range(sentence.size) if masks[0] >> i & 1]
        for node, mask in zip(self._nodes[1:], masks[1:], strict=True):
            found = [
                [*tokens, i]
                for tokens in found
                for i in _RELATIONS[node.relation](sentence, tokens[node.left])
                if mask >> i & 1 and i not in tokens
            ]
            if not found:
                return []
        return sorted({(min(tokens), max(tokens) + 1) for tokens in found})
