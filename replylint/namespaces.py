"""Names in the files of a further pack, made names of the whole rulebook: ``acme/ticket-number``.

A pack's own rule, act, source, profile or list comes first, else the shipped one of that name is meant. A
name with a slash in it is whole already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# fmt: off
_ID_KEYS = frozenset({
    "act", "acts", "after", "credits", "first", "first_acts", "off", "one_more_for", "only_with", "outranks",
    "satisfied_by", "second_acts", "specific", "then", "unless_acts",
})
"""Keys whose strings are names of rules or acts."""
_ID_TABLES = frozenset({"vetoed_by", "severity"})
"""Keys of tables whose own keys are such names."""
_WORD_KEYS = frozenset({
    "patterns", "also", "unless", "unless_overlapping", "LOWER", "LEMMA", "IN", "NOT_IN", "about", "aside",
    "breaks", "void", "common",
})
# fmt: on
"""Keys whose strings may be ``@`` and the name of a list."""
_FEATURE_KEYS = frozenset({"_", "like"})


@dataclass(frozen=True, slots=True)
class Names:
    """What a further pack calls its own. Any other name is a shipped one."""

    pack: str
    ids: frozenset[str]
    """Its rules and acts."""
    sources: frozenset[str]
    profiles: frozenset[str]

    def whole(self, name: str) -> str:
        """The name of something that is the pack's own."""
        return name if "/" in name else f"{self.pack}/{name}"

    def resolved(self, data: Any, key: str = "") -> Any:
        """The content of a file, or what stands in it under `key`, with whole names."""
        if isinstance(data, Mapping):
            by_name = key in _ID_TABLES
            return {
                self._own(name, self.ids) if by_name else name: self.resolved(value, "" if by_name else name)
                for name, value in data.items()
            }
        if isinstance(data, list):
            return [self.resolved(item, key) for item in data]
        return self._resolved(data, key) if isinstance(data, str) else data

    def _resolved(self, text: str, key: str) -> str:
        if key in _ID_KEYS:
            return self._own(text, self.ids)
        if key == "sources":
            return self._own(text, self.sources)
        if key in ("profile", "profiles"):
            return self._own(text, self.profiles)
        # Every list and set of features stands under the pack's name, too: see `packs.read_pack`.
        if key == "aliases" or key in _FEATURE_KEYS:
            return self.whole(text)
        if key in _WORD_KEYS and text.startswith("@"):
            return "@" + self.whole(text[1:])
        return text

    def _own(self, name: str, own: frozenset[str]) -> str:
        return self.whole(name) if name in own else name
