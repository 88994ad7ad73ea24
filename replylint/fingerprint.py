"""What the rules in play are, as a digest: two runs with the same one judge the same words alike.

It reads the files of the packs and nothing else: no spaCy, no catalogue.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from replylint import __version__
from replylint.errors import RuleError
from replylint.packs import RulePack, languages, rules_directory
from replylint.plugins import SHIPPED


def rulebook(further: Iterable[RulePack] = ()) -> str:
    """The digest of replylint's version and of every pack in play: the shipped one and the further ones."""
    packs = {SHIPPED: pack_digest(rules_directory()), **{p.name: pack_digest(p.directory) for p in further}}
    told = [f"replylint {__version__}", *(f"{name} {digest}" for name, digest in sorted(packs.items()))]
    return sha256("\n".join(told).encode()).hexdigest()


@cache
def pack_digest(directory: Path) -> str:
    """The digest of the data files of a pack, wherever it lies; read once per process, as the pack is.

    Raises:
        RuleError: a file cannot be read.
    """
    total = sha256()
    for name in sorted(_data_files(directory)):
        # A checkout may have turned the line ends.
        try:
            content = (directory / name).read_bytes().replace(b"\r\n", b"\n")
        except OSError as error:
            raise RuleError(f"{directory / name}: cannot be read ({error.strerror}).") from None
        total.update(f"{name} {sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def _data_files(directory: Path) -> Iterator[str]:
    """The data files of a pack: its own, those of each language and those in the folders of the language."""
    yield from _toml(directory, "")
    for language in languages(rules_directory()):
        folder = directory / language
        if folder.is_dir():
            yield from _toml(folder, f"{language}/")
            for inner in os.scandir(folder):
                if inner.is_dir():
                    yield from _toml(Path(inner.path), f"{language}/{inner.name}/")


def _toml(folder: Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from (prefix + entry.name for entry in entries if entry.name.endswith(".toml"))
