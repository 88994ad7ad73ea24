"""A file to check, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from replylint.project.setup import Setup

if TYPE_CHECKING:
    from replylint.drafts.exports.sources import SourceSpec


@dataclass(frozen=True, slots=True)
class File:
    """A file to check, and how."""

    path: str
    named: bool
    """Whether the user named this very file, so that it must hold a draft."""
    setup: Setup
    spec: SourceSpec | None
    """What the settings say of a file of many texts."""
    key: bytes
    """Of all that the result depends on, its content included."""
    data: bytes | None = None
    """The content, where it does not stand in a file: standard input."""
