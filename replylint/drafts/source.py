"""Files on disk: which of them are drafts, and their text."""

from __future__ import annotations

import os
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Literal

from replylint.drafts.atomic import put
from replylint.drafts.containers.node import Scalar
from replylint.drafts.exports import kind_of
from replylint.drafts.mapped import MappedText
from replylint.drafts.markup import is_html
from replylint.errors import DraftError, NotApplicable
from replylint.report import Location, Span

if TYPE_CHECKING:
    from replylint.drafts.comments import Comment

MAX_BYTES = 5_000_000
"""A larger file is refused: no reply is that long."""

MAX_EXPORT_BYTES = 20_000_000
"""The same for a file of many replies."""

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


TEMPLATES = frozenset(
    (".liquid", ".j2", ".jinja", ".jinja2", ".hbs", ".handlebars", ".mustache", ".twig", ".njk", ".erb")
)
"""The endings of template languages. The one before (``refund.html.j2``) tells the format, else the text."""

EMAIL = "email"

START = Span(start=0, end=0, line=1, column=1, end_line=1, end_column=1)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text of a draft stands in a file of many: an export, with one scalar for each."""

    file: str
    """The text of the whole file."""
    scalar: Scalar
    place: Span
    """The scalar's, in the file."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a draft, before anything of it is read."""

    text: str
    """In an export, the raw form of the scalar: with the quotation marks and escapes of its file."""
    format: str = "text"
    """``text``, ``html`` or ``markdown``; of an e-mail that of its part."""
    location: Location = field(default_factory=Location)
    note: str = ""
    """What could not be decoded of it, if anything."""
    comments: tuple[Comment, ...] = ()
    """Of an entry of a container the comments above it, which may speak of it."""
    language: str | None = None
    """The language that an export names."""
    profile: str | None = None
    """What an export says it is, such as a line for the subject."""
    kind: Literal["draft", "template"] | None = None
    """What an export holds."""
    origin: Origin | None = None

    def alone(self) -> Source:
        """The same draft apart from its file, so that its places count in its own text."""
        if not self.origin:
            return self
        return replace(self, location=Location(), origin=Origin("", self.origin.scalar, START))

    def mapped(self) -> MappedText:
        """The text as it is meant, without the quotation marks and escapes of its file.

        Raises:
            NotApplicable: an edited text is no longer one whole string of its file.
        """
        if not self.origin:
            return MappedText.of(self.text)
        try:
            return self.origin.scalar.decode(self.text)
        except ValueError as error:
            raise NotApplicable(f"{self.location}: cannot be written so in its file: {error}") from None

    def written(self, start: int, end: int, words: str) -> str | None:
        """What stands for `words` in the place of a stretch of the text, so that they are shown as they are.

        None where the file cannot hold them there: in YAML a space before a number sign opens a comment.
        """
        words = escape(words, quote=False) if self.format == "html" else words
        if not self.origin:
            return words
        raw = self.origin.scalar.encode(words)
        if raw is None:
            return None
        before = self.mapped()
        first, last = before.visible(start, end) if start < end else (before.place(start),) * 2
        try:
            after = self.origin.scalar.decode(self.text[:start] + raw + self.text[end:])
        except ValueError:
            return None
        return raw if after.text == before.text[:first] + words + before.text[last:] else None


def read_source(data: bytes, name: str, format: str | None = None) -> Source:
    """The draft in the content of a file called `name`, whose ending tells its format where none is given.

    Raises:
        DraftError: the content cannot be read as a draft.
    """
    if not data.strip():
        raise DraftError(f"{name}: is empty, there is nothing to check.")
    stem, ending = os.path.splitext(name.lower())
    template = ending in TEMPLATES
    format = format or FORMATS.get(os.path.splitext(stem)[1] if template else ending)
    if format == EMAIL and not template:
        # Imported here: few drafts are e-mails.
        from replylint.drafts.eml import read_email

        mail = read_email(data, name)
        return Source(mail.text, mail.format, Location(path=name, part=mail.part), mail.note)
    text = decode(data, name)
    if template and format in (None, EMAIL):
        format = "html" if is_html(text) else "text"
    return Source(text, format or "text", Location(path=name), kind="template" if template else None)


def read_bytes(path: Path | str) -> bytes:
    """The content of a draft file.

    Raises:
        DraftError: the file is missing, unreadable, no file but a pipe, or larger than `most_bytes`.
    """
    data = None
    try:
        # A pipe without a writer must not hold the run up.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            about = os.fstat(descriptor)
            if not S_ISREG(about.st_mode):
                raise DraftError(
                    f"{path}: is a pipe or a device, not a file. Hand its content to standard input (-)."
                )
            if about.st_size <= MAX_BYTES or about.st_size <= most_bytes(str(path)):
                data = _read(descriptor, about.st_size)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise DraftError(f"{path}: cannot be read ({error.strerror}).") from None
    if data is None or (len(data) > MAX_BYTES and len(data) > most_bytes(str(path))):
        raise DraftError(too_large(str(path)))
    return data


def _read(descriptor: int, size: int) -> bytes:
    """The content of a file that was of this size; it may be growing."""
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while more := os.read(descriptor, MAX_BYTES):
        parts.append(more)
        if sum(map(len, parts)) > MAX_EXPORT_BYTES:
            break
    return b"".join(parts)


def most_bytes(name: str) -> int:
    """How many bytes of a file called `name` are read."""
    return MAX_EXPORT_BYTES if kind_of(name) else MAX_BYTES


def too_large(name: str) -> str:
    """What is said of a larger file."""
    return (
        f"{name}: is larger than {most_bytes(name) // 1_000_000} MB, so it is not read. "
        "Divide it into several files."
    )


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
    """Write `after` to a plain file that holds `before`, in the encoding it has and in a single step.

    Raises:
        DraftError: the file cannot be written, or holds something else by now.
    """
    path = path.resolve()
    old = read_bytes(path)
    if decode(old, str(path)) != before:
        raise DraftError(f"{path}: has changed since it was read, so it is left as it is. Run this again.")
    try:
        if not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK):
            raise DraftError(f"{path}: is read-only, so it is left as it is. Make it writable first.")
        put(path, encode(after, old))
    except (OSError, UnicodeEncodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise DraftError(f"{path}: cannot be written ({reason}), so it is left as it is.") from None


def _encoding(data: bytes) -> str:
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if data.startswith(BOM_UTF8) else "utf-8"
