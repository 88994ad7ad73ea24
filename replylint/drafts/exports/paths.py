"""Paths into what a container holds: a small part of JSONPath, or a JSON Pointer with ``*``.

``$.macros[*].actions[field=comment_value].value`` and ``/macros/*/title`` are paths. ``a | b`` is a choice:
the first of them that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from replylint.drafts.containers.node import Node, Scalar


@dataclass(frozen=True, slots=True)
class Names:
    """All keys of an object that fit a pattern with ``*``."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Each:
    """All members of a list; in a JSON Pointer, those of an object as well."""

    of_objects: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """The objects of a list that hold this value."""

    key: str
    value: str


Step = str | int | Names | Each | Holding
Path = tuple[Step, ...]
Choice = tuple[Path, ...]
Place = tuple[str | int, ...]

_STEP = re.compile(
    r"""\.?(?P<name>[\w*-]+)|\[(?:(?P<index>\*|[0-9]{1,9})|'(?P<one>[^']*)'|"(?P<two>[^"]*)"
    |(?P<key>[\w-]+)=(?P<value>[^\]]+))\]""",
    re.VERBOSE,
)
_DIGITS = re.compile(r"[0-9]{1,9}")
_LONGEST = 32
"""Steps of a path; no export is that deep."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a place, and the objects and lists around it, the outermost first."""

    node: Node
    place: Place = ()
    above: tuple[Node, ...] = ()


@cache
def parse_path(written: str) -> Path:
    """A path as it is written.

    Raises:
        ValueError: it is no path; says what is wrong.
    """
    if not isinstance(written, str) or not written:
        raise ValueError("must be a path such as $.items[*].body")
    path = _pointer(written) if written.startswith("/") else _steps(written)
    if len(path) > _LONGEST:
        raise ValueError(f'"{written}" has more than {_LONGEST} steps')
    return path


def parse_choice(written: str) -> Choice:
    """The paths between bars.

    Raises:
        ValueError: one of them is no path; says what is wrong.
    """
    if not isinstance(written, str):
        raise ValueError('must be a string such as "name | title"')
    return tuple(parse_path(part) for part in written.split(" | "))


def _pointer(written: str) -> Path:
    steps = (step.replace("~1", "/").replace("~0", "~") for step in written[1:].split("/"))
    return tuple(Each(of_objects=True) if step == "*" else step for step in steps)


def _steps(written: str) -> Path:
    steps: list[Step] = []
    position = 1 if written.startswith("$") else 0
    while position < len(written):
        match = _STEP.match(written, position)
        if match is None:
            rest = written[position:]
            raise ValueError(f'"{written}" cannot be read from "{rest}" on: write $.items[*].body')
        position = match.end()
        if name := match["name"]:
            steps.append(Names(name) if "*" in name else name)
        elif index := match["index"]:
            steps.append(Each() if index == "*" else int(index))
        elif match["key"]:
            steps.append(Holding(match["key"], match["value"]))
        else:
            steps.append(match["one"] if match["one"] is not None else match["two"])
    return tuple(steps)


def find(start: Found, path: Path) -> list[Found]:
    """All that stands at a path, in order."""
    level = [start]
    for step in path:
        level = [
            Found(child, (*found.place, key), (*found.above, found.node))
            for found in level
            for key, child in _children(found.node, step)
        ]
    return level


def nodes_at(node: Node, path: Path) -> list[Node]:
    """The same without its places."""
    level = [node]
    for step in path:
        level = [child for parent in level for _, child in _children(parent, step)]
    return level


def _children(node: Node, step: Step) -> Iterable[tuple[str | int, Node]]:
    if isinstance(node, dict):
        if isinstance(step, str):
            return ((step, node[step]),) if step in node else ()
        if isinstance(step, Names):
            return [(key, child) for key, child in node.items() if fnmatchcase(key, step.pattern)]
        return node.items() if isinstance(step, Each) and step.of_objects else ()
    if not isinstance(node, list):
        return ()
    if isinstance(step, Each):
        return enumerate(node)
    if isinstance(step, Holding):
        return [(index, child) for index, child in enumerate(node) if _holds_value(child, step)]
    index = _index(step)
    return ((index, node[index]),) if index is not None and index < len(node) else ()


def _holds_value(node: Node, step: Holding) -> bool:
    return isinstance(node, dict) and plain(node.get(step.key)) == step.value


def _index(step: Step) -> int | None:
    if isinstance(step, str) and _DIGITS.fullmatch(step):
        return int(step)
    return step if isinstance(step, int) else None


def plain(node: Node) -> str | None:
    """A string, number or truth value as text; None for all else."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, bool):
        return "true" if node else "false"
    return str(node) if isinstance(node, (int, float)) else None


def first_plain(start: Node, choice: Choice) -> str | None:
    """The first words that stand at one of the paths, in one line; None where there are none."""
    for path in choice:
        for node in nodes_at(start, path):
            words = " ".join((plain(node) or "").split())
            if words:
                return words
    return None


@dataclass(frozen=True, slots=True)
class Condition:
    """What an object must look like: at each choice something (True), nothing (False), one of some values."""

    tests: tuple[tuple[Choice, bool | tuple[str, ...]], ...]

    def fits(self, node: Node) -> bool:
        """Whether all tests hold."""
        return all(_holds(node, choice, wanted) for choice, wanted in self.tests)

    def may_fit_in(self, text: str) -> bool:
        """Whether a file can hold an object that fits: whether all the keys stand in it."""
        return all(any(_named(path, text) for path in choice) for choice, wanted in self.tests if wanted)


def _holds(node: Node, choice: Choice, wanted: bool | tuple[str, ...]) -> bool:
    there = [found for path in choice for found in nodes_at(node, path) if found is not None]
    if isinstance(wanted, bool):
        return bool(there) is wanted
    values = [value for node in there if (value := plain(node)) is not None]
    if "*" in wanted:
        return bool(values)
    return any(fnmatchcase(value.casefold(), pattern) for value in values for pattern in wanted)


def _named(path: Path, text: str) -> bool:
    # The last key: those before it may be the reader's own, as the fields of XML are.
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    return last in text


def parse_condition(written: object) -> Condition:
    """A condition from its table: ``{ "name | title" = true, type = ["macro", "shared*"] }``.

    Raises:
        ValueError: a key is no path, or a value no truth value, string or list of strings.
    """
    if not isinstance(written, dict) or not written:
        raise ValueError("must be a table of paths and what stands there")
    tests: list[tuple[Choice, bool | tuple[str, ...]]] = []
    for choice, wanted in written.items():
        values = [wanted] if isinstance(wanted, str) else wanted
        if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
            values = tuple(value.casefold() for value in values)
        elif not isinstance(values, bool):
            raise ValueError(f'"{choice}" must be true, false, a string or a list of strings')
        tests.append((parse_choice(choice), values))
    return Condition(tuple(tests))
