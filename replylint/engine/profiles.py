"""Which profile applies: by argument, or by the text itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from replylint.drafts.placeholders import Placeholder
from replylint.drafts.segments import BlockKind
from replylint.language.sentences import Sentence
from replylint.packs import Pack

AUTO = "auto"
COMPLETE = "complaint-reply"
UNKNOWN = "snippet"
INTERNAL = "internal-note"
LATER = "status-update"

_COMPLETE_WORDS = 40
_COMPLETE_SENTENCES = 3
# A notification of a shop leads to the account, the order, the invoice.
_LINKS_OF_A_SYSTEM = 2
# Under a first answer stands the complaint alone.
_LATER_MESSAGES = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile and why it was chosen."""

    name: str
    reason: str


def choose_profile(
    wanted: str,
    source: str,
    complaint: str | None,
    complete: bool | None,
    sentences: Sequence[Sentence],
    earlier: int,
    pack: Pack,
    fields: Sequence[Placeholder] = (),
    reason: str = "asked for",
) -> Choice:
    """The profile for a text: what was asked for, else what the text shows itself to be.

    `earlier` is the number of messages quoted under it, `fields` are its merge fields, and `reason` says who
    wanted the profile: the caller, or else the front matter.
    """
    if wanted != AUTO:
        return Choice(wanted, reason)
    if complete:
        return Choice(COMPLETE, "declared a complete reply")
    if _is_internal(source, pack):
        return Choice(INTERNAL, "its first line marks it as internal")
    if complaint and complaint.strip():
        return Choice(COMPLETE, "the complaint was supplied")
    if complete is False:
        return Choice(UNKNOWN, "declared a part of a reply")
    lacking = _lacking(sentences, pack, fields)
    if lacking:
        return Choice(UNKNOWN, f"not recognised as a complete reply to a complaint: {lacking}")
    if earlier >= _LATER_MESSAGES:
        return Choice(LATER, "a later message in a thread")
    return Choice(COMPLETE, "a complete reply with words of a complaint in it")


def _is_internal(source: str, pack: Pack) -> bool:
    # As the format shows it, merge fields and all: "[Internal]" reads as one.
    markers = "|".join(re.escape(marker) for marker in pack.list("internal_markers"))
    end = r"(?:[:\-–—\])]|\s*$|\s*\n)"
    return bool(markers and re.match(rf"\W{{0,20}}(?:{markers})\b\s{{0,3}}{end}", source, re.IGNORECASE))


def _lacking(sentences: Sequence[Sentence], pack: Pack, fields: Sequence[Placeholder]) -> str:
    """What keeps the text from being recognised as a complete reply, or nothing."""
    own = [s for s in sentences if s.kind in (BlockKind.BODY, BlockKind.ITEM)]
    words = re.findall(r"\w+", " ".join(s.text for s in own).lower())
    framed = any(s.kind in (BlockKind.GREETING, BlockKind.CLOSING, BlockKind.SIGNATURE) for s in sentences)
    complaint_words = set(pack.words.get("complaint", {}).get("words", ()))
    speakers = set(pack.words.get("complaint", {}).get("speakers", ())) if fields else set()
    if not framed:
        return "no greeting or sign-off"
    if len(words) < _COMPLETE_WORDS:
        return f"under {_COMPLETE_WORDS} words"
    if len(own) < _COMPLETE_SENTENCES:
        return f"under {_COMPLETE_SENTENCES} sentences"
    if complaint_words.isdisjoint(words):
        return "no words of a complaint"
    links = [field for field in fields if field.type == "link"]
    if sum(s.start <= link.start < s.end for link in links for s in own) >= _LINKS_OF_A_SYSTEM:
        return "a notification, with links that a system fills in"
    if speakers and speakers.isdisjoint(words):
        return "a notification: merge fields, and nobody who speaks"
    return ""
