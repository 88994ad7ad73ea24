"""What earlier runs found, in one SQLite file. Whatever is wrong with that file, a run is slower and no more.

Keys are digests of all that a result depends on, so that nothing in the cache ever has to be made invalid; a
value carries its own checksum. The oldest results make room for new ones.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

_FILE = "results-1.sqlite"
_MOST = 200_000
"""Results that are kept."""
_WAIT = 5.0
"""Seconds to wait for another run that is writing."""
_AT_ONCE = 500
_DAMAGED = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        # Tables that are not ours.
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_CONSTRAINT,
    }
)
_CHECKSUM = 8
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by replylint; it may be deleted at any time.\n"


def digest(*parts: bytes | str) -> bytes:
    """A key for all of `parts`, in their order."""
    hashed = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hashed.update(len(data).to_bytes(8, "little"))
        hashed.update(data)
    return hashed.digest()


class Cache:
    """Results by their keys. `trouble` says why it could not be used, where that is so; nothing raises."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self.trouble = ""

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values of those keys that are there and whole."""
        wanted = list(keys)
        found: dict[bytes, bytes] = {}
        if not self.trouble:
            try:
                if not self._path.is_file():
                    return found
                with closing(self._opened()) as database:
                    for key, value in _rows(database, wanted):
                        if (whole := _unpacked(value)) is not None:
                            found[key] = whole
            except (sqlite3.Error, OSError) as error:
                self._failed(error)
        return found

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Remember values; each call is one transaction, so that what it wrote outlives a killed run."""
        if self.trouble or not values:
            return
        try:
            self._make_folder()
            with closing(self._opened()) as database, database:
                database.execute("CREATE TABLE IF NOT EXISTS result (key BLOB PRIMARY KEY, value BLOB)")
                rows = ((key, _packed(value)) for key, value in values.items())
                database.executemany("INSERT OR REPLACE INTO result VALUES (?, ?)", rows)
                database.execute(
                    "DELETE FROM result WHERE rowid <= (SELECT max(rowid) FROM result) - ?", (_MOST,)
                )
        except (sqlite3.Error, OSError) as error:
            self._failed(error)

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_WAIT)
        # A crash of the machine may damage the file: then the checksums tell, or SQLite does.
        database.execute("PRAGMA synchronous=OFF")
        return database

    def _make_folder(self) -> None:
        folder = self._path.parent
        if folder.is_dir():
            return
        # The results hold words of the drafts.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
        (folder / "CACHEDIR.TAG").write_text(_TAG, "utf-8")

    def _failed(self, error: Exception) -> None:
        """Go on without the cache; one that is damaged is deleted, so that the next run has a new one."""
        self.trouble = f"{self._path}: the cache cannot be used ({error}); the run goes on without it."
        # The low byte is the kind of an error.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            try:
                os.unlink(self._path)
            except OSError:
                return
            self.trouble = f"{self._path}: the cache was damaged ({error}), and is made anew by the next run."


def _rows(database: sqlite3.Connection, keys: list[bytes]) -> Iterator[tuple[bytes, object]]:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'result'").fetchone():
        return
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        yield from database.execute(f"SELECT key, value FROM result WHERE key IN ({marks})", some)


def _packed(value: bytes) -> bytes:
    packed = zlib.compress(value, 1)
    return _checksum(packed) + packed


def _unpacked(value: object) -> bytes | None:
    if not isinstance(value, bytes) or value[:_CHECKSUM] != _checksum(value[_CHECKSUM:]):
        return None
    return zlib.decompress(value[_CHECKSUM:])


def _checksum(value: bytes) -> bytes:
    return blake2b(value, digest_size=_CHECKSUM).digest()
