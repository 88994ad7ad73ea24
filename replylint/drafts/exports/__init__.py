"""Exports of helpdesks: recognised by their shape, and the replies picked out of them.

The modules are imported where a file needs them, as most runs see none that is new.
"""

import os
from typing import Literal

Kind = Literal["json", "yaml", "csv", "xml"]

KINDS: dict[str, Kind] = {
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "csv",
    ".xml": "xml",
}
"""The endings of files that may be exports, and what such a file is."""


def kind_of(name: str) -> Kind | None:
    """What a file called `name` is by its ending; None where it can be no export."""
    return KINDS.get(os.path.splitext(name)[1].lower())
