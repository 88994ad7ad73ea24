"""Front matter: the lines of YAML between two lines of dashes at the top of a template."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

_OPENED = re.compile(r"\ufeff?---[ \t]*\r?\n(?=[ \t]*(?:[\w\"'-]|#|---))")
_CLOSED = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
ROLES = ("refusal",)
"""What a snippet may be declared to do."""
_NAMES = ("profile", "role", "language", "kind")
"""The keys that hold one name."""
_LONGEST = 10_000
"""Longer front matter is left out like any other, and what it says is not read."""


@dataclass(frozen=True)
class FrontMatter:
    """What a template says of itself; None where it says nothing. Keys of other tools are passed over."""

    profile: str | None = None
    role: str | None = None
    """What a snippet does, such as ``refusal``."""
    language: str | None = None
    kind: str | None = None
    placeholders: frozenset[str] | None = None
    """The names of the merge fields that the helpdesk fills."""
    note: str = ""
    """What could not be read."""

    def without(self, key: str, note: str) -> FrontMatter:
        """The same without one of its keys, and with a note that says so."""
        values: dict[str, Any] = {key: None, "note": note}
        return replace(self, **values)


def front_matter_end(source: str) -> int:
    """Where the text begins, below the front matter; 0 where there is none."""
    opened = _OPENED.match(source)
    closed = _CLOSED.search(source, opened.end()) if opened else None
    return closed.end() if closed else 0


def front_matter_lines(source: str) -> str:
    """What stands between the dashes."""
    return "\n".join(source[: front_matter_end(source)].strip().splitlines()[1:-1])


def read_front_matter(lines: str) -> FrontMatter:
    """What the lines between the dashes say. Nothing in them raises: what cannot be read is noted."""
    if not lines.strip() or len(lines) > _LONGEST:
        return FrontMatter()
    # Imported here: few drafts have any.
    import yaml

    try:
        data = yaml.safe_load(lines)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = f" (line {line + 2})" if line is not None else ""
        return FrontMatter(note=f"its front matter is not valid YAML{place}, so nothing in it was read")
    if not isinstance(data, dict):
        return FrontMatter()
    wrong = [key for key in _NAMES if not _is_name(data.get(key))]
    declared = data.get("placeholders")
    names = declared if isinstance(declared, (list, dict)) else None
    if declared is not None and names is None:
        wrong.append("placeholders")
    note = f"its front matter was not understood at: {', '.join(wrong)}" if wrong else ""
    return FrontMatter(
        **{key: _name(data.get(key)) for key in _NAMES},
        placeholders=None if names is None else frozenset(map(str, names)),
        note=note,
    )


def _is_name(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _name(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
