"""A file to check, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from replylint.drafts.exports import kind_of
from replylint.drafts.files import read_sources
from replylint.drafts.source import Source, read_bytes
from replylint.packs import rules_directory
from replylint.project.setup import Setup

if TYPE_CHECKING:
    from replylint.drafts.exports.sources import SourceSpec

_BYTES_OF_A_MACRO = 1_500
"""Of an export, for each text in it."""


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
    size: int
    """In bytes."""
    data: bytes | None = None
    """The content, where it does not stand in a file: standard input."""

    def content(self) -> bytes:
        """What it holds now.

        Raises:
            DraftError: it cannot be read.
        """
        return read_bytes(self.path) if self.data is None else self.data

    def sources(self, content: bytes) -> list[Source]:
        """The drafts in such a content of it.

        Raises:
            DraftError: it cannot be read, or holds none and must.
        """
        return read_sources(content, self.path, rules_directory(), self.spec, self.named)

    @property
    def is_data(self) -> bool:
        """Whether it is a file of data, which may be an export."""
        return kind_of(self.path) is not None

    @property
    def weight(self) -> int:
        """About how many drafts are in it: one, or many in an export."""
        return 1 + self.size // _BYTES_OF_A_MACRO if self.is_data else 1
