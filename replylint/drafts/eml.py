"""E-mail files: the part that the customer will read."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from replylint.errors import DraftError


def read_email(data: bytes, name: str) -> tuple[str, str]:
    """The decoded plain-text body of a message and its MIME type. Offsets count in this decoded part.

    Raises:
        DraftError: the message has no plain-text body that can be decoded.
    """
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    if part is None:
        kinds = ", ".join(sorted({p.get_content_type() for p in message.walk()}))
        raise DraftError(f"{name}: has no plain-text part (only {kinds}). Save the reply as plain text.")
    try:
        text = part.get_content()
    except (LookupError, ValueError, KeyError) as error:
        raise DraftError(f"{name}: the body cannot be decoded ({error}). Save the reply as UTF-8.") from None
    if not isinstance(text, str) or not text.strip():
        raise DraftError(f"{name}: the message has an empty body, there is nothing to check.")
    return text, part.get_content_type()
