"""Files on disk: which of them are drafts, and their text."""

from __future__ import annotations

import os
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from tempfile import mkstemp

from replylint.drafts.comments import Comment
from replylint.drafts.eml import read_email
from replylint.errors import DraftError
from replylint.report import Location

MAX_BYTES = 5_000_000
"""A larger file is refused: no reply is that long."""

FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".eml": "email",
}
"""How a file is read, by its ending. Other endings are read as text where a file is named by itself."""


EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a draft, before anything of it is read."""

    text: str
    format: str = "text"
    """``text``, ``html`` or ``markdown``; of an e-mail that of its part."""
    location: Location = field(default_factory=Location)
    note: str = ""
    """What could not be decoded of it, if anything."""
    comments: tuple[Comment, ...] = ()
    """Of an entry of a container the comments above it, which may speak of it."""


def read_source(data: bytes, name: str, format: str | None = None) -> Source:
    """The draft in the content of a file called `name`, whose ending tells its format where none is given.

    Raises:
        DraftError: the content cannot be read as a draft.
    """
    if not data.strip():
        raise DraftError(f"{name}: is empty, there is nothing to check.")
    format = format or format_of(Path(name))
    if format == EMAIL:
        mail = read_email(data, name)
        return Source(mail.text, mail.format, Location(path=name, part=mail.part), mail.note)
    return Source(decode(data, name), format, Location(path=name))


def read_bytes(path: Path) -> bytes:
    """The content of a draft file.

    Raises:
        DraftError: the file is missing, unreadable or larger than `MAX_BYTES`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DraftError(
                f"{path}: is larger than {MAX_BYTES // 1_000_000} MB, so it is not read. "
                "Give each draft its own file."
            )
        return path.read_bytes()
    except OSError as error:
        raise DraftError(f"{path}: cannot be read ({error.strerror}).") from None


def decode(data: bytes, name: str) -> str:
    """The text of a plain file: UTF-8, or UTF-16 with a byte order mark.

    Raises:
        DraftError: the bytes are no text, or not in these encodings; names the place.
    """
    encoding = _encoding(data)
    if encoding != "utf-16" and b"\x00" in data:
        raise DraftError(f"{name}: is a binary file, not a draft. Save the draft as plain text or .eml.")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        meant = "UTF-16" if encoding == "utf-16" else "UTF-8"
        raise DraftError(
            f"{name}:{line}: is not valid {meant} (byte {error.start}). Save the file as UTF-8."
        ) from None


def encode(text: str, like: bytes) -> bytes:
    """The bytes of a text in the encoding of `like`, its byte order mark included."""
    for mark in (BOM_UTF16_LE, BOM_UTF16_BE):
        if like.startswith(mark):
            return mark + text.encode("utf-16-le" if mark == BOM_UTF16_LE else "utf-16-be")
    return text.encode(_encoding(like))


def write_text(path: Path, before: str, after: str) -> None:
    """Write `after` to a plain draft that holds `before`, in the encoding it has.

    The new file takes the place of the old one in a single step, so that a failure leaves the old one.

    Raises:
        DraftError: the file cannot be written, or holds something else by now.
    """
    path = path.resolve()
    old = read_bytes(path)
    if decode(old, str(path)) != before:
        raise DraftError(f"{path}: has changed since it was read, so it is left as it is. Run this again.")
    beside: Path | None = None
    try:
        mode = path.stat().st_mode
        if not mode & 0o222 or not os.access(path, os.W_OK):
            raise DraftError(f"{path}: is read-only, so it is left as it is. Make it writable first.")
        descriptor, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
        beside = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(encode(after, old))
        beside.chmod(mode)
        beside.replace(path)
    except (OSError, UnicodeEncodeError) as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else error
        raise DraftError(f"{path}: cannot be written ({reason}), so it is left as it is.") from None


def _encoding(data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"


def format_of(path: Path) -> str:
    """The format of a file, by its ending."""
    return FORMATS.get(path.suffix.lower(), "text")


def find_drafts(paths: Iterable[Path]) -> Iterator[Path]:
    """The draft files that `paths` name, directories searched, in a stable order.

    A file that is named is a draft whatever its ending; in a directory the endings of `FORMATS` are,
    and hidden folders and files are passed over.

    Raises:
        DraftError: a path does not exist, or a directory holds no draft.
    """
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir():
            found = sorted(candidate for candidate in path.rglob("*") if _is_draft(candidate, path))
            if not found:
                endings = ", ".join(sorted(FORMATS))
                raise DraftError(f"{path}: holds no drafts ({endings}). Name a file, or another folder.")
            yield from found
        else:
            raise DraftError(f"{path}: does not exist.")


def _is_draft(path: Path, root: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
    return path.suffix.lower() in FORMATS and not hidden and path.is_file()


def encoded(text: str, format: str) -> str:
    """Words as they are written in a format, so that they are shown as they are."""
    return escape(text, quote=False) if format == "html" else text
