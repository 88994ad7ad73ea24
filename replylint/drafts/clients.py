"""How mail programs mark, in HTML, what is not the writer's own: ``rules/mail.toml`` as patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from replylint.drafts.layer import LeftOut
from replylint.packs import read_toml


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker: an element that has it is left out (`why`), or is the writer's own after all (None)."""

    why: LeftOut | None
    tag: str
    attribute: str
    value: re.Pattern[str]
    rest: bool
    """Whether all that follows in the message is left out as well."""
    unless_child: str
    """An element that, standing directly in it, holds the history in its place."""

    def fits(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element bears the mark."""
        if self.tag and self.tag != tag:
            return False
        if not self.attribute:
            return True
        written = attributes.get(self.attribute, "")
        values = written.split() if self.attribute == "class" else [written]
        return any(self.value.fullmatch(value) for value in values)


@dataclass(frozen=True)
class Markers:
    """What ``mail.toml`` says."""

    markers: tuple[Marker, ...]
    hidden: re.Pattern[str]
    """Styles that keep an element from being seen."""
    line_paragraphs: frozenset[str]
    layout_roles: frozenset[str]
    field_tags: frozenset[str]

    def of(self, tag: str, attributes: Mapping[str, str]) -> Marker | None:
        """The first marker that an element bears."""
        if not attributes and tag not in self._tags:
            return None
        return next((marker for marker in self.markers if marker.fits(tag, attributes)), None)

    @cached_property
    def _tags(self) -> frozenset[str]:
        """The tags that are a marker by themselves."""
        return frozenset(marker.tag for marker in self.markers if marker.tag and not marker.attribute)

    def hides(self, attributes: Mapping[str, str]) -> bool:
        """Whether an element is not seen."""
        return "hidden" in attributes or bool(self.hidden.search(attributes.get("style", "")))


@cache
def read_markers(directory: Path) -> Markers:
    """The markers of ``mail.toml`` in the folder of the packs.

    Raises:
        RuleError: the file cannot be read.
    """
    data = read_toml(directory / "mail.toml")
    markers = tuple(
        Marker(
            None if mark["why"] == "own" else LeftOut(mark["why"]),
            mark.get("tag", ""),
            mark.get("attribute", ""),
            re.compile(mark.get("is", ""), re.IGNORECASE | re.DOTALL),
            mark.get("rest", False),
            mark.get("unless_child", ""),
        )
        for mark in data["mark"]
    )
    return Markers(
        markers,
        re.compile("|".join(data["hidden_styles"]), re.IGNORECASE),
        frozenset(data["line_paragraphs"]),
        frozenset(data["layout_roles"]),
        frozenset(data["field_tags"]),
    )
