"""E-mail files: the part that the customer will read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from replylint.errors import DraftError

_HTML = "text/html"
_REPLACED = "\ufffd"
# What mail programs call the encodings of Windows and of old mail.
_ALIASES = {
    "ansi": "cp1252",
    "ansi_x3.110-1983": "latin-1",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "x-gbk": "gbk",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
}


@dataclass(frozen=True, slots=True)
class MailText:
    """The text of a message; offsets count in it."""

    text: str
    part: str
    """The MIME type of the part that it is."""
    format: str
    """``text`` or ``html``."""
    note: str = ""
    """What could not be decoded, if anything."""


def read_email(data: bytes, name: str) -> MailText:
    """The decoded body of a message: its plain text, or its HTML where it has no other.

    Attachments and messages inside the message are no part of the reply. Bytes that its charset does not know
    are replaced, and `MailText.note` says so.

    Raises:
        DraftError: the message has no body of text, or an empty one.
    """
    try:
        # The policy that reads headers as mail programs wrote them, not as they should have.
        message = message_from_bytes(data, policy=policy.compat32)
    except RecursionError:
        raise DraftError(f"{name}: has parts nested too deeply. Save the reply as text.") from None
    empty = False
    for part in sorted(_texts(message), key=lambda part: part.get_content_type() == _HTML):
        text, note = _decoded(part)
        if text.strip():
            kind = part.get_content_type()
            return MailText(text, kind, "html" if kind == _HTML else "text", note)
        empty = True
    if empty:
        raise DraftError(f"{name}: the message has an empty body, there is nothing to check.")
    kinds = ", ".join(sorted({part.get_content_type() for part in message.walk()}))
    raise DraftError(f"{name}: has no part with text (only {kinds}). Save the reply as text or HTML.")


def _texts(message: Message) -> Iterator[Message]:
    """The parts with text, attachments and messages inside the message passed over."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() in ("text/plain", _HTML):
            yield part
        elif part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(part.get_payload()))  # type: ignore[arg-type]


def _decoded(part: Message) -> tuple[str, str]:
    """The text of a part, and what could not be decoded of it."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return "", ""
    charset = str(part.get_content_charset() or "utf-8").strip("\"' ").lower()
    try:
        # Most mail that names no other charset, or a wrong one, is UTF-8 nowadays.
        text, note = payload.decode("utf-8"), ""
        if charset.startswith(("utf-16", "utf-32", "utf-7", "iso-2022", "hz")):
            text = payload.decode(charset)
    except UnicodeDecodeError:
        text, note = _replaced(payload, charset)
    except LookupError:
        text, note = payload.decode("utf-8", "replace"), f"the charset “{charset}” is unknown"
    return re.sub("\x00", _REPLACED, text), note


def _replaced(payload: bytes, charset: str) -> tuple[str, str]:
    try:
        text = payload.decode(_ALIASES.get(charset, charset), "replace")
    except (LookupError, UnicodeError):
        return payload.decode(
            "cp1252", "replace"
        ), f"the charset “{charset}” is unknown; read as windows-1252"
    count = text.count(_REPLACED)
    what = "character is" if count == 1 else "characters are"
    return text, f"{count} {what} not valid {charset}" if count else ""
