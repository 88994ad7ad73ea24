"""The earlier messages that are quoted under a reply."""

from __future__ import annotations

import re

from replylint.drafts.draft import Reading
from replylint.drafts.quotes import openings
from replylint.drafts.segments import BlockKind
from replylint.packs import Pack

_MARKS = re.compile(r"^\s{0,3}(?:(?:>|&gt;)\s?)+")


def earlier_messages(reading: Reading, pack: Pack) -> list[str]:
    """The texts of the messages in quoted history, as they stand, without quote marks and attributions."""
    messages: list[str] = []
    text = reading.text.text
    for block in reading.blocks:
        if block.kind is BlockKind.QUOTE:
            lines = [_MARKS.sub("", line) for line in text[block.start : block.end].split("\n")]
            start = 0
            for opening in openings(lines, pack):
                messages.append("\n".join(lines[start : opening.start]))
                start = opening.end
            messages.append("\n".join(lines[start:]))
    return [message for message in messages if message.strip()]
