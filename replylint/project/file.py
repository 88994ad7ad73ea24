"""A file to check, and how."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from replylint.drafts.exports import KINDS
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

    @property
    def is_data(self) -> bool:
        """Whether it is a file of data, which may be an export."""
        return os.path.splitext(self.path)[1].lower() in KINDS

    @property
    def weight(self) -> int:
        """About how many drafts are in it: one, or many in an export."""
        return 1 + self.size // _BYTES_OF_A_MACRO if self.is_data else 1
